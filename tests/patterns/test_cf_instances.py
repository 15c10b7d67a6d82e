"""Control flow 12 to 15, 26, 27 and 34 to 36: the same step for several people at once."""

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, added, asks, level, refused

FIVE = ("supervisor",) * 5
VOTE = level(*FIVE, mode="ratio", **{"pass": 60})


def test_cf_12_multiple_instances_without_synchronization(office: Office) -> None:
    """Two colleagues are asked for their opinion; the owner decides without waiting for either."""
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket, desk="supervisor"), "claim")
    for colleague in ("legal", "pm"):
        held = office.done("supervisor", held, "delegate", office.named(colleague))
    assert office.queue("legal", "mine") == office.queue("pm", "mine") == [ticket["number"]]
    ticket = office.fired("supervisor", office.read(ticket), "approve")
    assert (ticket["state"], office.queue("legal", "mine")) == ("approved", [])


def test_cf_13_multiple_instances_known_at_design_time(office_with: OfficeWith) -> None:
    """The policy says three supervisors: three duties at once, three persons, and then on."""
    office = office_with(refund=asks(level("supervisor", "supervisor", "supervisor")))
    ticket = office.submitted()
    assert [each["desk"] for each in office.duties(ticket)] == ["supervisor"] * 3
    ticket = office.fired("supervisor", ticket, "approve")
    refused(office.fire("supervisor", ticket, "approve"), 403)
    ticket = office.fired("supervisor2", ticket, "approve")
    assert ticket["state"] == "pending_approval"
    assert office.fired("supervisor3", ticket, "approve")["state"] == "approved"


@pytest.mark.parametrize(("amount_fen", "signers"), [(200_000, 1), (900_000, 3), (2_000_000, 4)])
def test_cf_14_multiple_instances_known_at_run_time(office: Office, amount_fen: int, signers: int) -> None:
    """How many must sign is known when the amount is: one for 2,000, three for 9,000, four for 20,000."""
    ticket, signed = office.submitted(amount_fen), 0
    while ticket["state"] == "pending_approval":
        desk = office.duties(ticket)[0]["desk"]
        ticket = office.fired(desk, ticket, "approve")
        signed += 1
    assert (ticket["state"], signed) == ("approved", signers)


def test_cf_26_cancel_multiple_instances(office_with: OfficeWith) -> None:
    """The applicant takes it back before anybody has voted: all five duties are gone at once."""
    office = office_with(refund=asks(VOTE))
    ticket = office.submitted()
    assert office.queue("supervisor") == [ticket["number"]] * 5
    ticket = office.fired("clerk", ticket, "withdraw")
    assert (ticket["state"], office.queue("supervisor"), office.duties(ticket)) == ("cancelled", [], [])
    refused(office.fire("supervisor", ticket, "approve"), 409)


def test_cf_27_complete_multiple_instances(office_with: OfficeWith) -> None:
    """Three of five have agreed, so it is decided: the last two need not vote, and are told so."""
    office = office_with(refund=asks(VOTE))
    ticket = office.submitted()
    duties = office.duties(ticket)
    for signer in ("supervisor1", "supervisor2", "supervisor3"):
        assert ticket["state"] == "pending_approval"
        ticket = office.fired(signer, ticket, "approve")
    assert ticket["state"] == "approved"
    found = [office.send("admin", "GET", f"/work-items/{each['id']}").get_json() for each in duties]
    assert sorted(each["status"] for each in found) == ["done"] * 3 + ["not_needed"] * 2
    refused(office.fire("supervisor4", ticket, "approve"), 409)


def test_cf_34_static_partial_join_for_multiple_instances(office_with: OfficeWith) -> None:
    """Two of four supervisors, as the policy says: the second one in opens the next level."""
    two = level(*["supervisor"] * 4, mode="any", name="会签", **{"pass": 2})
    office = office_with(refund=asks(two, level("pm", name="经理")))
    for first, second in (("supervisor1", "supervisor2"), ("supervisor4", "supervisor3")):
        ticket = office.fired(first, office.submitted(), "approve")
        assert {each["level"] for each in office.duties(ticket)} == {"会签"}
        ticket = office.fired(second, ticket, "approve")
        assert [each["level"] for each in office.duties(ticket)] == ["经理"]


def test_cf_35_cancelling_partial_join_for_multiple_instances(office_with: OfficeWith) -> None:
    """When the vote is decided, nobody is left with a duty, not even who had claimed theirs."""
    office = office_with(refund=asks(VOTE))
    ticket = office.submitted()
    claimed = office.done("supervisor5", office.duties(ticket)[4], "claim")
    for signer in ("supervisor1", "supervisor2", "supervisor3"):
        ticket = office.fired(signer, office.read(ticket), "approve")
    assert (ticket["state"], office.duties(ticket)[0]["desk"]) == ("approved", "finance")
    assert office.queue("supervisor4") == office.queue("supervisor5", "mine") == []
    late, handed = claimed | {"version": ticket["version"]}, office.named("supervisor6") | REASON
    refused(office.operate("supervisor5", late, "transfer", handed), 409)


def test_cf_15_multiple_instances_not_known_in_advance(office_with: OfficeWith) -> None:
    """While they vote the pm finds that legal must see it, and legal finds city: one more, and one more."""
    office = office_with(refund=asks(level("pm", "finance")))
    ticket = office.submitted()
    added(office, "pm", ticket, "legal", "parallel", desk="pm")
    added(office, "legal", ticket, "city", "parallel", holder="legal")
    assert len(office.duties(ticket)) == 4
    for signer in ("finance", "city", "pm"):
        ticket = office.fired(signer, office.read(ticket), "approve")
        assert ticket["state"] == "pending_approval"
    assert office.fired("legal", ticket, "approve")["state"] == "approved"


def test_cf_36_dynamic_partial_join_for_multiple_instances(office_with: OfficeWith) -> None:
    """Two of three were enough; with a fourth asked in the middle it is three of four."""
    office = office_with(refund=asks(level(*["supervisor"] * 3, mode="any", **{"pass": 2})))
    ticket = office.fired("supervisor1", office.submitted(), "approve")
    item = office.done("supervisor2", office.duties(ticket)[0], "claim")
    asked = {"who": office.who("legal").username, "where": "parallel"}
    office.done("supervisor2", item, "add-signer", asked)
    ticket = office.fired("supervisor2", office.read(ticket), "approve")
    assert (ticket["state"], len(office.duties(ticket))) == ("pending_approval", 2)
    ticket = office.fired("legal", ticket, "approve")
    assert (ticket["state"], office.queue("supervisor3")) == ("approved", [])
