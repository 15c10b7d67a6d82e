"""Renames to each of their ends: audited, refused, taken away, and taken back by the next one."""

from __future__ import annotations

from tests.flows.client import House, Ticket
from tests.flows.flow import Flow


def drafted(house: House) -> Ticket:
    customer = house.customer()
    details = {"new_name": f"新{customer['name']}", "ground": "legal_change"}
    return house.open("clerk", "rename", details, customer=customer["code"])


def taken(house: House) -> Ticket:
    ticket = drafted(house)
    evidence = [ticket.attach("clerk")]
    ticket.refuses("clerk", "submit", "same_person", evidence=evidence, same_person=False)
    ticket.fire("clerk", "submit", to_state="submitted", evidence=evidence, same_person=True)
    ticket.refuses("clerk", "take", "not_you")
    return ticket.fire("auditor", "take", to_state="auditing")


def audited(house: House) -> Ticket:
    ticket = taken(house)
    code, wanted = ticket.seen["customer"]["code"], ticket.details["new_name"]
    ticket.refuses("clerk", "approve", "not_you").refuses("clerk", "withdraw", "not_now", reason="算了")
    ticket.fire("auditor", "approve", to_state="approved_applied")
    assert house.do("clerk", "GET", f"/customers/{code}")["name"] == wanted
    return ticket


def refused(house: House) -> Ticket:
    ticket = taken(house)
    name = ticket.seen["customer"]["name"]
    ticket.fire("auditor", "reject", reason="证件不符")
    assert ticket.read().seen["customer"]["name"] == name
    return ticket


def taken_away(house: House) -> Ticket:
    return drafted(house).fire("clerk", "withdraw", reason="录入有误")


FLOWS = (
    Flow("rename", "approved_applied", audited),
    Flow("rename", "rejected", refused),
    Flow("rename", "withdrawn", taken_away),
)
