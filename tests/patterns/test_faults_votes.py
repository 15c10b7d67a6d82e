"""Known faults 5 and 7: what the votes amount to, and who tries to get round them."""

import secrets

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused

FIVE = level(*["supervisor"] * 5, mode="ratio", **{"pass": 60})


def test_fault_05_a_vote_is_decided_when_all_have_voted(office_with: OfficeWith) -> None:
    """Four at 60 per cent: with the third it is through; the fourth is not waited for, and nothing hangs."""
    office = office_with(refund=asks(level(*["supervisor"] * 4, mode="ratio", **{"pass": 60})))
    ticket = office.submitted()
    for signer in ("supervisor1", "supervisor2", "supervisor3"):
        assert ticket["state"] == "pending_approval"
        ticket = office.fired(signer, ticket, "approve")
    assert ticket["state"] == "approved"


def test_fault_05_one_early_no_does_not_defeat_the_vote(office_with: OfficeWith) -> None:
    """Five at 60 per cent: the first says no, three others say yes, and the slip is approved."""
    office = office_with(refund=asks(FIVE))
    ticket = office.fired("supervisor1", office.submitted(), "reject", REASON)
    assert ticket["state"] == "pending_approval"
    for signer in ("supervisor2", "supervisor3", "supervisor4"):
        assert ticket["state"] == "pending_approval"
        ticket = office.fired(signer, ticket, "approve")
    assert ticket["state"] == "approved"


def test_fault_05_the_no_that_makes_it_impossible_decides(office_with: OfficeWith) -> None:
    """With the third no of five, 60 per cent are out of reach: it is over, and the last two are let go."""
    office = office_with(refund=asks(FIVE))
    ticket = office.submitted()
    for signer in ("supervisor1", "supervisor2", "supervisor3"):
        assert ticket["state"] == "pending_approval"
        ticket = office.fired(signer, ticket, "reject", REASON)
    assert (ticket["state"], ticket["work_items"]) == ("rejected", [])
    assert office.queue("supervisor4") == []


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_fault_05_a_tie_is_decided_too(office_with: OfficeWith, first: str) -> None:
    """Two against two, in whatever order: no majority, so refused; it does not stay open for ever."""
    office = office_with(refund=asks(level(*["supervisor"] * 4, mode="ratio")))
    ticket, other = office.submitted(), {"approve": "reject", "reject": "approve"}[first]
    for number, trigger in enumerate((first, other, first, other), 1):
        if ticket["state"] != "pending_approval":
            break
        form = {} if trigger == "approve" else REASON
        ticket = office.fired(f"supervisor{number}", ticket, trigger, form)
    assert (ticket["state"], ticket["work_items"]) == ("rejected", [])


def test_fault_07_raising_the_amount_after_the_first_approval_voids_it(office: Office) -> None:
    """The supervisor agreed to 1,000; for 9,000 everybody is asked anew, and the pm and finance too."""
    deposit = office.deposit(amount_fen=900_000)
    ticket = office.refund(100_000, deposit=deposit)
    ticket = office.fired("clerk", office.fired("clerk", ticket, "submit"), "amend", {"reason": "更正"})
    ticket = office.fired("supervisor", office.fired("clerk", ticket, "submit"), "approve")
    assert ticket["state"] == "approved"
    ticket = office.fired("clerk", ticket, "amend", {"amount_fen": 900_000})
    assert ticket["state"] == "draft"
    refused(office.fire("finance", ticket, "pay"), 409)
    ticket, asked = office.fired("clerk", ticket, "submit"), []
    while ticket["state"] == "pending_approval":
        asked.append(office.duties(ticket)[0]["desk"])
        ticket = office.fired(f"{asked[-1]}2", ticket, "approve")
    assert asked == ["supervisor", "pm", "finance"]


def test_fault_07_a_slip_that_comes_back_changed_spares_nobody(office_with: OfficeWith) -> None:
    """The pm wants it back for one paper: unchanged it comes to the pm, with another sum to everybody."""
    office = office_with(refund=asks(level("supervisor"), level("pm")))
    asked = []
    for change in ({}, {"amount_fen": 90_000}):
        ticket = office.fired("supervisor", office.submitted(), "approve")
        ticket = office.fired("pm", ticket, "return", {"reason": "缺收据", "to_me": True})
        if change:
            ticket = office.fired("clerk", ticket, "amend", change)
        ticket = office.fired("clerk", ticket, "submit")
        asked.append([each["desk"] for each in office.duties(ticket)])
    assert asked == [["pm"], ["supervisor"]]


def test_fault_07_refunds_split_over_two_days_are_shown_to_who_decides(office: Office) -> None:
    """1,900 was paid the day before yesterday; the supervisor sees it beside the 1,900 of today."""
    account = {"name": "张伟", "bank": "建行", "account": f"62{secrets.randbelow(10**14):014}"}
    first = office.fired("clerk", office.refund(190_000, payee=account), "submit")
    office.fired("supervisor", first, "approve")
    office.later(days=2)
    second = office.fired("clerk2", office.refund(190_000, payee=account, who="clerk2"), "submit")
    signals = {each["signal"]: each for each in office.read(second, "supervisor2")["signals"]}
    assert signals["split_under_limit"]["tickets"] == [first["number"]]
    assert account["account"] not in str(signals)


def test_fault_07_two_refunds_split_below_the_limit_meet_the_limit_of_their_sum(office: Office) -> None:
    """1,900 and 1,900 to one payee on one day: the second is asked of pm and finance as 3,800 would be."""
    account = {"name": "张伟", "bank": "建行", "account": f"62{secrets.randbelow(10**14):014}"}
    first = office.fired("clerk", office.refund(190_000, payee=account), "submit")
    assert office.fired("supervisor", first, "approve")["state"] == "approved"
    second = office.fired("clerk2", office.refund(190_000, payee=account, who="clerk2"), "submit")
    second = office.fired("supervisor", second, "approve")
    assert second["state"] == "pending_approval"
    assert sorted(each["desk"] for each in office.duties(second)) == ["finance", "pm"]


def test_fault_07_a_right_that_was_taken_away_decides_no_more(office: Office) -> None:
    """The supervisor had claimed the duty; the desk is gone since, and so is the decision."""
    ticket = office.submitted()
    office.done("supervisor", office.duty(ticket), "claim")
    ticket = office.read(ticket)
    path = f"/users/{office.who('supervisor').username}/desks"
    kept = {"desks": [{"desk": "clerk", "office": office.office.code}]}
    assert office.send("admin", "PUT", path, kept).status_code == 200
    for trigger, form in (("approve", {}), ("reject", {"reason": "不同意"})):
        refused(office.fire("supervisor", ticket, trigger, form), 403)
    assert office.read(ticket)["state"] == "pending_approval"
