"""Complaints in this house: place, child repairs, visits, and who called a complaint invalid."""

from typing import LiteralString

from service.cases.parts import UNDELIVERED, VISIT_END, VISITS_REFUSED
from service.cases.shape import CaseFile

FACTS: LiteralString = f"""
SELECT jsonb_build_object(
    'room', t.room_id,
    'customer', t.customer_id,
    'rejected_by', (SELECT to_jsonb(array_remove(ARRAY[e.actor_person, e.behalf_person], NULL)) FROM event e
                     WHERE e.ticket_id = t.id AND e.trigger = 'reject_invalid' ORDER BY e.seq DESC LIMIT 1),
    'children_open', (SELECT count(*) FROM ticket c
                       WHERE c.parent_id = t.id AND c.workflow = 'repair' AND c.closed_at IS NULL)
                     + {UNDELIVERED.format(effect="open_child")},
    'visit_end', {VISIT_END.format(since="resolved_at")},
    'visit_open', EXISTS (SELECT FROM ticket v
                           WHERE v.parent_id = t.id AND v.workflow = 'visit' AND v.closed_at IS NULL)
                  OR {UNDELIVERED.format(effect="open_visit")} > 0,
    'visits_refused', {VISITS_REFUSED})
FROM x
"""

CASE = CaseFile("complaint", FACTS)
