"""The pieces of the read that tell who could be asked for an approval, and whom its levels ask by name."""

from typing import LiteralString

from service.door.read_parts import PERSON

# An account that works in the ticket's office, or above it: nobody else could open the ticket.
_HERE: LiteralString = """a.disabled_at IS NULL AND EXISTS (
            SELECT FROM desk_holding h
             WHERE h.account_id = a.id AND h.until IS NULL AND h.office_id = ANY(up.ids))
"""

# Where no room is named: the one that the customer lives in or owns today.
_ROOM: LiteralString = """(
                SELECT y.room_id FROM occupancy y
                 WHERE y.customer_id = t.customer_id
                   AND daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE o.zone)::date
                 ORDER BY y.since, y.id LIMIT 1)"""

# Who could be asked for an approval: everybody by desk, the submitter's superiors, the building's steward,
# and whom the policy names.
STAFF: LiteralString = f"""
    json_build_object(
        'desks', (SELECT json_object_agg(s.desk, s.persons) FROM (
            SELECT h.desk, json_agg(DISTINCT a.person_id) AS persons
              FROM desk_holding h JOIN account a ON a.id = h.account_id
             WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.office_id = ANY(up.ids)
             GROUP BY h.desk) s),
        'returned', (
            SELECT json_build_object('to_me', e.form @> '{{"to_me": true}}', 'source', e.source,
                                     'content', encode(e.content_hash, 'hex'), 'who', {PERSON})
              FROM event e JOIN account a ON a.id = e.actor_id JOIN person p ON p.id = a.person_id
             WHERE e.ticket_id = t.id AND e.trigger = 'return' ORDER BY e.seq DESC LIMIT 1),
        'superiors', (
            WITH RECURSIVE above AS (
                SELECT a.superior_id AS id, 1 AS steps FROM account a
                 WHERE a.id = t.submitter_id AND a.superior_id IS NOT NULL
                UNION ALL SELECT a.superior_id, v.steps + 1 FROM above v JOIN account a ON a.id = v.id
                 WHERE v.steps < 5 AND a.superior_id IS NOT NULL)
            SELECT json_agg(json_build_object('steps', v.steps, 'who', {PERSON}))
              FROM above v JOIN account a ON a.id = v.id JOIN person p ON p.id = a.person_id WHERE {_HERE}),
        'steward', (
            SELECT {PERSON}
              FROM room q JOIN building b ON b.id = q.building_id JOIN account a ON a.id = b.steward_id
              JOIN person p ON p.id = a.person_id
             WHERE q.id = coalesce(t.room_id, {_ROOM}) AND {_HERE}),
        'named', (
            SELECT json_agg({PERSON})
              FROM policy y CROSS JOIN LATERAL jsonb_object_keys(y.body -> 'people') k(account)
              JOIN account a ON a.id = k.account::uuid JOIN person p ON p.id = a.person_id
             WHERE y.id = t.policy_id))
"""

# Whom the levels of this round ask by name: a vote may bring them in.
SIGNERS: LiteralString = f"""
    (SELECT json_agg({PERSON})
       FROM approval_level v CROSS JOIN LATERAL jsonb_path_query(v.rule, '$.seats[*].account') s
       JOIN account a ON a.id = (s #>> '{{}}')::uuid JOIN person p ON p.id = a.person_id
      WHERE v.ticket_id = t.id AND v.round = t.round)
"""
