"""The pieces of SQL that the reads are put together from: who asks, their desks, what hangs on a ticket."""

from typing import LiteralString

PERSON: LiteralString = (
    "json_build_object('id', a.id, 'username', a.username, 'name', p.name, 'person', p.id)"
)

ACCOUNT: LiteralString = (
    """
    (SELECT """
    + PERSON
    + """ FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = {column})
"""
)

ME: LiteralString = """
    SELECT a.id, a.username, a.person_id AS person, p.name, a.on_duty
      FROM token k JOIN account a ON a.id = k.account_id JOIN person p ON p.id = a.person_id
     WHERE k.digest = %(digest)s AND k.expires_at > guanjia_now() AND a.disabled_at IS NULL
"""

# Somebody by name, in whose eyes another looks at a ticket.
SOMEBODY: LiteralString = """
    SELECT a.id, a.username, a.person_id AS person, p.name, a.on_duty
      FROM account a JOIN person p ON p.id = a.person_id
     WHERE (a.id = %(account_id)s::uuid OR a.username = %(account_name)s) AND a.disabled_at IS NULL
"""

# The desks held in an office, or in one of those above it in the project tree.
UP: LiteralString = """
    SELECT array_agg(o.id) AS ids FROM (
        WITH RECURSIVE up AS (
            SELECT id, parent_id FROM office WHERE id = {office}
            UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
        ) SELECT id FROM up) o
"""

DESKS: LiteralString = """
    (SELECT coalesce(json_agg(DISTINCT h.desk), '[]') FROM desk_holding h
      WHERE h.account_id = {account} AND h.until IS NULL AND h.office_id = ANY(up.ids))
"""

# A certificate counts to its last day, by the calendar of the office (the first of `up.ids`).
SKILLS: LiteralString = """
    (SELECT coalesce(json_agg(s.skill), '[]') FROM account_skill s
      WHERE s.account_id = {account} AND (s.expires_on IS NULL OR s.expires_on
            >= (guanjia_now() AT TIME ZONE (SELECT z.zone FROM office z WHERE z.id = up.ids[1]))::date))
"""

LOAD: LiteralString = """
    (SELECT count(*) FROM ticket o WHERE o.assignee_id = {account} AND o.closed_at IS NULL)
"""

ITEM_JSON: LiteralString = (
    """json_build_object(
        'id', w.id, 'kind', w.kind, 'state', w.state, 'round', w.round, 'level', w.level,
        'level_name', w.level_name, 'seat', w.seat, 'desk', w.desk, 'status', w.status,
        'due_at', w.due_at, 'created_at', w.created_at, 'content_hash', encode(w.content_hash, 'hex'),
        'ended_at', w.ended_at, 'decision', w.decision, 'behalf', {behalf},
        'owner_item', w.owner_item, 'offered_to', w.offered_to, 'started_at', w.started_at,
        'holder', CASE WHEN a.id IS NULL THEN NULL ELSE """
    + PERSON
    + """ END)"""
)

ITEMS: LiteralString = (
    """
    (SELECT json_agg("""
    + ITEM_JSON.format(behalf="NULL")
    + """
        ORDER BY w.created_at, w.level, w.seat)
       FROM work_item w LEFT JOIN account a ON a.id = w.holder_id LEFT JOIN person p ON p.id = a.person_id
      WHERE w.ticket_id = t.id AND w.status IN ('open', 'claimed'))
"""
)

ITEM: LiteralString = (
    "(SELECT "
    + ITEM_JSON.format(behalf=ACCOUNT.format(column="w.on_behalf_of"))
    + """
       FROM work_item w LEFT JOIN account a ON a.id = w.holder_id LEFT JOIN person p ON p.id = a.person_id
      WHERE w.id = %(ref)s::uuid) AS item,
"""
)

# What the vote of the duty named set going, and all that happened since.
DECIDED: LiteralString = (
    """
    (SELECT json_build_object('seq', e.seq, 'trigger', e.trigger, 'source', e.source, 'dest', e.dest,
        'changes', e.changes,
        'later', (SELECT json_agg(json_build_object('trigger', l.trigger, 'form', l.form, 'seq', l.seq,
                                                    'by_system', l.actor_id IS NULL) ORDER BY l.seq)
                    FROM event l WHERE l.ticket_id = t.id AND l.seq > e.seq),
        'made', (SELECT json_agg(w.id) FROM work_item w WHERE w.ticket_id = t.id AND w.created_at = e.at),
        'ended', (SELECT json_agg("""
    + ITEM_JSON.format(behalf=ACCOUNT.format(column="w.on_behalf_of"))
    + """)
                    FROM work_item w LEFT JOIN account a ON a.id = w.holder_id
                    LEFT JOIN person p ON p.id = a.person_id
                   WHERE w.ticket_id = t.id AND w.ended_at = e.at),
        'effects', (SELECT json_agg(json_build_object('id', o.id, 'kind', o.kind,
                                                      'fresh', o.status = 'ready' AND o.drive = 0))
                      FROM outbox o WHERE o.ticket_id = t.id AND o.seq = e.seq))
       FROM work_item d JOIN event e ON e.ticket_id = t.id AND e.at = d.ended_at
      WHERE d.id = %(ref)s::uuid AND d.status = 'done' AND e.content_hash IS NOT NULL
      ORDER BY e.seq DESC LIMIT 1)
"""
)

LEVELS: LiteralString = """
    (SELECT json_agg(v.rule || jsonb_build_object('amount_fen', v.amount_fen) ORDER BY v.position)
       FROM approval_level v WHERE v.ticket_id = t.id AND v.round = t.round)
"""

