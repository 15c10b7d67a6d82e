"""What goes over to who follows, when asked for: each row's rest to a row of the newcomer's own."""

from collections.abc import Callable, Mapping
from typing import Any, LiteralString

from service.cases.shape import Book, Json, Step, derived_id

SHIFT: LiteralString = "UPDATE {table} b SET balance_fen = b.balance_fen + r.fen FROM rows WHERE b.id = r.id"
NEW_CHARGE: LiteralString = """INSERT INTO charge (id, office_id, customer_id, room_id, item, item_id,
        basis, period, amount_fen, balance_fen, due_on, limitation_on, kind, late_of, created_by, created_at)
 SELECT r.id, m.office_id, r.customer, c.room_id, c.item, c.item_id, c.basis, c.period, r.fen, r.fen,
        c.due_on, c.limitation_on, CASE WHEN r.late_of IS NULL THEN 'other' ELSE 'late' END, r.late_of,
        d.actor, d.at
   FROM rows, charge c WHERE c.id = r.from_id"""
NEW_PREPAYMENT: LiteralString = """INSERT INTO prepayment (id, office_id, customer_id, amount_fen,
        balance_fen, method, received_by, received_by_person, received_at)
 SELECT r.id, m.office_id, r.customer, r.fen, r.fen, p.method, p.received_by, p.received_by_person,
        p.received_at
   FROM rows, prepayment p WHERE p.id = r.from_id"""
ENTRIES: LiteralString = """INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen, ticket_id,
        event_seq, actor_id, at)
 SELECT m.office_id, r.book, r.id, 'transfer', r.fen, m.id, m.version, d.actor, d.at FROM rows"""
KEPT: LiteralString = """INSERT INTO occupancy_change_money (change_id, from_id, book, to_id, amount_fen)
 SELECT r.change, r.from_id, r.book, r.id, r.fen FROM rows"""
ROW: LiteralString = "id uuid, fen bigint"
NEW_ROW: LiteralString = "id uuid, from_id uuid, customer uuid, fen bigint, late_of uuid"


def _carried(step: Step) -> list[Json]:
    """Each row that goes over, with the id of the newcomer's own."""
    wanted = {"charge": ("arrears_to_new", "arrears"), "prepayment": ("prepayment_to_new", "prepayments")}
    return [
        {
            "book": book,
            "from_id": row["id"],
            "id": derived_id(step, f"{book} {row['id']}"),
            "customer": step.ticket["customer"]["id"],
            "change": step.details["change"],
            "fen": row["fen"],
            "late_of": _late_of(step, row),
        }
        for book, (flag, fact) in wanted.items()
        if step.details.get(flag)
        for row in step.case.facts[fact]
    ]


def _late_of(step: Step, row: Mapping[str, Any]) -> str | None:
    """Of the newcomer's own debt, where that goes over too."""
    debt: str | None = row.get("late_of")
    gone = {each["id"] for each in step.case.facts["arrears"]}
    return derived_id(step, f"charge {debt}") if debt in gone else debt


def _carried_of(book: str) -> Callable[[Step], list[Json]]:
    return lambda step: [row for row in _carried(step) if row["book"] == book]


def _shifted_of(book: str) -> Callable[[Step], list[Json]]:
    return lambda step: [{"id": row["from_id"], "fen": -row["fen"]} for row in _carried_of(book)(step)]


def _carried_entries(step: Step) -> list[Json]:
    return [
        {"book": row["book"], "id": row[which], "fen": sign * row["fen"]}
        for row in _carried(step)
        for which, sign in (("from_id", -1), ("id", 1))
    ]


CARRY_MONEY: tuple[Book, ...] = (
    Book(ROW, SHIFT.format(table="charge"), _shifted_of("charge")),
    Book(NEW_ROW, NEW_CHARGE, _carried_of("charge")),
    Book(ROW, SHIFT.format(table="prepayment"), _shifted_of("prepayment")),
    Book(NEW_ROW, NEW_PREPAYMENT, _carried_of("prepayment")),
    Book("book text, id uuid, fen bigint", ENTRIES, _carried_entries),
    Book("change uuid, from_id uuid, book text, id uuid, fen bigint", KEPT, _carried),
)
