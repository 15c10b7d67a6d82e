"""Known faults 2, 4 and 5 where signers come and go and where somebody says no."""

from functools import partial

import pytest

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, added, asks, level, refused
from tests.stage import answer


def with_legal(office_with: OfficeWith) -> tuple[Office, Row]:
    """pm and finance sign; the pm has brought in legal beside them."""
    office = office_with(refund=asks(level("pm", "finance")))
    ticket = office.submitted()
    added(office, "pm", ticket, "legal", "parallel", desk="pm")
    return office, office.read(ticket)


@pytest.mark.parametrize("_round", range(4))
def test_fault_02_a_signer_added_in_the_instant_of_the_last_vote_is_not_lost(
    office_with: OfficeWith, _round: int
) -> None:
    """Either legal is asked and waited for, or it was decided before; never a duty on a decided slip."""
    office = office_with(refund=asks(level("pm", "finance")))
    ticket = office.fired("finance", office.submitted(), "approve")
    item = office.done("pm", office.duty(ticket, desk="pm"), "claim")
    ticket, legal = office.read(ticket), office.who("legal").username
    add = partial(office.operate, "pm", item, "add-signer", {"who": legal, "where": "parallel"})
    adding, voting = office.at_once(add, partial(office.fire, "pm", ticket, "approve"))
    assert sorted([adding.status_code, voting.status_code]) == [200, 412]
    ticket = office.read(ticket)
    if adding.status_code == 200:
        assert office.fired("pm", ticket, "approve")["state"] == "pending_approval"
        ticket = office.fired("legal", office.read(ticket), "approve")
    assert (ticket["state"], office.queue("legal", "mine")) == ("approved", [])


def test_fault_04_who_did_not_add_a_signer_cannot_remove_them(office_with: OfficeWith) -> None:
    """Finance would like legal to go; only the pm who asked for legal, or a supervisor, may say so."""
    office, ticket = with_legal(office_with)
    legal = {"who": office.who("legal").username}
    for other in ("finance", "legal", "clerk"):
        item = office.duty(ticket, desk="finance") if other == "finance" else office.duty(ticket, holder="pm")
        refused(office.operate(other, item, "remove-signer", legal), 403)
    assert office.queue("legal", "mine") == [ticket["number"]]
    office.done("pm", office.duty(ticket, holder="pm"), "remove-signer", legal)
    assert office.queue("legal", "mine") == []
    refused(office.fire("legal", office.read(ticket), "approve"), 403)


def test_fault_04_nobody_removes_a_signer_whom_the_policy_asks(office_with: OfficeWith) -> None:
    office, ticket = with_legal(office_with)
    held = office.done("finance", office.duty(ticket, desk="finance"), "claim")
    finance = {"who": office.who("finance").username}
    item = office.duty(ticket, holder="pm")
    refused(office.operate("pm", item, "remove-signer", finance), 403, "not_who_added")
    refused(office.operate("supervisor", item, "remove-signer", finance), 422, "added_signer")
    assert office.duty(ticket, holder="finance")["id"] == held["id"]


def test_fault_04_taking_a_signer_away_decides_only_by_the_votes_that_are_there(
    office_with: OfficeWith,
) -> None:
    """Legal is on leave and was the last one missing; without legal it is through, for all others agreed."""
    office, ticket = with_legal(office_with)
    legal = {"who": office.who("legal").username}
    vote = office.duty(ticket, holder="pm")
    ticket = office.fired("finance", ticket, "approve")
    kept = office.done("pm", vote | {"version": ticket["version"]}, "remove-signer", legal)
    assert (kept["ticket"]["state"], office.queue("legal", "mine")) == ("pending_approval", [])
    added(office, "pm", ticket, "legal2", "parallel", holder="pm")
    ticket = office.fired("pm", office.read(ticket), "approve")
    assert ticket["state"] == "pending_approval"
    last = {"who": office.who("legal2").username}
    office.done("pm", vote | {"version": ticket["version"]}, "remove-signer", last)
    assert office.read(ticket)["state"] == "approved"
    assert office.told(ticket).count("approve") == 2


def test_fault_05_adding_a_signer_does_not_lower_the_bar(office_with: OfficeWith) -> None:
    """Two of three are needed. Who brings in a friend does not replace one of them by the friend."""
    office = office_with(refund=asks(level(*["supervisor"] * 3, mode="any", **{"pass": 2})))
    ticket = office.submitted()
    item = office.done("supervisor1", office.duties(ticket)[0], "claim")
    friend = {"who": office.who("legal").username, "where": "parallel"}
    office.done("supervisor1", item, "add-signer", friend)
    ticket = office.fired("legal", office.read(ticket), "approve")
    ticket = office.fired("supervisor1", ticket, "approve")
    assert ticket["state"] == "pending_approval"
    assert office.fired("supervisor2", ticket, "approve")["state"] == "approved"


def test_fault_04_whoever_is_passed_over_is_named_so_that_they_can_be_found(office: Office) -> None:
    """A superior who was not asked yet and a signer who would come after: by account, as people are named."""
    for name, above in (("clerk", "supervisor"), ("supervisor", "pm")):
        office.under(name, above)
    office.rules("refund", **asks(level("finance"), level({"superior": 2})))
    ticket = office.submitted()
    added(office, "finance", ticket, "legal", "after", desk="finance")
    jump = REASON | {"to": "approved"}
    waiting = answer(office.act("admin", office.read(ticket), "jump", jump), 202)
    seats = [seat for each in waiting["skipped"] for seat in each["seats"]]
    named = [office.who(name).id for name in ("legal", "pm")]
    assert [seat.get("user") for seat in seats if "user" in seat] == named
