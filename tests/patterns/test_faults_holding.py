"""Known faults 1, 2 and 4: who holds some duty is not who may do this, and of two at once one wins."""

from functools import partial

import pytest

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import PLAN, REASON, Office, asks, level, refused


def batch(office: Office, who: str, item: Row, trigger: str, **form: object) -> Row:
    """What a client sends that names a duty beside the trigger."""
    sent = [{"id": item["id"], "version": item["version"]}]
    body = {"trigger": trigger, "items": sent, "form": form}
    answer = office.send(who, "POST", "/work-items/batch", body)
    return dict(answer.get_json()["items"][0])


def test_fault_01_a_duty_on_one_complaint_opens_no_other(office: Office) -> None:
    """The clerk holds one of two complaints; the other one is in a colleague's hands, and stays there."""
    mine, theirs = office.complaint(), office.complaint()
    office.done("clerk", office.duty(mine), "claim")
    held = office.done("clerk2", office.duty(theirs), "claim")
    refused(office.fire("clerk", office.read(theirs), "accept"), 403)
    assert batch(office, "clerk", held, "accept")["status"] == 403
    assert office.read(theirs)["state"] == "registered"


def test_fault_01_a_duty_of_yesterday_decides_nothing_today(office_with: OfficeWith) -> None:
    """A supervisor keeps the duty of a round that was returned, and names it again in the next round."""
    office = office_with(refund=asks(level("supervisor", "supervisor")))
    ticket = office.submitted()
    old = office.done("supervisor", office.duties(ticket)[0], "claim")
    ticket = office.fired("supervisor2", office.read(ticket), "return", REASON)
    ticket = office.fired("clerk", ticket, "submit")
    assert batch(office, "supervisor", old | {"version": ticket["version"]}, "approve")["status"] == 409
    refused(office.operate("supervisor", old | {"version": ticket["version"]}, "release"), 409)
    assert office.read(ticket)["version"] == ticket["version"]


def test_fault_01_the_move_of_another_state_is_refused_to_its_own_holder(office: Office) -> None:
    """The tech has the complaint, and would finish what was never planned."""
    ticket = office.investigated()
    refused(office.fire("tech", ticket, "done", {"result": "好了"}), 409)
    (item,) = office.duties(ticket)
    assert batch(office, "tech", item, "done", result="好了")["status"] == 409
    assert office.told(ticket)[-1] == "assign"


def test_fault_01_the_signer_of_the_next_level_cannot_sign_this_one(office_with: OfficeWith) -> None:
    """City is asked after the supervisor; holding a seat somewhere on the ladder is not holding this one."""
    office = office_with(refund=asks(level("supervisor"), level("city")))
    ticket = office.submitted()
    refused(office.fire("city", ticket, "approve"), 403)
    ticket = office.fired("supervisor", ticket, "approve")
    refused(office.fire("supervisor2", ticket, "approve"), 403)
    assert office.fired("city", ticket, "approve")["state"] == "approved"


def test_fault_01_nobody_signs_for_the_other_branch(office_with: OfficeWith) -> None:
    """Who holds both desks of a level has one voice in it; the other branch waits for another person."""
    office = office_with(refund=asks(level("pm", "finance")))
    office.also("pm", "finance")
    ticket = office.fired("pm", office.submitted(), "approve")
    refused(office.fire("pm", ticket, "approve"), 403)
    (left,) = office.duties(ticket)
    refused(office.operate("pm", left, "claim"), 403)
    assert batch(office, "pm", left, "approve")["status"] == 403
    assert office.fired("finance", ticket, "approve")["state"] == "approved"


def test_fault_02_two_people_cannot_both_claim_the_same_duty(office: Office) -> None:
    names = ["clerk1", "clerk2", "clerk3", "clerk4"]
    item = office.duty(office.complaint(names[0]))
    for name in names:
        office.who(name)
    answers = office.at_once(*(partial(office.operate, name, item, "claim") for name in names))
    assert sorted(each.status_code for each in answers) == [200, 412, 412, 412]
    winner = names[[each.status_code for each in answers].index(200)]
    boxes = {name: len(office.box(name, "mine")) for name in names}
    assert boxes == {name: int(name == winner) for name in names}


