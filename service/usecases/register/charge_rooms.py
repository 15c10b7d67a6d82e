"""Charges the next rooms of a run in one transaction: set by set, so that a month is a matter of seconds.

A kill takes back one chunk at most, and the run goes on after the last room that was committed. Runs of one
office take turns, chunk by chunk; the unique index has the last word on doubles.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from schemas.fields import MOST_FEN
from service.models.tariff import METERED_KINDS, ROUTINE_KINDS
from service.transaction import Row, Work
from service.usecases.register import charge_statements as sql
from service.usecases.register.limitation import limitation_from
from service.usecases.register.start_charge_run import month_of
from service.usecases.register.subsidies import Days, Line, Pot, Share, Span, shared

ROOMS_AT_A_TIME = 1000


def charge_rooms(work: Work, run_id: UUID, *, most: int = ROOMS_AT_A_TIME) -> bool:
    """Whether all rooms are through. Safe to call again, at the same time, and after a kill."""
    run = work.sql.one(sql.TAKE, {"run": run_id})
    if run is None or run["status"] == "done":
        return True
    work.sql.execute(sql.TAKE_TURNS, {"office": str(run["office_id"])})
    asked = _asked(run, most)
    work.sql.execute(sql.LOCK_METERS, asked)
    work.sql.execute(sql.SETTLE_BY_HAND, asked)
    found: Any = work.sql.one(sql.LINES + sql.CHARGE, asked)
    more = _charge_subsidised(work, asked, found["subsidised"] or [])
    done = {
        "run": run_id,
        "last_room": found["last_room"],
        "rooms": found["rooms"],
        "lines": found["lines"] + more["lines"],
        "fen": found["fen"] + more["fen"],
        "over": found["rooms"] < most,
    }
    work.sql.execute(sql.GO_ON, done)
    return bool(done["over"])


def _asked(run: Row, most: int) -> dict[str, Any]:
    first, last = month_of(run["period"])
    return {
        "run": run["id"],
        "office": run["office_id"],
        "building": run["building_id"],
        "items": run["items"],
        "kinds": list(ROUTINE_KINDS),
        "metered": list(METERED_KINDS),
        "period": run["period"],
        "first": first,
        "last": last,
        "days": last.day,
        "payer_on": run["payer_on"],
        "due_on": run["due_on"],
        "limitation_on": limitation_from(run["due_on"]),
        "actor": run["created_by"],
        "after": run["after_room"],
        "most": most,
        "most_fen": MOST_FEN,
    }


def _charge_subsidised(work: Work, asked: dict[str, Any], lines: list[Row]) -> Row:
    """The few rooms for which a developer pays, line by line in the order of items."""
    if not lines:
        return {"lines": 0, "fen": 0}
    by_room: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        by_room[line["room"]].append(line)
    pots: dict[str, list[Pot]] = defaultdict(list)
    for row in work.sql.all(sql.POTS, asked | {"rooms": list(by_room)}):
        days = Days(row["begins_on"], row["ends_on"])
        pot = Pot(row["id"], row["developer_id"], row["item_id"], row["balance_fen"], days)
        pots[str(row["room_id"])].append(pot)
    shares = [each for room, found in by_room.items() for each in _shares(found, pots[room])]
    made: Any = work.sql.one(sql.CHARGE_SHARES, asked | {"shares": orjson.dumps(shares).decode()})
    found: Row = made
    return found


def _shares(rows: Iterable[Row], pots: list[Pot]) -> Iterator[Row]:
    """Two may have had a part of a room's month: a line each, told apart by its place."""
    lines = {_line(row): row for row in rows}
    for share in shared(lines, pots):
        yield _share(lines[share.line], share)


def _line(row: Row) -> Line:
    return Line(UUID(row["item"]), row["fen"], tuple(map(_span, row["spans"])), row["share"])


def _span(row: Row) -> Span:
    return Span(date.fromisoformat(row["begins"]), row["days"], row["fen"])


def _share(row: Row, share: Share) -> Row:
    payer = row["payer"] if share.pot is None else share.pot.developer_id
    subsidy = None if share.pot is None else share.pot.id
    kept = {name: row[name] for name in ("room", "item", "name", "basis")}
    place = row["share"] + (share.pot is not None)
    return {**kept, "fen": share.amount_fen, "customer": payer, "subsidy": subsidy, "share": place}
