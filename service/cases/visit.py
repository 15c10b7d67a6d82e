"""Visits in this house: the ticket they follow up, who handled it and therefore does not call."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.parts import LEAST_BUSY, ZONE
from service.cases.shape import Book, CaseFile, Json, Opened, Step
from service.errors import invalid_field
from workflows.case import Form

VISITOR: LiteralString = LEAST_BUSY.format(
    desk="visitor", fits="NOT jsonb_exists(handled.persons, a.person_id::text)", rather=""
)
HANDLED: LiteralString = """
    SELECT coalesce(jsonb_agg(DISTINCT h.person), '[]') AS persons FROM (
        SELECT unnest(ARRAY[e.actor_person, e.behalf_person]) AS person FROM event e
         WHERE e.ticket_id = l.id AND e.trigger IN ('complete', 'done', 'propose')
        UNION ALL
        SELECT a.person_id FROM event e JOIN account a ON a.id = (e.changes -> 'ticket' ->> 'assignee')::uuid
         WHERE e.ticket_id = l.id
        UNION ALL
        SELECT a.person_id FROM account a WHERE a.id = l.assignee_id) h
     WHERE h.person IS NOT NULL
"""
# How often the parent's work was begun anew: a version would give each of its moves a visit.
AGAIN: LiteralString = """
    SELECT coalesce(CASE l.workflow
           WHEN 'repair' THEN (SELECT r.reworked FROM repair r WHERE r.ticket_id = l.id)
           WHEN 'complaint' THEN (SELECT r.reopened FROM complaint r WHERE r.ticket_id = l.id)
           END, 0) AS round
"""
# Asked once, of the ticket to be (it has no id yet).
PARENT: LiteralString = f"""
    (SELECT jsonb_build_object(
            'parent_workflow', l.workflow,
            'parent_round', again.round,
            'parent_room', (SELECT jsonb_build_object('id', q.id, 'code', q.code) FROM room q
                             WHERE q.id = l.room_id),
            'parent_customer', (SELECT jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name)
                                  FROM customer u WHERE u.id = l.customer_id),
            'visit_after', (SELECT p.body -> 'visit_after' FROM policy p WHERE p.id = l.policy_id),
            'parent_visit_open', EXISTS (
                SELECT FROM ticket v WHERE v.parent_id = l.id AND v.workflow = 'visit'
                   AND v.closed_at IS NULL AND v.parent_round = again.round))
       FROM ({AGAIN}) again WHERE t.id IS NULL)
"""

FACTS: LiteralString = f"""
SELECT coalesce({PARENT}, '{{}}') || jsonb_build_object(
    'zone', {ZONE},
    'parent', l.id,
    'handlers', handled.persons,
    'auto_assignee', CASE WHEN t.state = 'planned' THEN {VISITOR} END,
    'channels', (SELECT to_jsonb(u.channels) FROM customer u WHERE u.id = t.customer_id))
FROM x
LEFT JOIN ticket l ON l.id = t.parent_id
CROSS JOIN LATERAL ({HANDLED}) handled
"""
NO_VISITS: LiteralString = """UPDATE customer u SET no_visits_until = greatest(u.no_visits_until,
        d.at + interval '90 days'), version = u.version + 1 FROM rows WHERE u.id = r.customer"""


def opens(form: Form, facts: Mapping[str, Any]) -> Opened:
    """Room, customer and round are the parent's."""
    if facts.get("parent") is None:
        raise invalid_field("details.parent", "请填写被回访的工单。", "The ticket to follow up is missing.")
    ticket = {
        "room_view": facts["parent_room"],
        "customer_view": facts["parent_customer"],
        "parent_round": facts["parent_round"],
    }
    return Opened(ticket, {"parent": facts["parent"]})


def _customer(step: Step) -> list[Json]:
    customer = step.ticket["customer"]
    return [{"customer": customer["id"]}] if customer else []


CASE = CaseFile(
    "visit",
    FACTS,
    books={"no_visits": (Book("customer uuid", NO_VISITS, _customer),)},
    opens=opens,
)
