"""The columns of a row of a box: a duty with its ticket, or a ticket alone."""

from typing import LiteralString

# Ids as text: making UUID objects of them costs more than all the rest of a row.
TICKET_COLUMNS: LiteralString = """t.id::text AS ticket_id, t.number, t.workflow, t.workflow_version,
    t.state AS ticket_state, t.subject, t.urgency, t.version, o.id::text AS office_id, o.code AS office_code,
    o.name AS office_name, coalesce((SELECT bool_or(c.paused_at IS NOT NULL AND c.stopped_at IS NULL)
    FROM clock c WHERE c.ticket_id = t.id), false)
    OR coalesce((t.suspended ->> 'pauses')::boolean, false) AS paused"""

# One row always comes back for a living token, so that an empty box is told from no caller.
ITEM_ROWS: LiteralString = f"""
SELECT w.key, w.id::text AS key_id, w.id::text AS id, w.kind, w.state, w.round, w.level_name AS level, w.desk,
       w.status, w.due_at, w.due_at < coalesce(w.ended_at, guanjia_now()) AS overdue, w.created_at,
       w.started_at, w.offered_to IS NOT NULL AS offered, w.ended_at, w.decision,
       a.id::text AS holder_id, a.username AS holder_username, p.name AS holder_name,
       b.id::text AS other_id, b.username AS other_username, q.name AS other_name, {TICKET_COLUMNS}
       {{more}}
  FROM me LEFT JOIN page w ON true LEFT JOIN ticket t ON t.id = w.ticket_id
  LEFT JOIN office o ON o.id = w.office_id
  LEFT JOIN account a ON a.id = w.holder_id LEFT JOIN person p ON p.id = a.person_id
  LEFT JOIN account b ON b.id = w.on_behalf_of LEFT JOIN person q ON q.id = b.person_id
"""
TICKET_ROWS: LiteralString = f"""
SELECT t.due_at AS key, t.id::text AS key_id, NULL AS id, NULL AS kind, t.state, NULL::int AS round,
       NULL AS level, NULL AS desk, NULL AS status, t.due_at,
       coalesce(t.due_at < guanjia_now(), false) AS overdue, t.created_at,
       NULL::timestamptz AS started_at, false AS offered, NULL::timestamptz AS ended_at,
       NULL AS decision, NULL AS holder_id, NULL AS other_id, {TICKET_COLUMNS}
  FROM me LEFT JOIN page t ON true LEFT JOIN office o ON o.id = t.office_id
"""
