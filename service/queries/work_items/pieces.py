"""The SQL that boxes and counts share: who asks, where they work, and which duties are whose."""

from typing import LiteralString

from service.door.standing_parts import ACTIVE

# `me` has one row for a living token; `acting` is me and everybody I stand in for, `workflows` null for all
# of them; `seats` every desk of theirs with every office it reaches, and none twice. Where I hold no desk
# myself I see nothing, whomever I stand in for.
ME: LiteralString = f"""
WITH RECURSIVE me AS MATERIALIZED (
    SELECT a.id, a.person_id AS person FROM token k JOIN account a ON a.id = k.account_id
     WHERE k.digest = %(digest)s AND k.expires_at > guanjia_now() AND a.disabled_at IS NULL
), acting AS MATERIALIZED (
    SELECT me.id, me.person, NULL::text[] AS workflows, true AS own FROM me
    UNION ALL
    SELECT s.absent_id, s.absent_person, CASE WHEN bool_and(s.workflows IS NOT NULL)
                             THEN array_agg(DISTINCT w.name) FILTER (WHERE w.name IS NOT NULL) END, false
      FROM me JOIN substitution s ON s.receiver_person = me.person AND {ACTIVE}
      JOIN account b ON b.id = s.absent_id AND b.disabled_at IS NULL
      LEFT JOIN LATERAL unnest(s.workflows) w(name) ON true
     GROUP BY s.absent_id, s.absent_person
), reach AS (
    SELECT h.desk, h.office_id, c.workflows, c.own
      FROM acting c JOIN desk_holding h ON h.account_id = c.id AND h.until IS NULL
    UNION
    SELECT r.desk, o.id, r.workflows, r.own FROM reach r JOIN office o ON o.parent_id = r.office_id
), offices AS MATERIALIZED (
    SELECT DISTINCT r.office_id FROM reach r JOIN office o ON o.id = r.office_id
     WHERE r.own AND (%(office)s::text IS NULL OR %(office)s::text IN (o.code, o.id::text))
), seats AS MATERIALIZED (
    SELECT r.desk, r.office_id, CASE WHEN bool_and(r.workflows IS NOT NULL)
           THEN array_agg(w.name) END AS workflows
      FROM reach r LEFT JOIN LATERAL unnest(r.workflows) w(name) ON true
     WHERE r.office_id IN (SELECT office_id FROM offices)
     GROUP BY r.desk, r.office_id
)
"""
# The policies that say who sees what, by the partial index `policy_visibility`. Most houses have none.
NARROWING: LiteralString = "SELECT FROM policy p WHERE jsonb_exists(p.body, 'visibility')"
SHOWN: LiteralString = """, shown AS MATERIALIZED (
    SELECT p.id, p.body #>> '{visibility,pool}' AS pool, p.body #>> '{visibility,allocated}' AS allocated
      FROM policy p WHERE jsonb_exists(p.body, 'visibility')
)
"""

# Each is read through a partial index of its own: `work_item_mine`, `work_item_pool`, `work_item_done`.
# An opinion is asked of a person: no stand-in gives it.
OF_MINE: LiteralString = """(c.workflows IS NULL OR EXISTS (
    SELECT FROM ticket f WHERE f.id = w.ticket_id AND f.workflow = ANY(c.workflows)))"""
OF_POOL: LiteralString = """(s.workflows IS NULL OR EXISTS (
    SELECT FROM ticket f WHERE f.id = w.ticket_id AND f.workflow = ANY(s.workflows)))"""
MINE: LiteralString = f"""w.holder_id = c.id AND w.status IN ('open', 'claimed')
    AND (c.own OR w.kind <> 'opinion') AND {OF_MINE}"""
POOL: LiteralString = f"""w.office_id = s.office_id AND w.desk = s.desk
    AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL
    AND (w.offered_to IS NULL OR w.offered_to && (SELECT array_agg(person) FROM acting)) AND {OF_POOL}"""
# What these say of a duty.
SUPERVISES: LiteralString = """EXISTS (SELECT FROM seats x
    WHERE x.desk = 'supervisor' AND x.office_id = w.office_id)"""
SAID: LiteralString = "SELECT FROM ticket f JOIN shown v ON v.id = f.policy_id WHERE f.id = w.ticket_id"
SEEN: LiteralString = f""" AND (NOT EXISTS (SELECT FROM shown v WHERE v.pool = 'supervisors')
    OR NOT EXISTS ({SAID} AND v.pool = 'supervisors') OR {SUPERVISES})"""
# Pools that I may look into and take nothing from, office by office.
OTHERS_POOL: LiteralString = f"""EXISTS (SELECT FROM shown) AND w.office_id = g.office_id
    AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL
    AND NOT EXISTS (SELECT FROM seats x WHERE x.desk = w.desk AND x.office_id = w.office_id)
    AND EXISTS ({SAID} AND (v.pool = 'office' OR v.pool = 'supervisors' AND {SUPERVISES}))"""
# Duties that colleagues hold, by `work_item_team`. A personal one is of the desks of whoever holds it.
TEAM: LiteralString = f"""EXISTS (SELECT FROM shown) AND w.office_id = g.office_id
    AND w.status IN ('open', 'claimed') AND w.holder_id IS NOT NULL
    AND w.holder_id NOT IN (SELECT c.id FROM acting c)
    AND EXISTS ({SAID} AND (v.allocated = 'office' OR v.allocated = 'desk' AND EXISTS (
        SELECT FROM seats x WHERE x.office_id = w.office_id AND (x.desk = w.desk OR w.desk IS NULL
           AND EXISTS (SELECT FROM desk_holding h
                        WHERE h.account_id = w.holder_id AND h.desk = x.desk AND h.until IS NULL)))))"""
DONE: LiteralString = "w.decided_by = me.id AND w.status = 'done' AND w.carried_from IS NULL"
HERE: LiteralString = " AND w.office_id IN (SELECT office_id FROM offices)"
LATE: LiteralString = " AND w.due_at < guanjia_now()"

WATCHING: LiteralString = """watcher x JOIN ticket t ON t.id = x.ticket_id
    WHERE x.account_id = me.id AND t.closed_at IS NULL AND t.office_id IN (SELECT office_id FROM offices)"""
STARTED: LiteralString = """ticket t
    WHERE t.submitter_id = me.id AND t.closed_at IS NULL AND t.office_id IN (SELECT office_id FROM offices)"""
