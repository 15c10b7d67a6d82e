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
    """One word for the record. A payment number is booked once; with another sum it is an incident.

    So is a time that lies ahead, or further back than anything may be claimed (Civil Code 188: three years):
    days of limitation and of late charges hang on it. A day of difference is a partner's clock.
    """
    said = heard.data
    with statements() as sql:
        known = sql.one(KNOWN, [said["payment_no"]])
        if known is not None:
            if known["amount_fen"] == said["amount_fen"]:
                return "known"
            return _incident(sql, said, inbox, "mismatch")
        if sql.one(ODD, [said["paid_at"]]) is not None:
            return _incident(sql, said, inbox, "odd_time")
    return _for_repair(said, inbox) if said.get("ticket") else _for_charges(said, inbox)


def _for_repair(said: Data, inbox: str) -> str:
    """No money is booked where the sum is not the quote's, or nobody waits for it."""
    with statements() as sql:
        ticket = sql.one(REPAIR, {"ref": said["ticket"]})
        if ticket is None:
            return _incident(sql, said, inbox, "unmatched")
    form = {name: said[name] for name in ("amount_fen", "method", "payment_no", "paid_at")}
    fired = fire_as_system(str(ticket["id"]), "paid", {**form, "reference": said["payment_no"]})
    if fired.moved:
        return "fired"
    wrong_sum = fired.refusal is not None and fired.refusal.kind == "not_so"
    with statements() as sql:
        return _incident(sql, said, inbox, "mismatch" if wrong_sum else "unexpected", ticket=ticket["id"])


def _for_charges(said: Data, inbox: str) -> str:
    """The booking tells the dunning requests over these charges, in its own unit of work."""
    with statements() as sql:
        payer = _payer(sql, said)
        if payer is None:
            return _incident(sql, said, inbox, "unmatched")
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


def _payer(sql: Sql, said: Data) -> Row | None:
    """All charges must be one payer's."""
    if said.get("charges"):
        rows = sql.all(OF_CHARGES, [said["charges"]])
        found = sum(row["found"] for row in rows)
        return rows[0] if len(rows) == 1 and found == len(set(said["charges"])) else None
    return sql.one(OF_CUSTOMER, {"customer": said["customer"], "office": said["office"]})


def _incident(sql: Sql, said: Data, inbox: str, kind: str, *, ticket: UUID | None = None) -> str:
    detail = f"payment {said['payment_no']}"
    open_incident(sql, kind=kind, key=f"inbox:{inbox}:{kind}", ticket=ticket, inbox=inbox, detail=detail)
    return kind


ODD: LiteralString = """
SELECT WHERE %s::timestamptz NOT BETWEEN guanjia_now() - interval '3 years'
                                      AND guanjia_now() + interval '1 day'
"""
KNOWN: LiteralString = "SELECT amount_fen FROM payment WHERE payment_no = %s"
REPAIR: LiteralString = """
SELECT id FROM ticket WHERE workflow = 'repair' AND %(ref)s IN (number, id::text)
"""
OF_CHARGES: LiteralString = """
SELECT office_id, customer_id, count(*) AS found FROM charge WHERE id = ANY(%s::uuid[])
 GROUP BY office_id, customer_id
"""
OF_CUSTOMER: LiteralString = """
SELECT u.office_id, u.id AS customer_id FROM customer u JOIN office o ON o.id = u.office_id
 WHERE %(customer)s IN (u.code, u.id::text) AND %(office)s IN (o.code, o.id::text)
"""