@pytest.mark.parametrize("_round", range(5))
def test_fault_02_two_signers_at_one_instant_do_not_overwrite_each_other(
    office_with: OfficeWith, _round: int
) -> None:
    """Both agree in one moment: one looks again and agrees again, both count, and nothing waits for ever."""
    office = office_with(refund=asks(level("pm", "finance")))
    ticket, signers = office.submitted(), ["pm", "finance"]
    for name in signers:
        office.who(name)
    answers = office.at_once(*(partial(office.fire, name, ticket, "approve") for name in signers))
    assert sorted(each.status_code for each in answers) == [200, 412]
    late = signers[[each.status_code for each in answers].index(412)]
    ticket = office.fired(late, office.read(ticket), "approve")
    assert (ticket["state"], office.told(ticket).count("approve")) == ("approved", 2)


def test_fault_02_the_last_seat_is_taken_once(office_with: OfficeWith) -> None:
    office = office_with(refund=asks(level("supervisor", "supervisor"), level("city")))
    ticket = office.fired("supervisor1", office.submitted(), "approve")
    others = ["supervisor2", "supervisor3", "supervisor4"]
    for name in others:
        office.who(name)
    answers = office.at_once(*(partial(office.fire, name, ticket, "approve") for name in others))
    assert sorted(each.status_code for each in answers) == [200, 412, 412]
    assert office.told(ticket).count("approve") == 2
    assert [each["desk"] for each in office.duties(ticket)] == ["city"]


def test_fault_04_a_duty_without_a_holder_is_not_everybodys(office: Office) -> None:
    """It lies in a pool: who does not hold its desk can neither take it, pass it on nor decide it."""
    ticket = office.submitted()
    item = office.duty(ticket)
    assert item["holder"] is None
    for stranger in ("clerk2", "tech", "cashier", "visitor"):
        refused(office.operate(stranger, item, "claim"), 403)
        refused(office.operate(stranger, item, "transfer", office.named("supervisor") | REASON), 403)
        refused(office.operate(stranger, item, "delegate", office.named("legal")), 403)
        refused(office.fire(stranger, ticket, "approve"), 403)
    assert office.read(ticket)["version"] == ticket["version"]


@pytest.mark.parametrize("trigger", ["approve", "reject", "return"])
def test_fault_04_a_delegate_gives_an_opinion_and_ends_nothing(office: Office, trigger: str) -> None:
    """Legal was asked for an opinion, and would decide with it, on the ticket or by the duty."""
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket), "claim")
    office.done("supervisor", held, "delegate", office.named("legal"))
    (asked,) = office.box("legal", "mine")
    form = {} if trigger == "approve" else REASON
    refused(office.fire("legal", office.read(ticket), trigger, form), 403)
    assert batch(office, "legal", asked, trigger, **form)["status"] == 403
    refused(office.operate("legal", asked, "transfer", office.named("legal2") | REASON), 409)
    assert office.read(ticket)["state"] == "pending_approval"


def test_fault_04_a_delegate_does_not_hand_the_question_on(office: Office) -> None:
    ticket = office.reviewed()
    held = office.done("supervisor", office.duty(ticket), "claim")
    office.done("supervisor", held, "delegate", office.named("legal"))
    (asked,) = office.box("legal", "mine")
    refused(office.operate("legal", asked, "delegate", office.named("pm")), 409)
    refused(office.fire("legal", office.read(ticket), "propose", PLAN), 403)
    office.done("legal", asked, "opinion", {"text": "可行"})
    refused(office.operate("legal", asked | {"version": asked["version"] + 1}, "opinion", {"text": "x"}), 409)
