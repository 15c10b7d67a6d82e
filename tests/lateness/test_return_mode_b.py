"""Return to me: an unchanged slip comes back to the returner, and what was decided before still counts."""

from typing import Any

import pytest

from service.transaction import Row, statements
from tests.patterns.office import PLAN, REASON, Office, asks, level, refused
from tests.stage import payee

TO_ME = REASON | {"to_me": True}
LADDER = asks(level("supervisor", name="一"), level("pm", "finance", name="二"), level("city", name="三"))


@pytest.fixture
def office(office_with: Any) -> Office:
    made: Office = office_with(refund=LADDER)
    for name in ("supervisor", "supervisor2", "pm", "pm2", "finance", "finance2", "city", "city2"):
        made.who(name)
    return made


def returned(office: Office, form: Row = TO_ME) -> Row:
    """By the pm, after the supervisor and finance have agreed."""
    ticket = office.fired("supervisor", office.submitted(), "approve")
    ticket = office.fired("finance", ticket, "approve")
    return office.fired("pm", ticket, "return", form)


def asked(office: Office, ticket: Row) -> list[tuple[str, str | None]]:
    duties = [each for each in office.duties(ticket) if each["kind"] == "vote"]
    return sorted((each["desk"], (each["holder"] or {}).get("username")) for each in duties)


def test_it_comes_back_to_the_returner_and_the_levels_before_stand(office: Office) -> None:
    ticket = office.fired("clerk", returned(office), "submit")
    assert asked(office, ticket) == [("finance", None), ("pm", office.who("pm").username)]
    assert {each["round"] for each in ticket["work_items"]} == {2}
    event = office.log(ticket)[-1]
    assert event["form"]["carried"] == {"from_round": 1, "levels": ["一"]}
    ticket = office.fired("finance2", office.fired("pm", ticket, "approve"), "approve")
    assert asked(office, ticket) == [("city", None)]
    assert office.fired("city", ticket, "approve")["state"] == "approved"


def test_who_was_carried_has_voted_in_this_round_too(office: Office) -> None:
    office.also("supervisor", "finance")
    ticket = office.fired("clerk", returned(office), "submit")
    refused(office.fire("supervisor", ticket, "approve"), 403, "four_eyes")
    refused(office.fire("pm2", ticket, "approve"), 403)


def test_a_returner_who_is_away_gives_the_seat_back(office: Office) -> None:
    ticket = office.fired("clerk", returned(office), "submit")
    office.done("pm", office.duty(ticket, desk="pm"), "release")
    ticket = office.fired("pm2", office.read(ticket), "approve")
    assert asked(office, ticket) == [("finance", None)]


def test_without_the_word_everything_is_asked_anew(office: Office) -> None:
    ticket = office.fired("clerk", returned(office, REASON), "submit")
    assert asked(office, ticket) == [("supervisor", None)]
    assert "carried" not in office.log(ticket)[-1]["form"]
    assert office.fired("supervisor", ticket, "approve")["state"] == "pending_approval"


# The draft's own account, and one that ends like it.
OWN, ALIKE = "6222021234567890", "6222029999997890"


@pytest.mark.parametrize(("said", "levels"), [(OWN, 2), (ALIKE, 1)])
def test_a_payee_said_again_is_no_change_but_another_account_with_the_same_last_digits_is(
    office: Office, said: str, levels: int
) -> None:
    ticket = office.fired("clerk", office.refund(payee=dict(payee(OWN))), "submit")
    ticket = office.fired("finance", office.fired("supervisor", ticket, "approve"), "approve")
    ticket = office.fired("pm", ticket, "return", TO_ME)
    ticket = office.fired("clerk", ticket, "amend", {"payee": dict(payee(said))})
    assert len(asked(office, office.fired("clerk", ticket, "submit"))) == levels


@pytest.mark.parametrize("change", [{"amount_fen": 99_999}, {"payee": dict(payee("62220200009999"))}])
def test_a_changed_slip_is_asked_anew(office: Office, change: Row) -> None:
    ticket = office.fired("clerk", returned(office), "amend", change)
    ticket = office.fired("clerk", ticket, "submit")
    assert asked(office, ticket) == [("supervisor", None)]


def test_another_reason_is_no_change_of_what_was_signed(office: Office) -> None:
    ticket = office.fired("clerk", returned(office), "amend", {"reason": "退房，附清单"})
    assert len(asked(office, office.fired("clerk", ticket, "submit"))) == 2


def test_a_signer_who_may_not_decide_any_more_takes_the_round_down(office: Office) -> None:
    """Whoever took the money never approves: it came out that this was the supervisor."""
    ticket = returned(office)
    supervisor = office.who("supervisor")
    with statements() as sql:
        sql.execute(
            "UPDATE deposit SET received_by = %s, received_by_person = %s WHERE id = %s",
            [supervisor.id, supervisor.person, ticket["details"]["deposit"]],
        )
    ticket = office.fired("clerk", ticket, "submit")
    assert asked(office, ticket) == [("supervisor", None)]
    refused(office.fire("supervisor", ticket, "approve"), 403, "four_eyes")


def test_a_returner_without_the_desk_finds_no_seat_kept(office: Office) -> None:
    ticket = returned(office)
    with statements() as sql:
        sql.execute(
            "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s", [office.who("pm").id]
        )
    ticket = office.fired("clerk", ticket, "submit")
    assert asked(office, ticket) == [("finance", None), ("pm", None)]


def test_a_signer_who_was_added_before_still_counts(office: Office) -> None:
    ticket = office.submitted()
    body = {"who": office.who("legal").username, "where": "parallel"}
    office.done("supervisor", office.duty(ticket), "add-signer", body)
    ticket = office.fired("legal", office.read(ticket), "approve")
    ticket = office.fired("supervisor", ticket, "approve")
    ticket = office.fired("clerk", office.fired("pm", ticket, "return", TO_ME), "submit")
    assert [desk for desk, _ in asked(office, ticket)] == ["finance", "pm"]


def test_carried_votes_stand_once_in_the_box_of_what_one_did(office: Office) -> None:
    ticket = office.fired("clerk", returned(office), "submit")
    assert office.queue("supervisor", "done") == [ticket["number"]]


def test_back_and_forth_twice(office: Office) -> None:
    ticket = office.fired("clerk", returned(office), "submit")
    ticket = office.fired("clerk", office.fired("finance", ticket, "return", TO_ME), "submit")
    assert asked(office, ticket) == [("finance", office.who("finance").username), ("pm", None)]
    assert office.log(ticket)[-1]["form"]["carried"] == {"from_round": 2, "levels": ["一"]}
    ticket = office.fired("finance", office.fired("pm2", ticket, "approve"), "approve")
    assert office.fired("city", ticket, "approve")["state"] == "approved"


def test_a_plan_comes_back_as_well(office_with: Any) -> None:
    office: Office = office_with(complaint=asks(level("supervisor"), level("pm"), approval="plan"))
    for name in ("supervisor", "pm"):
        office.who(name)
    ticket = office.fired("supervisor2", office.reviewed(), "approve")
    ticket = office.fired("pm", ticket, "return", TO_ME)
    ticket = office.fired("tech", ticket, "propose", PLAN)
    assert asked(office, ticket) == [("pm", office.who("pm").username)]


def test_the_word_is_yes_or_no(office: Office) -> None:
    ticket = office.submitted()
    refused(office.fire("supervisor", ticket, "return", REASON | {"to_me": "yes"}), 422)
    assert office.moves("supervisor", ticket)["return"]["form"]["properties"]["to_me"] == {"type": "boolean"}
