"""Many at once: limits, turns and offers hold whoever is faster."""

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Barrier, Thread
from typing import Any

from service.transaction import Row, statements
from service.usecases.work_items.hand_on import hand_on
from tests.distribution.conftest import OfficeWith
from tests.distribution.test_allocation import handing, holder
from tests.patterns.office import Office


def at_once(app: Any, calls: Iterable[Callable[[], object]]) -> list[object]:
    """Each in a thread of its own, all let go in the same moment."""
    waiting = list(calls)
    ready, answers = Barrier(len(waiting)), []

    def run(call: Callable[[], object]) -> None:
        with app.app_context():
            ready.wait()
            answers.append(call())

    threads = [Thread(target=run, args=(call,)) for call in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def opened(office: Office, many: int) -> list[Row]:
    """Tickets whose duties still wait to be handed on: their effects are put off."""
    tickets = [office.complaint() for _ in range(many)]
    with statements() as sql:
        ids = [each["id"] for each in tickets]
        sql.execute("UPDATE outbox SET due_at = '2999-01-01' WHERE ticket_id = ANY(%s::uuid[])", [ids])
    return tickets


def handed_on_at_once(office: Office, tickets: list[Row]) -> list[object]:
    items = [office.duty(each)["id"] for each in tickets]
    return at_once(office.app, [lambda item=item: hand_on(item) for item in items])  # type: ignore[misc]


def test_turns_are_kept_by_many_workers_at_once(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="round_robin"))
    for name in ("clerk", "clerk2", "clerk3", "clerk4"):
        office.who(name)
    tickets = opened(office, 8)
    assert handed_on_at_once(office, tickets) == ["given"] * 8
    assert set(Counter(holder(office, each) for each in tickets).values()) == {2}


def test_nobody_gets_more_than_the_limit_however_many_give(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first", release_under=1))
    office.who("clerk"), office.who("clerk2")
    tickets = opened(office, 6)
    words = Counter(handed_on_at_once(office, tickets))
    assert words == {"given": 2, "nobody": 4}
    held = Counter(holder(office, each) for each in tickets)
    assert held == {"clerk": 1, "clerk2": 1, None: 4}


def test_handed_on_twice_at_once_it_is_given_once(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="random"))
    office.who("clerk"), office.who("clerk2")
    (ticket,) = opened(office, 1)
    item = office.duty(ticket)["id"]
    words = at_once(office.app, [lambda: hand_on(item) for _ in range(6)])
    assert Counter(words) == {"given": 1, "gone": 5}
    assert office.told(ticket) == ["register", "allocate"]


def test_of_all_who_were_offered_it_one_wins(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(offer="all"))
    names = [f"clerk{number}" for number in range(1, 7)]
    for name in names:
        office.who(name)
    ticket = office.complaint("clerk1")
    office.drain()
    duty = office.duty(ticket)
    calls = [lambda who=name: office.operate(who, duty, "claim").status_code for name in names]  # type: ignore[misc]
    assert Counter(at_once(office.app, calls)) == {200: 1, 412: 5}
    with statements() as sql:
        rows = sql.all("SELECT status FROM offer WHERE ticket_id = %s", [ticket["id"]])
    assert Counter(row["status"] for row in rows) == {"accepted": 1, "expired": 5}


def test_the_next_duties_of_many_at_once_are_different_ones(office_with: OfficeWith) -> None:
    office = office_with()
    names = [f"clerk{number}" for number in range(1, 6)]
    for name in names:
        office.who(name)
    tickets = [office.complaint("clerk1") for _ in range(5)]

    def taken(who: str) -> object:
        return office.send(who, "POST", "/work-items/next", {}).get_json()["ticket"]["number"]

    found = at_once(office.app, [lambda who=name: taken(who) for name in names])  # type: ignore[misc]
    assert sorted(map(str, found)) == sorted(each["number"] for each in tickets)
