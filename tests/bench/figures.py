"""The figures of the paper, one function each: ours, the bound beside it, and the goal."""

from dataclasses import dataclass
from typing import Any

from tests.bench.bounds import BARE_MOVE, BARE_OPENING, OPENING, PAGE, move_bound
from tests.bench.callers import Mover, Opener, Reader, Target
from tests.bench.data import token_of
from tests.bench.house import House, Web
from tests.bench.load import drive
from tests.bench.rounds import Beside, side_by_side

Told = dict[str, Any]
CONNECTIONS = 16
MOST_MS = 1.5


@dataclass(frozen=True, slots=True)
class Pace:
    rounds: int
    seconds: float


def movers(house: House, *, http: bool = True) -> list[Mover]:
    """Each connection has tickets of its own; where the last move left them is read from their rows."""
    with house.connect() as connection:
        rows = connection.execute(TARGETS, [http]).fetchall()
    found = [
        Target(str(ticket), token_of(str(username)), int(str(version)), state == "waiting_customer")
        for ticket, username, version, state in rows
    ]
    return [Mover(found[each::CONNECTIONS]) for each in range(CONNECTIONS)]


TARGETS = """
SELECT b.ticket, b.username, t.version, t.state FROM bench_target b JOIN ticket t ON t.id = b.ticket
 WHERE b.http = %s ORDER BY b.n
"""


def moves(house: House, web: Web, pace: Pace) -> tuple[Told, Told]:
    """P1 and, from the same rounds, P6."""
    callers = movers(house)
    # Some moves first: the bound writes the timers that they armed.
    drive(web.port, callers, seconds=pace.seconds)
    same, bare = Beside(move_bound(house), 0.30), Beside(BARE_MOVE, 0.15)
    measured = side_by_side(house, web, callers, [same, bare], rounds=pace.rounds, seconds=pace.seconds)
    told = measured.told
    cost = told.pop("web_cpu_ms")
    p6 = {"web_cpu_ms_per_move": cost, "goal": MOST_MS, "reached": cost <= MOST_MS}
    return {**told, "same_rows": same.told, "bare": bare.told}, p6


def openings(house: House, web: Web, pace: Pace) -> Told:
    bare, same = Beside(BARE_OPENING, 0.12), Beside(OPENING, None)
    callers = [Opener(office, clerk) for office in range(1, 9) for clerk in (1, 2)]
    measured = side_by_side(house, web, callers, [bare, same], rounds=pace.rounds, seconds=pace.seconds)
    return {**measured.told, "bare": bare.told, "same_rows": same.told}


def queue_pages(house: House, web: Web, pace: Pace) -> Told:
    path = "/api/v1/work-items?box=pool"
    callers = [Reader(path, token_of(f"clerk-gz{office:02d}-1")) for office in range(1, 17)]
    tried = drive(web.port, callers[:1], seconds=0.1)
    if tried.bad:
        return {"per_s": None, "reason": f"GET {path} answers {dict(tried.statuses)}"}
    page = Beside(PAGE, 0.05)
    measured = side_by_side(house, web, callers, [page], rounds=pace.rounds, seconds=pace.seconds)
    return {**measured.told, "page": page.told}
