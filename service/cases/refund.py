"""Refunds in this house: the row the money lies on, who may never approve, what moves with the slip."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.refund_books import BOOKS, new_refund_no
from service.cases.shape import CaseFile, Json, Opened
from service.errors import invalid_field
from service.models.payee_account import ACCOUNT_OF
from workflows.case import Form

ROWS = ("deposit", "prepayment", "charge")

_ACCOUNT = ACCOUNT_OF.format(slip="x.")
# The rows of all offices that hold this slip's account.
_SAME_ACCOUNT: LiteralString = (
    "ARRAY(SELECT b.id FROM payee_account a JOIN payee_account b ON b.number_digest = a.number_digest"
    " WHERE a.id = " + _ACCOUNT + ")"
)
# Of the money that the fee still holds: at the desk for it, or earlier and written off on it.
_TOOK_THE_FEE: LiteralString = """
    SELECT jsonb_agg(took.person) FROM (
        SELECT a.person_id AS person FROM payment_allocation l
          JOIN payment p ON p.id = l.payment_id AND p.reversed_at IS NULL
          JOIN account a ON a.id = p.received_by
         WHERE l.charge_id = chg.id
         UNION
        SELECT k.received_by_person FROM prepayment_use w JOIN prepayment k ON k.id = w.prepayment_id
         WHERE w.charge_id = chg.id AND w.reversed_at IS NULL AND k.received_by_person IS NOT NULL) took"""
# Free is what no other slip has frozen; what this slip froze itself counts as free to it.
FACTS: LiteralString = (
    """
SELECT jsonb_build_object(
    'row_table', CASE WHEN dep.id IS NOT NULL THEN 'deposit' WHEN pre.id IS NOT NULL THEN 'prepayment'
                      WHEN chg.id IS NOT NULL THEN 'charge' END,
    'row_kind', dep.kind,
    'row_audited', CASE WHEN dep.id IS NULL THEN true ELSE dep.status IN ('audited', 'part_refunded') END,
    'row_frozen_by_other', coalesce(dep.frozen_by, pre.frozen_by, chg.frozen_by) IS DISTINCT FROM t.id
                           AND coalesce(dep.frozen_by, pre.frozen_by, chg.frozen_by) IS NOT NULL,
    'free_fen', CASE
        WHEN dep.id IS NOT NULL
        THEN dep.balance_fen - CASE WHEN dep.frozen_by = t.id THEN 0 ELSE dep.frozen_fen END
        WHEN pre.id IS NOT NULL
        THEN pre.balance_fen - CASE WHEN pre.frozen_by = t.id THEN 0 ELSE pre.frozen_fen END
        ELSE chg.paid_fen - chg.refunded_fen - CASE WHEN chg.frozen_by = t.id THEN 0 ELSE chg.frozen_fen END
        END,
    'payer_name', u.name,
    'customer', CASE WHEN u.id IS NOT NULL
                     THEN jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name) END,
    'room', (SELECT jsonb_build_object('id', q.id, 'code', q.code) FROM room q
              WHERE q.id = coalesce(dep.room_id, chg.room_id)),
    'payee_account', to_jsonb(acc),
    'payee_complete', acc.id IS NOT NULL AND x.payee ->> 'bank' <> '',
    'other_slips_fen', (
        SELECT coalesce(sum(o.amount_fen), 0) FROM refund o JOIN ticket ot ON ot.id = o.ticket_id
         WHERE ot.id IS DISTINCT FROM t.id AND ot.state NOT IN ('rejected', 'cancelled')
           AND (o.deposit = x.deposit OR o.prepayment = x.prepayment OR o.charge = x.charge
                OR """
    + ACCOUNT_OF.format(slip="o.")
    + " = ANY("
    + _SAME_ACCOUNT
    + """))
           AND (ot.created_at > coalesce(t.created_at, guanjia_now()) - interval '24 hours'
                OR (ot.closed_at IS NULL AND (o.deposit = x.deposit OR o.prepayment = x.prepayment
                                              OR o.charge = x.charge)))),
    'instruction_status', (SELECT i.status FROM instruction i WHERE i.ticket_id = t.id
                            ORDER BY i.try DESC LIMIT 1),
    'approvers', (SELECT jsonb_agg(DISTINCT who)
                    FROM work_item w, unnest(ARRAY[w.decided_by_person, w.behalf_person]) who
                   WHERE w.ticket_id = t.id AND w.kind = 'vote' AND w.status = 'done' AND w.round = t.round),
    'paid_by', (SELECT to_jsonb(array_remove(ARRAY[e.actor_person, e.behalf_person], NULL)) FROM event e
                 WHERE e.ticket_id = t.id AND e.trigger IN ('pay', 'retry') ORDER BY e.seq DESC LIMIT 1),
    'books_balanced', (SELECT coalesce(sum(b.amount_fen), 0) FROM book_entry b WHERE b.ticket_id = t.id)
                      = - x.amount_fen,
    'barred', jsonb_build_array(u.person_id, dep.received_by_person, pre.received_by_person)
              || coalesce(("""
    + _TOOK_THE_FEE
    + """), '[]'))
FROM x
LEFT JOIN deposit dep ON dep.id = x.deposit AND dep.office_id = t.office_id
LEFT JOIN prepayment pre ON pre.id = x.prepayment AND pre.office_id = t.office_id
LEFT JOIN charge chg ON chg.id = x.charge AND chg.office_id = t.office_id
LEFT JOIN customer u ON u.id = coalesce(dep.customer_id, pre.customer_id, chg.customer_id)
LEFT JOIN LATERAL (
    SELECT a.id, encode(a.number_sealed, 'hex') AS sealed, encode(a.number_digest, 'hex') AS digest
      FROM payee_account a WHERE a.id = """
    + _ACCOUNT
    + """) acc ON true
"""
)


def opens(form: Form, facts: Mapping[str, Any]) -> Opened:
    """Customer and room come from the row. A row that is not in this office is no row."""
    if facts.get("row_table") is None:
        named = next((name for name in ROWS if form.get(name)), "deposit")
        no_row = ("本管理处没有这一款项。", "There is no such row in this office.")
        raise invalid_field(f"details.{named}", *no_row)
    return Opened(ticket={"customer_view": facts["customer"], "room_view": facts["room"]})


def shown(details: Mapping[str, Any]) -> Json:
    """As `contract.md` 9.5 answers it."""
    deduction = details.get("deduction_fen") or 0
    return {
        **{name: details.get(name) for name in ROWS},
        "amount_fen": details.get("amount_fen"),
        "deduction_fen": deduction,
        "payable_fen": (details.get("amount_fen") or 0) - deduction,
        "payee": _shown_payee(details.get("payee")),
        "reason": details.get("reason"),
        "refund_no": details.get("refund_no"),
        "provider_ref": details.get("provider_ref"),
        "try": details.get("try") or 0,
    }


def _shown_payee(payee: Mapping[str, Any] | None) -> Json | None:
    return {name: said for name, said in payee.items() if name != "account_id"} if payee else None


CASE = CaseFile(
    "refund",
    FACTS,
    books=BOOKS,
    prepares={"instruct": new_refund_no},
    opens=opens,
    shown=shown,
)
