"""Dunning requests in this house: what is owed, what was tried before, how often the payer was contacted."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.dunning_books import BOOKS
from service.cases.shape import CaseFile, Opened
from service.errors import invalid_field
from workflows.case import Form
from workflows.measures import COURT, STEPS

COURTS: LiteralString = ", ".join(f"'{measure}'" for measure in sorted(COURT))
STEP: LiteralString = (
    "CASE {measure} " + " ".join(f"WHEN '{measure}' THEN {step}" for measure, step in STEPS.items()) + " END"
)
# The company lets the room of this charge to the payer today.
LET: LiteralString = """EXISTS (SELECT FROM occupancy y
             WHERE y.room_id = c.room_id AND y.customer_id = own.customer AND y.nature = 'tenant'
               AND y.lessor = 'company'
               AND daterange(y.since, y.until) @> (guanjia_now() AT TIME ZONE z.zone)::date)"""
CHARGES: LiteralString = f"""
    (SELECT coalesce(jsonb_object_agg(c.id, jsonb_build_object(
            'balance_fen', c.balance_fen, 'due_on', c.due_on, 'limitation_on', c.limitation_on,
            'let_by_company', {LET})), '{{}}')
       FROM (SELECT c.id, c.balance_fen, c.due_on, c.limitation_on, c.room_id FROM charge c
              WHERE c.customer_id = own.customer AND c.balance_fen > 0 AND c.office_id = t.office_id
             UNION
             SELECT c.id, c.balance_fen, c.due_on, c.limitation_on, c.room_id FROM charge c
              WHERE c.id = ANY(own.ids)) c)
"""
# Whatever this day's clerk opened for a court in this office and nobody has decided yet.
BATCH: LiteralString = f"""
    CASE WHEN t.state IN ('draft', 'pending_approval') AND x.measure IN ({COURTS}) THEN (
        SELECT count(*) FROM ticket bt JOIN dunning b ON b.ticket_id = bt.id
         WHERE bt.office_id = t.office_id AND bt.workflow = 'dunning'
           AND bt.state IN ('draft', 'pending_approval') AND b.measure IN ({COURTS})
           AND bt.submitter_id IS NOT DISTINCT FROM t.submitter_id
           AND (bt.created_at AT TIME ZONE z.zone)::date = (t.created_at AT TIME ZONE z.zone)::date)
    ELSE 1 END
"""
# A demand went out with `execute`, and again when a failed channel was followed by another.
CONTACTS: LiteralString = """
    (SELECT jsonb_build_object(
            'contacts_today', count(*) FILTER (WHERE e.at >=
                date_trunc('day', guanjia_now() AT TIME ZONE z.zone) AT TIME ZONE z.zone),
            'contacts_this_week', count(*))
       FROM dunning b JOIN event e ON e.ticket_id = b.ticket_id
      WHERE t.state = 'approved' AND b.customer = own.customer AND e.at > guanjia_now() - interval '7 days'
        AND (e.trigger = 'execute' OR (e.trigger = 'undelivered' AND (
             jsonb_exists(e.form, 'next_channel') OR jsonb_exists(e.changes -> 'details', 'channel')))))
"""

FACTS: LiteralString = f"""
SELECT jsonb_build_object(
    'zone', z.zone,
    'customer', own.customer,
    'charges', {CHARGES},
    'other_dispute', EXISTS (
        SELECT FROM dunning b JOIN ticket bt ON bt.id = b.ticket_id
         WHERE b.customer = own.customer AND bt.id <> t.id AND bt.closed_at IS NULL
           AND bt.state IN ('disputed', 'adjusting') AND jsonb_exists_any(b.charges, own.ids::text[])),
    'step_proven', EXISTS (
        SELECT FROM dunning b
         WHERE b.customer = own.customer AND b.ticket_id <> t.id AND b.delivered_at IS NOT NULL
           AND {STEP.format(measure="b.measure")} = {STEP.format(measure="x.measure")} - 1
           AND jsonb_exists_any(b.charges, own.ids::text[])),
    'hardship', (SELECT u.hardship OR u.special FROM customer u WHERE u.id = own.customer),
    'batch_size', {BATCH},
    'limitation_over', (
        SELECT bool_and(c.limitation_on < (guanjia_now() AT TIME ZONE z.zone)::date) FROM charge c
         WHERE c.id = ANY(own.ids))) || {CONTACTS}
FROM x
JOIN office z ON z.id = t.office_id
CROSS JOIN LATERAL (
    SELECT coalesce(x.customer, t.customer_id) AS customer, (
           SELECT array_agg(e.id::uuid)
             FROM jsonb_array_elements_text(CASE WHEN t.id IS NOT NULL THEN x.charges END) e(id)) AS ids) own
"""


def opens(form: Form, facts: Mapping[str, Any]) -> Opened:
    """The payer is kept by id; charges of somebody else are refused by the rules, who do not know them."""
    if facts.get("customer") is None:
        raise invalid_field("details.customer", "请填写缴费人。", "The payer is missing.")
    return Opened(details={"customer": facts["customer"]})


CASE = CaseFile("dunning", FACTS, books=BOOKS, opens=opens)
