"""What moves with a refund slip: the row is frozen, the instruction made, the money booked."""

from collections.abc import Callable, Mapping
from typing import LiteralString

from service.cases.shape import Book, Json, Step
from service.db import four_letters

TABLES = ("deposit", "prepayment", "charge")
ROW: LiteralString = "id uuid, fen bigint"

# A second slip loses by name: frozen_by becomes null while frozen_fen does not (`…_one_open_slip`).
FREEZE: LiteralString = """UPDATE {table} b SET frozen_fen = b.frozen_fen + r.fen,
       frozen_by = CASE WHEN b.frozen_by IS NULL OR b.frozen_by = m.id THEN m.id END
  FROM rows WHERE b.id = r.id"""
REFREEZE: LiteralString = "UPDATE {table} b SET frozen_fen = r.fen FROM rows WHERE b.id = r.id"
UNFREEZE: LiteralString = """UPDATE {table} b SET frozen_fen = 0, frozen_by = NULL
  FROM rows WHERE b.id = r.id AND b.frozen_by = m.id"""

PAID_OUT: dict[str, LiteralString] = {
    "deposit": """UPDATE deposit b SET balance_fen = b.balance_fen - r.fen, frozen_fen = 0, frozen_by = NULL,
           status = CASE WHEN b.balance_fen > r.fen THEN 'part_refunded'
                         WHEN r.payable = 0 THEN 'forfeited' ELSE 'refunded' END
      FROM rows WHERE b.id = r.id""",
    "prepayment": """UPDATE prepayment b SET balance_fen = b.balance_fen - r.fen, frozen_fen = 0,
           frozen_by = NULL FROM rows WHERE b.id = r.id""",
    "charge": """UPDATE charge b SET refunded_fen = b.refunded_fen + r.fen, frozen_fen = 0, frozen_by = NULL
      FROM rows WHERE b.id = r.id""",
}
ENTRIES: LiteralString = """INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen, ticket_id,
        event_seq, actor_id, at)
 SELECT m.office_id, r.book, r.row_id, r.kind, r.fen, m.id, m.version, d.actor, d.at FROM rows"""
INSTRUCT: LiteralString = """INSERT INTO instruction (refund_no, ticket_id, try, amount_fen, payee, route,
        status, made_at)
 SELECT r.refund_no, m.id, r.try, r.amount_fen, r.payee, r.route, 'made', d.at FROM rows"""
ANSWERED: LiteralString = """UPDATE instruction i SET status = r.status, answered_at = d.at,
       provider_ref = coalesce(r.provider_ref, i.provider_ref)
  FROM rows WHERE i.refund_no = r.refund_no AND i.ticket_id = m.id"""


def new_refund_no(step: Step) -> Json:
    """Ticket number, try and four random characters: fixed with the instruction, the key at the gateway."""
    return {"refund_no": f"{step.ticket['number']}-{step.details['try']}-{four_letters()}"}


def payable(step: Step) -> int:
    return int(step.details["amount_fen"]) - int(step.details.get("deduction_fen") or 0)


def _row(table: str) -> Callable[[Step], list[Json]]:
    def rows(step: Step) -> list[Json]:
        named = step.details.get(table)
        fen = step.details["amount_fen"]
        return [{"id": named, "fen": fen, "payable": payable(step)}] if named else []

    return rows


def _entries(step: Step) -> list[Json]:
    """What was paid and what was kept, each its own entry; zero is no entry."""
    table = next(name for name in TABLES if step.details.get(name))
    book = "paid" if table == "charge" else table
    parts = {"refund": payable(step), "deduction": step.details.get("deduction_fen") or 0}
    return [
        {"book": book, "row_id": step.details[table], "kind": kind, "fen": -fen}
        for kind, fen in parts.items()
        if fen
    ]


def _instruction(step: Step) -> list[Json]:
    return [
        {
            "refund_no": step.details["refund_no"],
            "try": step.details["try"],
            "amount_fen": payable(step),
            # Of a slip from before its account had a row of its own: the row with the slip's id.
            "payee": {"account_id": step.ticket["id"], **step.details["payee"]},
            "route": step.form.get("route", "bank"),
        }
    ]


def _answered(status: str) -> Callable[[Step], list[Json]]:
    def rows(step: Step) -> list[Json]:
        named = step.details.get("refund_no")
        said = step.form.get("provider_ref")
        return [{"refund_no": named, "status": status, "provider_ref": said}] if named else []

    return rows


def _instruction_is(status: str) -> Book:
    return Book("refund_no text, status text, provider_ref text", ANSWERED, _answered(status))


def _on_each_table(sql: LiteralString) -> tuple[Book, ...]:
    return tuple(Book(ROW, sql.format(table=table), _row(table)) for table in TABLES)


BOOKS: Mapping[str, tuple[Book, ...]] = {
    "freeze": _on_each_table(FREEZE),
    "refreeze": _on_each_table(REFREEZE),
    "unfreeze": _on_each_table(UNFREEZE),
    "instruct": (
        Book("refund_no text, try int, amount_fen bigint, payee jsonb, route text", INSTRUCT, _instruction),
    ),
    "instruction_failed": (_instruction_is("failed"),),
    "instruction_unknown": (_instruction_is("unknown"),),
    "book_refund": (
        *(Book("id uuid, fen bigint, payable bigint", PAID_OUT[table], _row(table)) for table in TABLES),
        Book("book text, row_id uuid, kind text, fen bigint", ENTRIES, _entries),
        _instruction_is("succeeded"),
    ),
}
