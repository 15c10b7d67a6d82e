"""SQL that the facts of several workflows share.

Beside `t` and `x` a fact may look at `me` (who asks; nulls for the system) and at `up.ids`: the offices
in which a desk counts for this ticket, its own and those above it.
"""

from typing import LiteralString

ZONE: LiteralString = "(SELECT z.zone FROM office z WHERE z.id = t.office_id)"

VISITS_REFUSED: LiteralString = """
    coalesce((SELECT u.no_visits_until > guanjia_now() FROM customer u WHERE u.id = t.customer_id), false)
"""

# Null while the newest visit of this round is open, and where there is none.
VISIT_END: LiteralString = """
    (SELECT CASE WHEN v.closed_at IS NOT NULL THEN v.state END FROM ticket v
      WHERE v.parent_id = t.id AND v.workflow = 'visit' AND v.created_at >= x.{since}
      ORDER BY v.created_at DESC, v.id DESC LIMIT 1)
"""

# An effect that died counts too: somebody has to bring it to an end first.
UNDELIVERED: LiteralString = """
    (SELECT count(*) FROM outbox b WHERE b.ticket_id = t.id AND b.kind = '{effect}' AND b.status <> 'done')
"""

# Whoever has least to do among those who may: always the same person for the same facts.
LEAST_BUSY: LiteralString = """
    (SELECT a.id FROM desk_holding h JOIN account a ON a.id = h.account_id
       CROSS JOIN LATERAL (
            SELECT count(*) AS held, count(*) FILTER (WHERE o.workflow = t.workflow) AS alike
              FROM ticket o WHERE o.assignee_id = a.id AND o.closed_at IS NULL) work
      WHERE h.desk = '{desk}' AND h.until IS NULL AND h.office_id = ANY(up.ids)
        AND a.on_duty AND a.disabled_at IS NULL
        AND work.held < coalesce(
            (SELECT (p.body ->> 'load_limit')::int FROM policy p WHERE p.id = t.policy_id), work.held + 1)
        AND {fits}
      ORDER BY {rather} work.alike, work.held, a.username LIMIT 1)
"""
