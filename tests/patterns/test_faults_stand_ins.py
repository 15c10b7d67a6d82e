"""Known faults 2, 7 and 9: stand-ins (代理) who decide for themselves, unheard of, or without a trace."""

from functools import partial

import pytest

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused
from tests.stage import answer, payee


def stands_in(office: Office, absent: str, to: str, **more: object) -> Row:
    """From yesterday for a week."""
    said = {"to": office.who(to).username, "from": office.at(days=-1), "until": office.at(days=7)} | more
    return answer(office.send(absent, "POST", "/substitutions", said), 201)


def test_fault_07_a_stand_in_does_not_approve_what_they_applied_for(office: Office) -> None:
    """The supervisor is away and has named the clerk; of the clerk's own slips the clerk is no judge."""
    ticket = office.submitted()
    stands_in(office, "supervisor", "clerk")
    refused(office.fire("clerk", ticket, "approve"), 403, "four_eyes")
    assert office.allowed("clerk", ticket) & {"approve", "reject", "return"} == set()
    colleagues = office.refund(who="clerk2")
    colleagues = office.fired("clerk2", colleagues, "submit")
    assert office.fired("clerk", colleagues, "approve")["state"] == "approved"


def test_fault_07_the_applicants_own_stand_in_does_not_approve_either(office: Office) -> None:
    """The clerk is away and has named the supervisor, who now sits on both sides of the table."""
    ticket = office.submitted()
    stands_in(office, "clerk", "supervisor")
    refused(office.fire("supervisor", ticket, "approve"), 403, "four_eyes")
    assert office.fired("supervisor2", ticket, "approve")["state"] == "approved"


def test_fault_07_who_changed_the_payee_as_a_stand_in_never_approves_it(office: Office) -> None:
    """Back at the desk the clerk mends a typo, and the substitution is over: the account is still theirs."""
    ticket = office.refund()
    appointed = stands_in(office, "clerk", "supervisor")
    ticket = office.fired("supervisor", ticket, "amend", {"payee": payee("6222999900001111")})
    ticket = office.fired("clerk", ticket, "amend", {"reason": "笔误"})
    assert office.send("clerk", "DELETE", f"/substitutions/{appointed['id']}").status_code == 204
    ticket = office.fired("clerk", ticket, "submit")
    refused(office.fire("supervisor", ticket, "approve"), 403, "four_eyes")
    assert office.fired("supervisor2", ticket, "approve")["state"] == "approved"


def test_fault_07_who_handed_it_in_as_a_stand_in_never_approves_it(office: Office) -> None:
    """The substitution ends between the two; the hand that submitted is the hand that would approve."""
    ticket = office.refund()
    appointed = stands_in(office, "clerk", "supervisor")
    ticket = office.fired("supervisor", ticket, "submit")
    assert office.send("clerk", "DELETE", f"/substitutions/{appointed['id']}").status_code == 204
    refused(office.fire("supervisor", ticket, "approve"), 403, "four_eyes")
    assert office.fired("supervisor2", ticket, "approve")["state"] == "approved"


def test_fault_07_who_changed_the_payee_as_a_stand_in_never_pays_it(office: Office) -> None:
    """Finance stood in for the clerk and named an account; others approve what they are shown."""
    ticket = office.refund()
    appointed = stands_in(office, "clerk", "finance")
    ticket = office.fired("finance", ticket, "amend", {"payee": payee("6222999900002222")})
    assert office.send("clerk", "DELETE", f"/substitutions/{appointed['id']}").status_code == 204
    ticket = office.fired("supervisor", office.fired("clerk", ticket, "submit"), "approve")
    refused(office.fire("finance", ticket, "pay"), 403, "not_an_approver")
    assert office.fired("finance2", ticket, "pay")["state"] == "paying"


def test_fault_07_a_stand_in_has_one_voice_not_two(office_with: OfficeWith) -> None:
    """The pm stands in for finance: pm and finance are two persons, and stay two."""
    office = office_with(refund=asks(level("pm", "finance")))
    stands_in(office, "finance", "pm")
    ticket = office.fired("pm", office.submitted(), "approve")
    refused(office.fire("pm", ticket, "approve"), 403)
    assert office.fired("finance2", ticket, "approve")["state"] == "approved"


