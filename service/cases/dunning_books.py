"""What moves with a dunning request: limitations begin anew, charges are reduced or written off."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import LiteralString

from service.cases.shape import Book, Json, Step
from workflows.debt import balance
from workflows.moments import zone

# The same event said twice is one event.
INTERRUPTED: LiteralString = """INSERT INTO limitation_event (charge_id, kind, at, ticket_id)
 SELECT r.charge, r.kind, r.at, m.id FROM rows ON CONFLICT DO NOTHING"""
# Three years from the event (Civil Code 188, 195); never earlier than it stood.
BEGUN_ANEW: LiteralString = """UPDATE charge b SET limitation_on = greatest(b.limitation_on,
           ((r.at AT TIME ZONE o.zone)::date + interval '3 years')::date),
       judged_at = CASE WHEN r.kind = 'judgment' THEN r.at ELSE b.judged_at END
  FROM rows, office o WHERE b.id = r.charge AND o.id = m.office_id"""
LESS_OWED: LiteralString = """UPDATE charge b SET balance_fen = b.balance_fen - r.fen
  FROM rows WHERE b.id = r.charge"""
ENTRIES: LiteralString = """INSERT INTO book_entry (office_id, book, row_id, kind, amount_fen, ticket_id,
        event_seq, actor_id, at)
 SELECT m.office_id, 'charge', r.charge, r.kind, -r.fen, m.id, m.version, d.actor, d.at FROM rows"""
# Who sends asks first whether a message is still to be sent.
TAKEN_BACK: LiteralString = """UPDATE message b SET status = 'failed', answered_at = d.at
  FROM rows WHERE b.ticket_id = m.id AND b.status = r.status"""


def _when(step: Step, kind: str) -> datetime:
    """A demand counts from its arrival, a judgment from its day, all else from now."""
    if kind == "judgment":
        return datetime.combine(step.details["judged_on"], time(), zone(step.case))
    at: datetime = step.details["delivered_at"] if kind == "demand" else step.case.now
    return at


def _interrupts(kind: str) -> tuple[Book, ...]:
    def rows(step: Step) -> list[Json]:
        at = _when(step, kind)
        return [{"charge": each, "kind": kind, "at": at} for each in sorted(step.details["charges"])]

    columns: LiteralString = "charge uuid, kind text, at timestamptz"
    return Book(columns, INTERRUPTED, rows), Book(columns, BEGUN_ANEW, rows)


def _reductions(step: Step) -> list[Json]:
    """A charge that several lines name is reduced once, by their sum."""
    cuts: dict[str, int] = {}
    for line in step.form["lines"]:
        cuts[line["charge"]] = cuts.get(line["charge"], 0) + int(line["reduce_by_fen"])
    return _cuts(cuts, "adjustment")


def _left(step: Step) -> list[Json]:
    """What is owed as it was read; a payment that comes between fails the write by name."""
    owed = {each: balance(step.case, each) for each in step.details["charges"]}
    return _cuts(owed, "write_off")


def _cuts(cuts: Mapping[str, int], kind: str) -> list[Json]:
    """In the order of ids, as payments take their locks."""
    return [{"charge": charge, "kind": kind, "fen": fen} for charge, fen in sorted(cuts.items()) if fen]


def _takes_off(rows: Callable[[Step], list[Json]]) -> tuple[Book, ...]:
    columns: LiteralString = "charge uuid, kind text, fen bigint"
    return Book(columns, LESS_OWED, rows), Book(columns, ENTRIES, rows)


BOOKS: Mapping[str, tuple[Book, ...]] = {
    **{f"limitation:{kind}": _interrupts(kind) for kind in ("demand", "promise", "judgment")},
    "reduce_charges": _takes_off(_reductions),
    "write_off_charges": _takes_off(_left),
    "stop_outbound": (Book("status text", TAKEN_BACK, lambda step: [{"status": "made"}]),),
}
