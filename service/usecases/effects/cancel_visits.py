"""Visits that an event has called off are cancelled; those opened by a later event stay."""

from typing import LiteralString

from service.jobs import derived_id
from service.transaction import Row, Sql, statements
from service.usecases.effects.about import unfinished_before
from service.usecases.effects.shape import Done, Effect, Later, Outcome, Partners
from service.usecases.tickets.fire_trigger import fire_as_system


def cancel_visits(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        if effect.ticket is not None and unfinished_before(sql, effect.ticket, "open_visit", effect.seq):
            return Later(1.0)
        called_off = _open_visits(sql, effect)
    cancelled = [fire_as_system(str(each), "cancel", {"reason": "called_off"}).moved for each in called_off]
    return Done("cancelled" if any(cancelled) else "none")


def _open_visits(sql: Sql, effect: Effect) -> list[object]:
    named = {"ticket": effect.ticket, "seq": effect.seq}
    later = {_visit_of(row) for row in sql.all(OPENED_LATER, named)}
    return [row["id"] for row in sql.all(OPEN, named) if row["id"] not in later]


def _visit_of(row: Row) -> object:
    return derived_id(row["created_at"], f"{row['effect_key']}:visit")


OPEN: LiteralString = """
SELECT id FROM ticket WHERE parent_id = %(ticket)s AND workflow = 'visit' AND closed_at IS NULL
"""
OPENED_LATER: LiteralString = """
SELECT effect_key, created_at FROM outbox
 WHERE ticket_id = %(ticket)s AND kind = 'open_visit' AND seq > %(seq)s
"""
