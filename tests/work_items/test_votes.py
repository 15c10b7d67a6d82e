"""A vote of several: one early no defeats it only where the policy says so."""

import pytest

from tests.patterns.office import REASON, Office, asks, level, refused
from tests.work_items.conftest import OfficeWith

FIVE = ("supervisor",) * 5
SIGNERS = tuple(f"supervisor{n}" for n in range(1, 6))


@pytest.fixture
def office(office_with: OfficeWith) -> Office:
    return office_with(refund=asks(level(*FIVE, mode="ratio", **{"pass": 60})))


def test_one_early_no_does_not_defeat_a_ratio(office: Office) -> None:
    ticket = office.fired("supervisor1", office.submitted(), "reject", REASON)
    assert (ticket["state"], len(ticket["work_items"])) == ("pending_approval", 4)
    for signer in SIGNERS[1:4]:
        ticket = office.fired(signer, ticket, "approve")
    assert ticket["state"] == "approved"


def test_the_no_that_ends_every_hope_rejects_and_frees_the_money(office: Office) -> None:
    ticket = office.submitted()
    duties = office.duties(ticket)
    for signer in SIGNERS[:3]:
        assert ticket["state"] == "pending_approval"
        ticket = office.fired(signer, ticket, "reject", REASON)
    assert (ticket["state"], ticket["resolution"]) == ("rejected", "rejected")
    ends = [office.send("admin", "GET", f"/work-items/{each['id']}").get_json() for each in duties]
    assert sorted(each["status"] for each in ends) == ["done"] * 3 + ["not_needed"] * 2
    assert sorted(each["decision"] or "" for each in ends) == ["", ""] + ["reject"] * 3
    refused(office.fire("supervisor4", ticket, "approve"), 409)


def test_a_counted_no_is_a_decision(office: Office) -> None:
    ticket = office.fired("supervisor1", office.submitted(), "reject", REASON)
    refused(office.fire("clerk", ticket, "withdraw"), 422, "no_decision_yet")
    refused(office.fire("supervisor1", ticket, "approve"), 403, "four_eyes")
    assert office.log(ticket)[-1]["trigger"] == "reject"


def test_the_rejections_that_the_policy_names_are_enough(office_with: OfficeWith) -> None:
    two = level(*FIVE[:3], mode="any", **{"reject": 2})
    office = office_with(refund=asks(two))
    ticket = office.fired("supervisor1", office.submitted(), "reject", REASON)
    assert ticket["state"] == "pending_approval"
    assert office.fired("supervisor2", ticket, "reject", REASON)["state"] == "rejected"


def test_where_all_must_agree_one_no_is_the_end(office_with: OfficeWith) -> None:
    office = office_with(refund=asks(level(*FIVE[:2]), level("pm", name="经理")))
    assert office.fired("supervisor", office.submitted(), "reject", REASON)["state"] == "rejected"


def test_a_return_is_nobodys_to_outvote(office: Office) -> None:
    assert office.fired("supervisor", office.submitted(), "return", REASON)["state"] == "draft"


def test_the_moves_say_where_a_no_may_lead(office: Office) -> None:
    reject = office.moves("supervisor", office.submitted())["reject"]
    assert reject["dest"] == ["rejected", "pending_approval"]


def test_a_write_off_is_voted_on_as_well(office_with: OfficeWith) -> None:
    ratio = level(*["hq"] * 3, mode="ratio")
    policy = {"approvals": {"measure": {"levels": [level("supervisor")]}, "write_off": {"levels": [ratio]}}}
    office = office_with(dunning=policy)
    ticket = office.fired("clerk", office.dunning(), "submit")
    ticket = office.fired("clerk", office.fired("supervisor", ticket, "approve"), "execute")
    proof = {"at": ticket["updated_at"], "reference": "1"}
    ticket = office.fired("clerk", ticket, "delivered", proof)
    form = {"ground": "death", "proof": [office.attach(ticket)]}
    ticket = office.fired("finance", ticket, "write_off", form)
    ticket = office.fired("hq", ticket, "reject", REASON)
    assert ticket["state"] == "pending_write_off"
    assert office.fired("hq2", ticket, "reject", REASON)["state"] == "waiting_payment"
