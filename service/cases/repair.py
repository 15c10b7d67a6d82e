"""Repairs in this house: place, words of alarm, who could be sent, who would pay, and the visit's end."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.parts import LEAST_BUSY, VISIT_END, VISITS_REFUSED
from service.cases.repair_books import BOOKS
from service.cases.shape import CaseFile, Json
from service.models.occupancy import PAYS_FIRST

SKILL: LiteralString = "SELECT FROM account_skill s WHERE s.account_id = {account} AND s.skill = x.category \
   AND (s.expires_on IS NULL OR s.expires_on >= (guanjia_now() AT TIME ZONE z.zone)::date)"
SKILL_NEEDED: LiteralString = f"""
    EXISTS (SELECT FROM desk_holding h WHERE h.until IS NULL AND h.office_id = ANY(up.ids)
               AND EXISTS ({SKILL.format(account="h.account_id")}))
"""
# Another tech by default, where there is one.
TECH: LiteralString = LEAST_BUSY.format(
    desk="tech",
    fits=f"(NOT needs.skill OR EXISTS ({SKILL.format(account='a.id')}))",
    rather="coalesce(a.person_id = x.last_tech, false),",
)
OCCUPANT: LiteralString = f"""
    SELECT y.customer_id FROM occupancy y
     WHERE y.room_id = t.room_id
       AND daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE z.zone)::date
     ORDER BY {PAYS_FIRST} LIMIT 1
"""

FACTS: LiteralString = f"""
SELECT jsonb_build_object(
    'room', t.room_id,
    'words', concat_ws(' ', t.subject, t.description),
    'skill_needed', needs.skill,
    'auto_assignee', CASE WHEN t.state = 'pending_dispatch' THEN {TECH} END,
    'actor_load', CASE WHEN t.state = 'pending_dispatch' THEN (
        SELECT count(*) FROM ticket o WHERE o.assignee_id = me.id AND o.closed_at IS NULL) END,
    'payer', CASE WHEN t.state = 'waiting_payment' THEN coalesce(t.customer_id, ({OCCUPANT})) END,
    'visit_end', {VISIT_END.format(since="visiting_at")},
    'visits_refused', {VISITS_REFUSED})
FROM x
JOIN office z ON z.id = t.office_id
CROSS JOIN LATERAL (SELECT t.state = 'pending_dispatch' AND {SKILL_NEEDED} AS skill) needs
"""


def shown(details: Mapping[str, Any]) -> Json:
    """Without the person who had it last: that is for the next dispatch, not for readers."""
    return {name: value for name, value in details.items() if name != "last_tech"}


CASE = CaseFile("repair", FACTS, books=BOOKS, shown=shown)
