"""Moves, handovers and transfers here: who is in the room, what they owe, what builds on a change."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.moving_books import BOOKS, made, renewed
from service.cases.moving_meters import METERS
from service.cases.parts import VISITS_REFUSED
from service.cases.shape import CaseFile, Opened
from service.errors import invalid_field
from workflows.case import Form

STAYS: LiteralString = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', y.id, 'customer', y.customer_id, 'nature', y.nature, 'since', y.since, 'until', y.until,
            'out_on', y.out_on, 'version', y.version, 'lessor', y.lessor) ORDER BY y.since, y.id), '[]')
       FROM occupancy y WHERE y.room_id = t.room_id AND y.cancelled_at IS NULL)
"""
# What is of no room goes with the last one: who keeps another room keeps it too.
KEEPS_A_ROOM: LiteralString = """EXISTS (
           SELECT FROM occupancy k WHERE k.customer_id = old.id AND k.room_id <> t.room_id
              AND k.cancelled_at IS NULL AND (k.until IS NULL OR k.until > x.day))"""
# What belongs to another room stays where it is; a debt that a court has decided stays with whom it named.
OWED: LiteralString = f"""c.office_id = t.office_id AND c.customer_id = old.id AND c.balance_fen > 0
             AND c.judged_at IS NULL
             AND (c.room_id = t.room_id OR (c.room_id IS NULL AND NOT {KEEPS_A_ROOM}))"""
ARREARS: LiteralString = f"""
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'fen', c.balance_fen, 'late_of', c.late_of)
                               ORDER BY c.id), '[]')
       FROM charge c WHERE {OWED})
"""
PREPAYMENTS: LiteralString = f"""
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'fen', p.balance_fen - p.frozen_fen)
                               ORDER BY p.id), '[]')
       FROM prepayment p WHERE p.office_id = t.office_id AND p.customer_id = old.id
        AND p.balance_fen > p.frozen_fen AND NOT {KEEPS_A_ROOM})
"""
DUNNED: LiteralString = f"""
    EXISTS (SELECT FROM charge c JOIN dunning b ON jsonb_exists(b.charges, c.id::text)
              JOIN ticket bt ON bt.id = b.ticket_id
             WHERE bt.closed_at IS NULL AND {OWED})
"""
DEPOSITS: LiteralString = """
    (SELECT coalesce(sum(b.balance_fen), 0) FROM deposit b
      WHERE b.customer_id = old.id AND b.room_id = t.room_id AND b.status <> 'forfeited')
"""
OPEN_ITEMS: LiteralString = """
    (SELECT coalesce(jsonb_object_agg(o.workflow, o.number), '{}')
       FROM (SELECT o.workflow, count(*) AS number FROM ticket o
              WHERE o.room_id = t.room_id AND o.closed_at IS NULL AND o.id IS DISTINCT FROM t.id
              GROUP BY o.workflow) o)
"""
MOVED: LiteralString = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'book', w.book, 'from', w.from_id, 'to', w.to_id, 'fen', w.amount_fen) ORDER BY w.from_id), '[]')
       FROM occupancy_change_money w WHERE w.change_id = x.change)
"""
TOUCHED: LiteralString = """
    EXISTS (SELECT FROM occupancy_change_money w
              LEFT JOIN charge c ON c.id = w.to_id LEFT JOIN prepayment p ON p.id = w.to_id
             WHERE w.change_id = x.change
               AND (c.balance_fen < c.amount_fen OR c.paid_fen > 0
                    OR EXISTS (SELECT FROM charge l
                                WHERE l.late_of = c.id AND l.reversed_at IS NULL
                                  AND l.balance_fen + l.paid_fen > 0
                                  AND NOT EXISTS (SELECT FROM occupancy_change_money k
                                                   WHERE k.to_id = l.id AND k.change_id = x.change))
                    OR p.balance_fen < p.amount_fen OR p.frozen_fen > 0
                    OR EXISTS (SELECT FROM dunning b JOIN ticket bt ON bt.id = b.ticket_id
                                WHERE bt.closed_at IS NULL AND jsonb_exists(b.charges, w.to_id::text))))
