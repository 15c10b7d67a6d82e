"""Renames in this house: the customer as it is now, and the name that changes with the last approval."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.shape import Book, CaseFile, Json, Opened, Step, derived_id
from service.errors import invalid_field
from workflows.case import Form

FACTS: LiteralString = """
SELECT jsonb_build_object(
    'customer', t.customer_id,
    'customer_name', u.name,
    'customer_version', u.version,
    'other_rename', EXISTS (
        SELECT FROM ticket o WHERE o.workflow = 'rename' AND o.customer_id = t.customer_id
           AND o.closed_at IS NULL AND o.id IS DISTINCT FROM t.id),
    'company_with_lease', u.kind = 'company' AND EXISTS (
        SELECT FROM occupancy y JOIN office z ON z.id = y.office_id
         WHERE y.customer_id = u.id AND y.nature = 'tenant'
           AND daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE z.zone)::date),
    'reverted', (
        SELECT jsonb_build_object('customer', b.customer_id, 'state', b.state, 'closed_at', b.closed_at,
                                  'old_name', r.old_name)
          FROM rename r JOIN ticket b ON b.id = r.ticket_id
         WHERE r.ticket_id = x.reverts AND b.office_id = t.office_id),
    'barred', jsonb_build_array(u.person_id))
FROM x
LEFT JOIN customer u ON u.id = t.customer_id
"""

# Whoever changed the customer meanwhile makes the name empty, which `customer_named` refuses.
RENAMED: LiteralString = """UPDATE customer u SET version = u.version + 1,
       name = CASE WHEN u.version = r.seen_version THEN r.new_name ELSE '' END
  FROM rows WHERE u.id = r.customer"""
NAME_BEFORE: LiteralString = """INSERT INTO customer_name_history (customer_id, office_id, name, until,
        changed_by, ticket_id)
 SELECT r.customer, m.office_id, r.old_name, d.at, d.actor, m.id FROM rows"""


TRAIL: LiteralString = """INSERT INTO register_event (id, office_id, noun, row_id, verb, fields, actor_id, at)
 SELECT r.trail, m.office_id, 'customer', r.customer, 'change', ARRAY['name'], d.actor, d.at FROM rows"""


def _named(step: Step) -> list[Json]:
    names = {name: step.details[name] for name in ("new_name", "old_name", "seen_version")}
    return [{"customer": step.ticket["customer"]["id"], "trail": derived_id(step, "trail"), **names}]


def _renewed(ticket: Mapping[str, Any], books: Mapping[str, list[Json]]) -> Json:
    """The answer to the approval already shows the customer by the new name."""
    rows = books.get("rename_customer_0")
    return {"customer": {**ticket["customer"], "name": rows[0]["new_name"]}} if rows else {}


def opens(form: Form, facts: Mapping[str, Any]) -> Opened:
    if facts.get("customer") is None:
        raise invalid_field("customer", "请填写要更名的客户。", "The customer to be renamed is missing.")
    return Opened()


CASE = CaseFile(
    "rename",
    FACTS,
    books={
        "rename_customer": (
            Book("customer uuid, new_name text, seen_version int", RENAMED, _named),
            Book("customer uuid, old_name text", NAME_BEFORE, _named),
            Book("customer uuid, trail uuid", TRAIL, _named),
        )
    },
    opens=opens,
    renews=_renewed,
)
