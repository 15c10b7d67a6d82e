"""Control flow 16 to 18, 39 and 40: what may happen depends on what has happened, and on when."""

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused


def proposed(office: Office) -> dict[str, object]:
    """A deduction that the customer is asked about."""
    ticket = office.fired("clerk", office.refund(kind="renovation"), "submit")
    return office.fired("engineering_lead", ticket, "fail", {"deduction_fen": 10_000, **REASON})


@pytest.mark.parametrize("first", ["agrees", "objects", "silence"])
def test_cf_16_deferred_choice(office: Office, first: str) -> None:
    """The customer agrees, objects or says nothing for a week; what comes first decides, the rest is void."""
    ticket = proposed(office)
    agrees, objects = ("customer_agrees", {"deduction_fen": 10_000}), ("customer_objects", REASON)
    if first == "silence":
        office.later(days=8)
        ticket = office.read(ticket)
        assert ticket["state"] == "disputed"
    else:
        ticket = office.fired("clerk", ticket, *(agrees if first == "agrees" else objects))
        assert ticket["state"] == ("pending_approval" if first == "agrees" else "disputed")
    for late in (agrees, objects):
        refused(office.fire("clerk", ticket, *late), 409)
    office.later(days=8)
    assert office.read(ticket)["state"] == ticket["state"]


@pytest.mark.parametrize("order", [("pm", "finance"), ("finance", "pm")])
def test_cf_17_interleaved_parallel_routing(office_with: OfficeWith, order: tuple[str, str]) -> None:
    """In any order, but never both at one moment: who decided on an older sight is asked to look again."""
    office = office_with(refund=asks(level("pm", "finance")))
    seen = office.submitted()
    office.fired(order[0], seen, "approve")
    stale = refused(office.fire(order[1], seen, "approve"), 412)
    assert [each["trigger"] for each in stale["changed"]] == ["approve"]
    assert office.fired(order[1], office.read(seen), "approve")["state"] == "approved"


def test_cf_18_milestone(office_with: OfficeWith) -> None:
    """Only until the first vote may the applicant withdraw; only within a week may a tenant have rework."""
    office = office_with(refund=asks(level("supervisor", "supervisor")))
    early, late = office.submitted(), office.submitted()
    assert office.fired("clerk", early, "withdraw")["state"] == "cancelled"
    late = office.fired("supervisor", late, "approve")
    refused(office.fire("clerk", late, "withdraw"), 422, "no_decision_yet")
    soon, done = office.completed(), office.completed()
    assert office.fired("clerk", soon, "rework", REASON)["state"] == "pending_dispatch"
    office.later(days=8)
    refused(office.fire("clerk", office.read(done), "rework", REASON), 422)


def test_cf_39_critical_section(office: Office) -> None:
    """One deposit, one open slip: the second must wait until the first has come to its end."""
    slip = office.refund()
    second = {**slip["details"], "payee": {"name": "张伟", "bank": "建行", "account": "6227000011112222"}}
    details = {name: second[name] for name in ("deposit", "amount_fen", "payee", "reason")}
    body = {"workflow": "refund", "office": office.office.code, "subject": "退款", "details": details}
    refused(office.send("clerk2", "POST", "/tickets", body), 422, "no_other_slip")
    office.fired("clerk", slip, "cancel", REASON)
    assert office.send("clerk2", "POST", "/tickets", body).status_code == 201


def test_cf_40_interleaved_routing(office: Office) -> None:
    """Three things to do on one complaint in any order, one at a time; each sees what the one before did."""
    ticket = office.investigated()
    ticket = office.fired("supervisor", ticket, "escalate", REASON)
    refused(office.fire("clerk", ticket | {"version": ticket["version"] - 1}, "reclassify", REASON), 412)
    ticket = office.fired("clerk", ticket, "reclassify", {"category": "漏水", **REASON})
    ticket = office.fired("tech", ticket, "propose", {"cause": "风机", "plan": "更换"})
    assert office.told(ticket)[-3:] == ["escalate", "reclassify", "propose"]
