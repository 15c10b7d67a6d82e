"""Takes a change of who is in a room back: relations, codes and, by counter entries, money as before."""

from collections.abc import Callable
from typing import LiteralString

from service.cases.moving_money import ENTRIES, ROW, SHIFT
from service.cases.shape import Book, Json, Step

# Of the two codes one must be free before the other takes it.
CODE: LiteralString = "UPDATE customer u SET code = r.code, version = u.version + 1"
CANCELLED: LiteralString = """UPDATE occupancy y SET until = y.since, out_on = NULL, cancelled_at = d.at,
       version = y.version + 1
  FROM rows, occupancy_change_part p WHERE p.change_id = r.change AND p.began AND y.id = p.occupancy_id
  RETURNING 1"""
RESTORED: LiteralString = """UPDATE occupancy y SET until = p.former_until, out_on = p.former_out_on,
       version = y.version + 1
  FROM rows, (SELECT count(*) FROM book_reverse_change_0) first, occupancy_change_part p
 WHERE p.change_id = r.change AND NOT p.began AND y.id = p.occupancy_id"""
REVERSED: LiteralString = """UPDATE occupancy_change c SET reversed_at = d.at, reversed_by = d.actor,
       reason = r.reason, version = c.version + 1 FROM rows WHERE c.id = r.change"""


def _taken_back(step: Step) -> list[Json]:
    return [{"change": step.details["change"], "reason": step.details["reversal_reason"]}]


def _back_of(book: str) -> Callable[[Step], list[Json]]:
    def rows(step: Step) -> list[Json]:
        return [
            {"book": book, "id": row[which], "fen": sign * row["fen"]}
            for row in step.case.facts["moved"]
            if row["book"] == book
            for which, sign in (("to", -1), ("from", 1))
        ]

    return rows


def _back(step: Step) -> list[Json]:
    return [*_back_of("charge")(step), *_back_of("prepayment")(step)]


def _code_back(who: str, code: str) -> Callable[[Step], list[Json]]:
    def rows(step: Step) -> list[Json]:
        passed = step.case.facts["passed"] or {}
        person = step.ticket["customer"]["id"] if who == "new" else step.case.facts.get("leaver")
        return [{"id": person, "code": passed[code]}] if passed.get("passed_code") else []

    return rows


REVERSE_CHANGE: tuple[Book, ...] = (
    Book("change uuid", CANCELLED, _taken_back),
    Book("change uuid", RESTORED, _taken_back),
    Book("change uuid, reason text", REVERSED, _taken_back),
    Book(ROW, SHIFT.format(table="charge"), _back_of("charge")),
    Book(ROW, SHIFT.format(table="prepayment"), _back_of("prepayment")),
    Book(
        "id uuid, code text",
        f"{CODE} FROM rows WHERE u.id = r.id RETURNING 1",
        _code_back("new", "former_code"),
    ),
    Book(
        "id uuid, code text",
        f"{CODE} FROM rows, (SELECT count(*) FROM book_reverse_change_5) first WHERE u.id = r.id",
        _code_back("old", "passed_code"),
    ),
    Book("book text, id uuid, fen bigint", ENTRIES, _back),
)
