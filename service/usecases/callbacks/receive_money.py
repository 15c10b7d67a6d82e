"""Money that a customer paid outside: for one repair, for named charges, or by the legal order."""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

from schemas.callbacks import Callback
from service.errors import Problem
from service.transaction import Row, Sql, statements, transaction
from service.usecases.effects.incident import open_incident
from service.usecases.effects.shape import Unfinished
from service.usecases.register.receive_payment import Money, book_payment
from service.usecases.tickets.fire_trigger import fire_as_system

Data = Mapping[str, Any]


def receive_money(heard: Callback, inbox: str) -> str:
    """One word for the record. What was booked is known; another payment of that number is an incident.

    Known is what this gateway told before of the same payer and sum, or what the desk of the payer's office
    booked under that number for them and did not take back. So is a time an incident that lies ahead, or
    further back than anything may be claimed (Civil Code 188: three years): days of limitation and of late
    charges hang on it. A day of difference is a partner's clock.
    """
    said = heard.data
    with statements() as sql:
        whose = _whose(sql, said)
        if whose is None:
            return _incident(sql, said, inbox, "unmatched")
        known = sql.one(KNOWN, {"number": said["payment_no"], "fen": said["amount_fen"], **whose})
        if known is not None:
            return "known" if known["same"] else _incident(sql, said, inbox, "mismatch", whose["ticket_id"])
        if sql.one(ODD, [said["paid_at"]]) is not None:
            return _incident(sql, said, inbox, "odd_time", whose["ticket_id"])
    if whose["ticket_id"]:
        return _for_repair(said, inbox, whose["ticket_id"])
    return _for_charges(said, inbox, whose)


def _whose(sql: Sql, said: Data) -> Row | None:
    """All charges must be one payer's."""
    if said.get("ticket"):
        return sql.one(REPAIR, {"ref": said["ticket"]})
    if said.get("charges"):
        rows = sql.all(OF_CHARGES, [said["charges"]])
        found = sum(row.pop("found") for row in rows)
        return rows[0] if len(rows) == 1 and found == len(set(said["charges"])) else None
    return sql.one(OF_CUSTOMER, {"customer": said["customer"], "office": said["office"]})


def _for_repair(said: Data, inbox: str, ticket: UUID) -> str:
    """No money is booked where the sum is not the quote's, or nobody waits for it."""
    form = {name: said[name] for name in ("amount_fen", "method", "payment_no", "paid_at")}
    fired = fire_as_system(str(ticket), "paid", {**form, "reference": said["payment_no"]})
    if fired.moved:
        return "fired"
    wrong_sum = fired.refusal is not None and fired.refusal.kind == "not_so"
    with statements() as sql:
        return _incident(sql, said, inbox, "mismatch" if wrong_sum else "unexpected", ticket)


def _for_charges(said: Data, inbox: str, payer: Row) -> str:
    """The booking tells the dunning requests over these charges, in its own unit of work."""
    money = Money(
        office_id=payer["office_id"],
        customer_id=payer["customer_id"],
        amount_fen=said["amount_fen"],
        method=said["method"],
        charges=tuple(UUID(each) for each in said.get("charges") or ()),
        payment_no=said["payment_no"],
        paid_at=said["paid_at"],
    )
    try:
        with transaction() as work:
            book_payment(work, money)
    except Problem as problem:
        raise Unfinished(problem.code) from None
    return "booked"


def _incident(sql: Sql, said: Data, inbox: str, kind: str, ticket: UUID | None = None) -> str:
    detail = f"payment {said['payment_no']}"
    open_incident(sql, kind=kind, key=f"inbox:{inbox}:{kind}", ticket=ticket, inbox=inbox, detail=detail)
    return kind


ODD: LiteralString = """
SELECT WHERE %s::timestamptz NOT BETWEEN guanjia_now() - interval '3 years'
                                      AND guanjia_now() + interval '1 day'
"""
# A gateway's number is its own wherever it was booked; the desk's is a number of its office, while it stands.
KNOWN: LiteralString = """
SELECT bool_or(amount_fen = %(fen)s AND ticket_id IS NOT DISTINCT FROM %(ticket_id)s::uuid
               AND (ticket_id IS NOT NULL OR customer_id = %(customer_id)s)) AS same
  FROM payment
 WHERE payment_no = %(number)s
   AND (received_by IS NULL OR (office_id = %(office_id)s AND reversed_at IS NULL))
HAVING count(*) > 0
"""
REPAIR: LiteralString = """
SELECT office_id, customer_id, id AS ticket_id FROM ticket
 WHERE workflow = 'repair' AND %(ref)s IN (number, id::text)
"""
OF_CHARGES: LiteralString = """
SELECT office_id, customer_id, NULL::uuid AS ticket_id, count(*) AS found
  FROM charge WHERE id = ANY(%s::uuid[]) GROUP BY office_id, customer_id
"""
OF_CUSTOMER: LiteralString = """
SELECT u.office_id, u.id AS customer_id, NULL::uuid AS ticket_id
  FROM customer u JOIN office o ON o.id = u.office_id
 WHERE %(customer)s IN (u.code, u.id::text) AND %(office)s IN (o.code, o.id::text)
"""
