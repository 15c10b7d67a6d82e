"""Control flow 1 to 5: one thing after another, two at once, and ways that part and meet."""

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused

BOTH = asks(level("supervisor"), level("pm", "finance"))


def test_cf_01_sequence(office: Office) -> None:
    """A complaint is taken in by the clerk, then given out by the supervisor; never the other way round."""
    ticket = office.complaint()
    assert office.queue("clerk2") == [ticket["number"]] and office.queue("supervisor") == []
    refused(office.fire("supervisor", ticket, "assign", office.named("tech")), 409)
    ticket = office.fired("clerk", ticket, "accept")
    assert office.queue("clerk2") == [] and office.queue("supervisor") == [ticket["number"]]
    ticket = office.fired("supervisor", ticket, "assign", office.named("tech"))
    assert (ticket["state"], office.queue("tech", "mine")) == ("investigating", [ticket["number"]])
    assert office.told(ticket) == ["register", "accept", "assign"]


def test_cf_02_parallel_split(office_with: OfficeWith) -> None:
    """When the supervisor has agreed, pm and finance have it before them in the same moment."""
    office = office_with(refund=BOTH)
    ticket = office.submitted()
    assert office.queue("pm") == office.queue("finance") == []
    ticket = office.fired("supervisor", ticket, "approve")
    assert office.queue("pm") == office.queue("finance") == [ticket["number"]]
    assert sorted(each["desk"] for each in office.duties(ticket)) == ["finance", "pm"]


@pytest.mark.parametrize("order", [("pm", "finance"), ("finance", "pm")])
def test_cf_03_synchronization(office_with: OfficeWith, order: tuple[str, str]) -> None:
    """The money waits for both of them, whoever is first; the first one does not release it."""
    office = office_with(refund=BOTH)
    ticket = office.fired("supervisor", office.submitted(), "approve")
    first, last = order
    ticket = office.fired(first, ticket, "approve")
    assert (ticket["state"], office.queue(first), office.queue(last)) == (
        "pending_approval",
        [],
        [ticket["number"]],
    )
    refused(office.fire("finance2", ticket, "pay"), 409)
    assert office.fired(last, ticket, "approve")["state"] == "approved"


def test_cf_04_exclusive_choice(office: Office) -> None:
    """A renovation deposit goes to inspection, any other straight to approval: one of the two, never both."""
    renovation = office.fired("clerk", office.refund(kind="renovation"), "submit")
    other = office.submitted()
    assert (renovation["state"], other["state"]) == ("inspection", "pending_approval")
    assert office.queue("engineering_lead") == [renovation["number"]]
    assert office.queue("supervisor") == [other["number"]]


@pytest.mark.parametrize("kind", ["renovation", "other"])
def test_cf_05_simple_merge(office: Office, kind: str) -> None:
    """Inspected or not, both ways end at the same desk, and one approval is enough after either."""
    ticket = office.fired("clerk", office.refund(kind=kind), "submit")
    if kind == "renovation":
        ticket = office.fired("engineering_lead", ticket, "first_pass", {"passes_returned": True})
        office.later(days=91)
        ticket = office.fired("engineering_lead", office.read(ticket), "pass")
    assert office.queue("supervisor") == [ticket["number"]]
    assert office.fired("supervisor", ticket, "approve")["state"] == "approved"
    refused(office.fire("supervisor2", office.read(ticket), "return", REASON), 409)