"""
LATER: LiteralString = """
    EXISTS (SELECT FROM occupancy_change l WHERE l.room_id = made.room_id AND l.reversed_at IS NULL
               AND (l.created_at, l.id) > (made.created_at, made.id))
"""
CHARGED: LiteralString = """
    EXISTS (SELECT FROM charge c
             WHERE c.room_id = made.room_id AND c.created_at > made.created_at
               AND c.reversed_at IS NULL AND c.balance_fen + c.paid_fen > 0
               AND NOT EXISTS (SELECT FROM occupancy_change_money w WHERE w.to_id = c.id))
"""
# A code has at most 60 characters, the "-1" behind it too.
CODES: LiteralString = """
    jsonb_build_object('old', old.code, 'new', u.code,
        'free', (SELECT w.code
                   FROM (SELECT left(old.code, 60 - length('-' || n)) || '-' || n AS code, n
                           FROM generate_series(1, 9999) n) w
                  WHERE NOT EXISTS (SELECT FROM customer k
                                     WHERE k.office_id = t.office_id AND k.code = w.code)
                  ORDER BY w.n LIMIT 1),
        'names_another_room', EXISTS (SELECT FROM room q WHERE q.office_id = t.office_id
                                         AND q.code = old.code AND q.id <> t.room_id))
"""
LEAVER: LiteralString = """
    SELECT o.id, o.code, o.person_id FROM customer o
     WHERE o.id = CASE WHEN x.change IS NOT NULL THEN x.leaver ELSE (
           SELECT y.customer_id FROM occupancy y
            WHERE y.room_id = t.room_id AND y.cancelled_at IS NULL AND y.nature = coalesce(x.nature, 'owner')
              AND daterange(y.since, y.until) @> x.day LIMIT 1) END
"""

FACTS: LiteralString = f"""
SELECT jsonb_build_object(
    'zone', z.zone,
    'room', t.room_id,
    'customer', t.customer_id,
    'customer_enabled', u.disabled_at IS NULL,
    'stays', {STAYS},
    'leaver', old.id,
    'arrears', {ARREARS},
    'prepayments', {PREPAYMENTS},
    'dunned', {DUNNED},
    'deposits_fen', {DEPOSITS},
    'backdated', x.day < (guanjia_now() AT TIME ZONE z.zone)::date
                 AND EXISTS (SELECT FROM charge c
                              WHERE c.room_id = t.room_id AND c.reversed_at IS NULL
                                AND c.period >= to_char(x.day, 'YYYY-MM')),
    'open_items', {OPEN_ITEMS},
    'meters', {METERS},
    'moved', {MOVED},
    'later_change', {LATER},
    'charged_since', {CHARGED},
    'money_touched', {TOUCHED},
    'codes', {CODES},
    'passed', to_jsonb(made.*),
    'visits_refused', {VISITS_REFUSED},
    'taken_back', made.reversed_at IS NOT NULL,
    'codes_changed', made.passed_code IS NOT NULL
                     AND (u.code, old.code) IS DISTINCT FROM (made.passed_code, made.left_code),
    'barred', jsonb_build_array(u.person_id, old.person_id))
FROM x
JOIN office z ON z.id = t.office_id
LEFT JOIN customer u ON u.id = t.customer_id
LEFT JOIN LATERAL ({LEAVER}) old ON true
LEFT JOIN occupancy_change made ON made.id = x.change
"""


def opens(form: Form, facts: Mapping[str, Any]) -> Opened:
    """Room and customer are known; an owner comes by handover and transfer."""
    for name, zh in (("room", "房间"), ("customer", "客户")):
        if facts.get(name) is None:
            raise invalid_field(name, f"请填写{zh}。", f"The {name} is missing.")
    return Opened(details={} if "nature" in form else {"nature": "owner"})


def case_file(workflow: str) -> CaseFile:
    prepares = {"change_occupancy": made}
    return CaseFile(workflow, FACTS, books=BOOKS, prepares=prepares, opens=opens, renews=renewed)


CASES = tuple(case_file(name) for name in ("move", "handover", "transfer"))
