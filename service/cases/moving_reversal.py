"""Takes a change of who is in a room back: relations, codes and, by counter entries, money as before."""

from collections.abc import Callable, Mapping
from typing import LiteralString

from service.cases.moving_money import ENTRIES, ROW, SHIFT
from service.cases.shape import Book, Json, Step, derived_id

# Of the two codes one must be free before the other takes it.
CODE: LiteralString = "UPDATE customer u SET code = r.code, version = u.version + 1"
CODE_BEFORE: LiteralString = """INSERT INTO customer_history (id, office_id, customer_id, field, old_masked,
        changed_by, at)
 SELECT r.history, m.office_id, r.id, 'code', r.was, d.actor, d.at FROM rows"""
TRAIL: LiteralString = """INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, actor_id, at)
 SELECT r.trail, m.office_id, 'customer', r.id, 'change', ARRAY['code'], d.actor, d.at FROM rows"""


def traced(step: Step, codes: Mapping[str, tuple[str, str]]) -> list[Json]:
    """Of each customer's code before: for the history, and for the trail of the register."""
    return [
        {
            "id": customer,
            "was": was,
            "history": derived_id(step, was),
            "trail": derived_id(step, f"trail {was}"),
        }
        for customer, was in codes.values()
    ]


def tracing(codes: Callable[[Step], Mapping[str, tuple[str, str]]]) -> tuple[Book, Book]:
    """`codes` says of the old and the new owner who it is and which code they give up."""
    return (
        Book("id uuid, was text, history uuid", CODE_BEFORE, lambda step: traced(step, codes(step))),
        Book("id uuid, trail uuid", TRAIL, lambda step: traced(step, codes(step))),
    )


CANCELLED: LiteralString = """UPDATE occupancy y SET until = y.since, out_on = NULL, cancelled_at = d.at,
       version = y.version + 1
  FROM rows, occupancy_change_part p WHERE p.change_id = r.change AND p.began AND y.id = p.occupancy_id
  RETURNING 1"""
RESTORED: LiteralString = """UPDATE occupancy y SET until = p.former_until, out_on = p.former_out_on,
       version = y.version + 1
  FROM rows, (SELECT count(*) FROM book_reverse_change_0) first, occupancy_change_part p
 WHERE p.change_id = r.change AND NOT p.began AND y.id = p.occupancy_id"""
# One that was taken back meanwhile gets no reason, which `occupancy_change_reversed` refuses.
REVERSED: LiteralString = """UPDATE occupancy_change c SET reversed_at = d.at, reversed_by = d.actor,
       reason = CASE WHEN c.reversed_at IS NULL THEN r.reason END, version = c.version + 1
  FROM rows WHERE c.id = r.change"""


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


def _codes_given_up(step: Step) -> dict[str, tuple[str, str]]:
    passed = step.case.facts["passed"] or {}
    if not passed.get("passed_code"):
        return {}
    old, new = str(step.case.facts["leaver"]), str(step.ticket["customer"]["id"])
    return {"new": (new, passed["passed_code"]), "old": (old, passed["left_code"])}


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
    *tracing(_codes_given_up),
)
