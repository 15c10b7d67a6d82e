"""The profile of a customer: what was done for them, what they said, and what a caller may do for them."""

from collections.abc import Collection, Mapping
from typing import Any, Final, LiteralString
from uuid import UUID

from service.transaction import Row, Sql
from service.visibility import Caller

MOST: Final = 50
# The buttons of the list (缴款, 新增预收单, 预收核销, 退款, 发短信) and the desks that have each.
ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "payment": ("cashier",),
    "prepayment": ("cashier",),
    "write_off": ("cashier", "finance"),
    "refund": ("cashier", "clerk", "finance"),
    "sms": ("cashier", "clerk", "supervisor", "pm"),
}


def actions_for(caller: Caller, office_id: UUID) -> list[str]:
    return [name for name, desks in ACTIONS.items() if caller.holds(*desks, office_id=office_id)]


def profile_parts(sql: Sql, customer_id: UUID, offices: Collection[UUID]) -> Row:
    """The newest 50 of each; requests and complaints as tickets, money as what came in."""
    told: dict[str, Any] = {"of": customer_id, "offices": list(offices), "most": MOST}
    row = sql.one(PARTS, told)
    return row or {}


def _tickets(workflow: LiteralString) -> LiteralString:
    return f"""
(SELECT coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'number', x.number, 'subject', x.subject,
        'state', x.state, 'resolution', x.resolution, 'created_at', x.created_at)), '[]')
   FROM (SELECT * FROM ticket t WHERE t.workflow = '{workflow}' AND t.customer_id = %(of)s
            AND t.office_id = ANY(%(offices)s) ORDER BY t.id DESC LIMIT %(most)s) x)"""


PARTS: LiteralString = f"""
SELECT {_tickets("repair")} AS repairs, {_tickets("complaint")} AS complaints,
(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'amount_fen', p.amount_fen, 'method', p.method,
        'paid_at', p.paid_at)), '[]')
   FROM (SELECT * FROM payment p WHERE p.customer_id = %(of)s AND p.office_id = ANY(%(offices)s)
          ORDER BY p.id DESC LIMIT %(most)s) p) AS payments,
(SELECT coalesce(jsonb_agg(jsonb_build_object('ticket', v.ticket_id, 'score', v.score)), '[]')
   FROM (SELECT v.ticket_id, v.score FROM visit v JOIN ticket t ON t.id = v.ticket_id
          WHERE t.customer_id = %(of)s AND t.office_id = ANY(%(offices)s) AND v.score IS NOT NULL
          ORDER BY t.id DESC LIMIT %(most)s) v) AS visits
"""