VOTES: LiteralString = """
    (SELECT json_agg(json_build_object('level', w.level, 'seat', w.seat, 'hand', w.decided_by_person,
                                       'person', coalesce(w.behalf_person, w.decided_by_person),
                                       'decision', w.decision) ORDER BY w.ended_at, w.id)
       FROM work_item w
      WHERE w.ticket_id = t.id AND w.round = t.round AND w.kind = 'vote' AND w.status = 'done')
"""

# Who last changed an amount, a payee or a measure, each for itself, who proposed the plan or the quote, who
# handed it in (hand and right), and who was the submitter before it was handed over.
EDITORS: LiteralString = """
    (SELECT json_agg(DISTINCT b.who) FROM (
        SELECT unnest(ARRAY[e.actor_person, e.behalf_person])::text AS who FROM (
            SELECT DISTINCT ON (e.trigger, f.name) e.actor_person, e.behalf_person
              FROM event e LEFT JOIN LATERAL jsonb_object_keys(e.changes -> 'details') f(name) ON true
             WHERE e.ticket_id = t.id AND e.actor_person IS NOT NULL
               AND jsonb_exists((%(barring)s::jsonb) -> t.workflow, e.trigger)
             ORDER BY e.trigger, f.name, e.seq DESC) e
        UNION ALL
        SELECT e.form -> 'persons' ->> 'from' FROM event e
         WHERE e.ticket_id = t.id AND e.trigger = 'hand_over'
           AND jsonb_exists(e.changes -> 'ticket', 'submitter')) b)
"""

CLOCKS: LiteralString = """
    (SELECT json_agg(json_build_object('name', c.name, 'span', c.span, 'started_at', c.started_at,
        'due_at', c.due_at, 'paused_at', c.paused_at, 'stopped_at', c.stopped_at,
        'breached_at', c.breached_at, 'pauses', c.pauses, 'warned', c.warned) ORDER BY c.started_at, c.name)
       FROM clock c WHERE c.ticket_id = t.id)
"""

TIMERS: LiteralString = """
    (SELECT json_agg(json_build_object('kind', i.kind, 'due_at', i.due_at))
       FROM timer i WHERE i.ticket_id = t.id AND i.status = 'armed')
"""

USERS: LiteralString = (
    """
    (SELECT json_agg(json_build_object('id', a.id, 'username', a.username, 'name', p.name, 'person', p.id,
        'on_duty', a.on_duty, 'desks', """
    + DESKS.format(account="a.id")
    + """,
        'skills', """
    + SKILLS.format(account="a.id")
    + """, 'load', """
    + LOAD.format(account="a.id")
    + """, 'stands_for', {stands}))
       FROM account a JOIN person p ON p.id = a.person_id
      WHERE (a.username = ANY(%(usernames)s) OR a.id = ANY(%(accounts)s::uuid[])) AND a.disabled_at IS NULL)
"""
)

FILES: LiteralString = """
    (SELECT json_agg(f.id) FROM attachment f WHERE f.ticket_id = t.id AND f.id = ANY(%(files)s::uuid[]))
"""

# What few tickets have: a rest, a proposal, exceptional moves, another round before or after.
BESIDE: LiteralString = (
    """
    CASE WHEN t.closed_at IS NOT NULL OR t.suspended IS NOT NULL OR t.proposal IS NOT NULL OR t.exceptional
           OR t.reopened_from IS NOT NULL THEN (
        WITH strange AS MATERIALIZED (
            SELECT e.seq, e.trigger, e.actor_id, e.actor_person, e.at, e.form FROM event e
             WHERE t.exceptional AND e.ticket_id = t.id AND e.trigger IN ('terminate', 'jump', 'skip'))
        SELECT json_build_object(
            'exceptions', (SELECT json_agg(row_to_json(s) ORDER BY s.seq) FROM strange s),
            'people', (SELECT json_agg("""
    + PERSON
    + """) FROM account a JOIN person p ON p.id = a.person_id
                WHERE a.id IN (
                    SELECT (t.suspended ->> 'by')::uuid UNION SELECT (t.proposal ->> 'by')::uuid
                    UNION SELECT s.actor_id FROM strange s
                    UNION SELECT (s.form ->> 'proposed_by')::uuid FROM strange s)),
            'proposer_desks', (SELECT json_agg(DISTINCT h.desk)
                 FROM desk_holding h JOIN account a ON a.id = h.account_id
                WHERE a.id = (t.proposal ->> 'by')::uuid AND a.disabled_at IS NULL
                  AND h.until IS NULL AND h.office_id = ANY(up.ids)),
            'before', (SELECT json_build_object('id', l.id, 'number', l.number) FROM ticket l
                        WHERE l.id = t.reopened_from),
            'after', (SELECT json_build_object('id', l.id, 'number', l.number) FROM ticket l
                       WHERE l.reopened_from = t.id))) END
"""
)

REPLAY: LiteralString = """
    (SELECT json_build_object('path', i.path, 'digest', encode(i.body_digest, 'hex'), 'status', i.status,
                              'headers', i.headers, 'body', i.body)
       FROM idempotency i WHERE i.account_id = me.id AND i.key = %(key)s
        AND i.created_at > guanjia_now() - interval '24 hours')
"""

# A ticket that a form names, such as the repair that a complaint is linked to.
LINK: LiteralString = """
    (SELECT json_build_object('id', l.id, 'workflow', l.workflow, 'closed', l.closed_at IS NOT NULL)
       FROM ticket l WHERE l.office_id = t.office_id
        AND (l.id = %(link_id)s::uuid OR l.number = %(link_name)s))
"""
