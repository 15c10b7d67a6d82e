"""The repair that a complaint waits for: opened from the event's form, or the one it names is linked."""

from typing import LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from schemas.catalog import load_form, opening_for
from service.clock import utc_now
from service.door.opening import Order
from service.jobs import NewEffect, add_effect
from service.transaction import Sql, statements
from service.usecases.effects.about import About, about
from service.usecases.effects.open_visit import opened
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def open_child(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        found = about(sql, effect)
        if found.form.get("repair"):
            return _link(sql, effect, found)
    return opened(_repair(found), effect)


def _link(sql: Sql, effect: Effect, found: About) -> Outcome:
    """A repair that has ended already, or belongs to another complaint, is no reason to wait for ever."""
    named = {"office": found.office, "ref": found.form["repair"], "parent": effect.ticket}
    repair = sql.one(LINK, named)
    if repair is None:
        return Done("linked_elsewhere")
    if repair["closed_at"] is not None:
        _tell_again(sql, effect, repair["id"])
    return Done("linked")


def _tell_again(sql: Sql, effect: Effect, repair: UUID) -> None:
    add_effect(sql, NewEffect("fire_parent", f"{effect.key}:ended", ticket=repair))


def _repair(found: About) -> Order:
    ticket, now = found.ticket, utc_now()
    today = now.astimezone(ZoneInfo(ticket["zone"])).date()
    details = load_form(opening_for("repair"), found.form["details"], now=now, today=today)
    return Order(
        workflow="repair",
        office=found.office,
        subject=f"{details['category']}（{ticket['number']}）",
        details=details,
        room=(ticket["room"] or {}).get("id"),
        customer=found.customer,
        parent=ticket["id"],
    )


LINK: LiteralString = """
UPDATE ticket r SET parent_id = %(parent)s
 WHERE r.office_id = %(office)s AND r.workflow = 'repair' AND %(ref)s IN (r.number, r.id::text)
   AND (r.parent_id IS NULL OR r.parent_id = %(parent)s)
RETURNING r.id, r.closed_at
"""