def test_fault_07_over_the_cap_and_after_the_end_a_stand_in_decides_nothing(office: Office) -> None:
    """The right is asked for in the moment of the decision, not in that of the appointment."""
    appointed = stands_in(office, "supervisor", "legal", cap_fen=100_000)
    large, small = office.submitted(150_000), office.submitted(90_000)
    refused(office.fire("legal", large, "approve"), 403, "over_cap")
    assert office.send("supervisor", "DELETE", f"/substitutions/{appointed['id']}").status_code == 204
    refused(office.fire("legal", small, "approve"), 403)
    stands_in(office, "supervisor", "legal")
    office.later(days=8)
    refused(office.fire("legal", office.read(small), "approve"), 403)


def test_fault_07_standing_in_is_not_handed_on(office: Office) -> None:
    """Legal stands in for the supervisor, and the guard for legal: the guard is no supervisor by that."""
    ticket = office.submitted()
    stands_in(office, "supervisor", "legal")
    stands_in(office, "legal", "guard")
    refused(office.fire("guard", ticket, "approve"), 403)
    assert office.queue("guard") == []
    assert office.fired("legal", ticket, "approve")["state"] == "approved"


@pytest.mark.parametrize("urged", ["claimed", "in the pool"])
def test_fault_09_a_stand_in_hears_what_the_absent_one_is_told(office: Office, urged: str) -> None:
    """The applicant urges; the supervisor is at the seaside, and legal must hear of it."""
    ticket = office.submitted()
    item = office.duty(ticket)
    if urged == "claimed":
        item = office.done("supervisor", item, "claim")
    stands_in(office, "supervisor", "legal")
    assert office.send("clerk", "POST", f"/work-items/{item['id']}/urge").status_code == 200
    office.background()
    assert office.notices("legal", ticket) == office.notices("supervisor", ticket) == ["urge"]
    assert office.notices("pm", ticket) == []


def test_fault_09_a_stand_in_hears_of_a_duty_that_is_handed_to_the_absent_one(office: Office) -> None:
    stands_in(office, "tech", "tech2")
    ticket = office.dispatched("tech")
    office.background()
    assert office.notices("tech2", ticket) == office.notices("tech", ticket) != []
    assert office.queue("tech2", "mine") == office.queue("tech", "mine") == [ticket["number"]]


def test_fault_09_the_log_says_that_a_stand_in_decided_and_for_whom(office: Office) -> None:
    """In the log, on the duty and in both their boxes; and the absent one is told."""
    stands_in(office, "supervisor", "legal")
    ticket = office.submitted()
    item = office.duty(ticket)
    ticket = office.fired("legal", ticket, "approve")
    event = office.log(ticket)[-1]
    names = (office.who("legal").username, office.who("supervisor").username)
    assert (event["actor"]["username"], event["on_behalf_of"]["username"]) == names
    ended = office.send("clerk2", "GET", f"/work-items/{item['id']}").get_json()
    assert (ended["holder"]["username"], ended["on_behalf_of"]["username"]) == names
    assert office.queue("legal", "done") == [ticket["number"]]
    office.background()
    assert office.notices("supervisor", ticket) != []


@pytest.mark.parametrize("_round", range(4))
def test_fault_02_the_absent_one_and_the_stand_in_do_not_both_decide(office: Office, _round: int) -> None:
    """She signs from the beach in the second in which the stand-in refuses: one of the two, and one line."""
    stands_in(office, "supervisor", "legal")
    ticket = office.submitted()
    signs = partial(office.fire, "supervisor", ticket, "approve")
    refuses = partial(office.fire, "legal", ticket, "reject", REASON)
    answers = office.at_once(signs, refuses)
    assert sorted(each.status_code for each in answers) == [200, 412]
    told = office.told(ticket)[2:]
    assert told == (["approve"] if answers[0].status_code == 200 else ["reject"])
