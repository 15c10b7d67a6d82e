"""The SQL that boxes and counts share: who asks, where they work, and which duties are whose."""

from typing import LiteralString

# `me` has one row for a living token, `seats` every desk with every office it reaches.
ME: LiteralString = """
WITH RECURSIVE me AS MATERIALIZED (
    SELECT a.id, a.person_id AS person FROM token k JOIN account a ON a.id = k.account_id
     WHERE k.digest = %(digest)s AND k.expires_at > guanjia_now() AND a.disabled_at IS NULL
), reach AS (
    SELECT h.desk, h.office_id FROM me JOIN desk_holding h ON h.account_id = me.id AND h.until IS NULL
    UNION
    SELECT r.desk, o.id FROM reach r JOIN office o ON o.parent_id = r.office_id
), seats AS MATERIALIZED (
    SELECT r.desk, r.office_id FROM reach r JOIN office o ON o.id = r.office_id
     WHERE %(office)s::text IS NULL OR %(office)s::text IN (o.code, o.id::text)
), offices AS MATERIALIZED (SELECT DISTINCT office_id FROM seats)
"""

# Each is read through a partial index of its own: `work_item_mine`, `work_item_pool`, `work_item_done`.
MINE: LiteralString = "w.holder_id = me.id AND w.status IN ('open', 'claimed')"
POOL: LiteralString = """w.office_id = s.office_id AND w.desk = s.desk
    AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL
    AND (w.offered_to IS NULL OR (SELECT person FROM me) = ANY(w.offered_to))"""
DONE: LiteralString = "w.decided_by = me.id AND w.status = 'done'"
HERE: LiteralString = " AND w.office_id IN (SELECT office_id FROM offices)"
LATE: LiteralString = " AND w.due_at < guanjia_now()"

WATCHING: LiteralString = """watcher x JOIN ticket t ON t.id = x.ticket_id
    WHERE x.account_id = me.id AND t.closed_at IS NULL AND t.office_id IN (SELECT office_id FROM offices)"""
STARTED: LiteralString = """ticket t
    WHERE t.submitter_id = me.id AND t.closed_at IS NULL AND t.office_id IN (SELECT office_id FROM offices)"""
