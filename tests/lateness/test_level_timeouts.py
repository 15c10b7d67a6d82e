"""Nobody decides in time: signers are reminded, somebody above steps in, nothing happens twice or late."""

from typing import Any

import pytest

from service.transaction import Row, statements
from service.usecases.audit.verify import verify
from service.usecases.timers.due_timers import Due
from service.usecases.timers.fire_timer import fire_timer
from tests.due import due_now
from tests.patterns.office import REASON, Office, asks, level, refused

DAY = "P1D"


def timed(*seats: Any, **more: Any) -> Row:
    return level(*seats, timeout=DAY, **more)


def armed(ticket: Row) -> list[str]:
    found = "SELECT kind FROM timer WHERE ticket_id = %s AND status = 'armed' ORDER BY kind"
    with statements() as sql:
        return [row["kind"] for row in sql.all(found, [ticket["id"]])]


def desks(office: Office, ticket: Row) -> list[str | None]:
    return sorted(each["desk"] or each["holder"]["username"] for each in office.duties(ticket))


def staffed(office: Office, *names: str) -> None:
    for name in names:
        office.who(name)


@pytest.fixture
def office(office_with: Any) -> Office:
    made: Office = office_with(refund=asks(timed("supervisor"), timed("pm")))
    staffed(made, "supervisor", "pm", "pm2", "city", "hq", "admin")
    return made


def test_a_level_has_its_time_and_loses_it_with_its_end(office: Office) -> None:
    ticket = office.submitted()
    assert armed(ticket) == ["level:0", "remind_level_1", "remind_level_2"]
    ticket = office.fired("supervisor", ticket, "approve")
    assert armed(ticket) == ["level:1", "remind_level_1", "remind_level_2"]
    ticket = office.fired("pm", ticket, "return", REASON)
    assert not [kind for kind in armed(ticket) if "level" in kind]
    ticket = office.fired("clerk", ticket, "submit")
    assert "level:0" in armed(ticket)
    assert [kind for kind in armed(office.fired("clerk", ticket, "withdraw"))] == []


def test_whoever_is_asked_is_reminded_on_the_way(office: Office) -> None:
    ticket = office.submitted()
    office.later(hours=13)
    office.later(hours=7)
    assert office.notices("supervisor", ticket) == ["remind_level_1", "remind_level_2"]
    assert office.read(ticket)["version"] == ticket["version"]


def test_the_next_level_may_decide_in_place_of_who_did_not(office: Office) -> None:
    ticket = office.submitted()
    office.later(hours=25)
    assert desks(office, ticket) == ["pm", "supervisor"]
    event = office.log(ticket)[-1]
    assert (event["trigger"], event["actor"]["username"]) == ("escalate_level", "system")
    assert event["form"]["action"] == "escalate"
    assert office.notices("pm", ticket) == ["refund.escalate_level"]
    ticket = office.fired("pm", office.read(ticket), "approve")
    assert desks(office, ticket) == ["pm"]
    refused(office.fire("pm", ticket, "approve"), 403, "four_eyes")
    assert office.fired("pm2", ticket, "approve")["state"] == "approved"


def test_who_may_step_in_is_told_of_a_stale_version_like_any_signer(office: Office) -> None:
    """The city stands in no level of the policy: asked all the same, it is not a stranger."""
    ticket = office.submitted()
    for _ in range(2):
        fire_timer(due_now(ticket))
    refused(office.fire("city", ticket, "approve"), 412)
    assert office.fired("city", office.read(ticket), "approve")["work_items"][0]["desk"] == "pm"


def test_who_was_late_may_still_decide(office: Office) -> None:
    ticket = office.submitted()
    assert fire_timer(due_now(ticket)) == "escalate_level"
    ticket = office.fired("supervisor", office.read(ticket), "approve")
    assert desks(office, ticket) == ["pm"]


def test_where_only_one_could_decide_the_next_level_somebody_higher_steps_in(office_with: Any) -> None:
    office = office_with(refund=asks(timed("supervisor"), timed("pm")))
    staffed(office, "supervisor", "pm", "city")
    ticket = office.submitted()
    fire_timer(due_now(ticket))
    assert desks(office, ticket) == ["city", "supervisor"]


def test_silence_goes_up_step_by_step_and_is_then_told(office: Office) -> None:
    ticket = office.submitted()
    said = [fire_timer(due_now(ticket)) for _ in range(4)]
    assert said == ["escalate_level"] * 3 + ["again"]
    assert desks(office, ticket) == ["city", "hq", "pm", "supervisor"]
    office.drain()
    assert office.notices("admin", ticket) == ["approval.nobody_above"]
    assert "level:0" in armed(ticket)


def test_where_there_is_nobody_above_it_is_told_every_day(office_with: Any) -> None:
    office = office_with(refund=asks(timed("supervisor")))
    staffed(office, "supervisor", "admin")
    ticket = office.submitted()
    assert fire_timer(due_now(ticket)) == "again"
    office.drain()
    assert office.notices("supervisor", ticket) == ["approval.nobody_above"]
    assert office.read(ticket)["version"] == ticket["version"]


def test_a_time_out_in_the_instant_of_a_decision_does_nothing(office: Office) -> None:
    ticket = office.submitted()
    due = due_now(ticket)
    office.fired("supervisor", ticket, "approve")
    assert fire_timer(due) == "gone"
    assert [each["trigger"] for each in office.log(ticket)][-1] == "approve"


def test_of_a_time_out_and_a_decision_at_once_one_wins(office: Office) -> None:
    for _ in range(5):
        ticket = office.submitted()
        due = due_now(ticket)

        def times_out(due: Due = due) -> str:
            with office.app.app_context():
                return fire_timer(due)

        def decides(ticket: Row = ticket) -> int:
            return office.fire("supervisor", ticket, "approve").status_code

        fired, status = office.at_once(times_out, decides)
        assert (fired, status) in [("gone", 200), ("escalate_level", 412)]


def test_a_time_out_fires_once(office: Office) -> None:
    ticket = office.submitted()
    due = due_now(ticket)
    assert [fire_timer(due), fire_timer(due)] == ["escalate_level", "gone"]


@pytest.mark.parametrize("reject", ["refund", "complaint"])
def test_silence_may_be_a_no(office_with: Any, reject: str) -> None:
    """A complaint's plan knows no rejection: it goes back to who proposed it."""
    approval = {"refund": "refund", "complaint": "plan"}[reject]
    rule = asks(timed("supervisor", "pm", on_timeout="auto_reject"), approval=approval)
    office: Office = office_with(**{reject: rule})
    staffed(office, "supervisor", "pm")
    ticket = office.submitted() if reject == "refund" else office.reviewed()
    half = office.fired("supervisor", ticket, "approve")
    due = due_now(half)
    assert fire_timer(due) == ("reject" if reject == "refund" else "return")
    after = office.read(half)
    assert after["state"] == ("rejected" if reject == "refund" else "investigating")
    event = office.log(half)[-1]
    assert (event["actor"]["username"], event["form"]) == ("system", {"timeout": {"level": "级"}})
    assert [each for each in after["work_items"] if each["kind"] == "vote"] == []


def test_a_duty_that_somebody_let_lie_goes_back_to_its_pool(office_with: Any) -> None:
    office: Office = office_with(refund=asks(timed("supervisor", on_timeout="reassign")))
    staffed(office, "supervisor", "supervisor2", "pm")
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket), "claim")
    assert fire_timer(due_now(ticket)) == "escalate_level"
    (duty,) = office.duties(ticket)
    assert (duty["holder"], duty["desk"], duty["overdue"]) == (None, "supervisor", False)
    assert duty["id"] == held["id"]
    office.drain()
    assert office.notices("supervisor", ticket) == ["refund.escalate_level"]
    assert office.log(ticket)[-1]["form"]["action"] == "reassign"
    assert fire_timer(due_now(ticket)) == "escalate_level"
    assert desks(office, ticket) == ["pm", "supervisor"]


def test_nothing_ever_passes_by_time_out(office_with: Any) -> None:
    """No policy may say so where money moves; one that says it all the same asks somebody above."""
    office: Office = office_with(refund=asks(timed("supervisor", on_timeout="auto_pass")))
    staffed(office, "supervisor", "pm")
    ticket = office.submitted()
    fire_timer(due_now(ticket))
    assert (office.read(ticket)["state"], desks(office, ticket)) == ("pending_approval", ["pm", "supervisor"])


def test_each_seat_of_a_vote_is_late_by_itself(office_with: Any) -> None:
    office: Office = office_with(refund=asks(timed("supervisor", "finance", mode="sequence")))
    staffed(office, "supervisor", "finance", "pm", "city")
    ticket = office.submitted()
    office.later(hours=20)
    ticket = office.fired("supervisor", office.read(ticket), "approve")
    office.later(hours=10)
    assert desks(office, ticket) == ["finance"]
    office.later(hours=15)
    assert desks(office, ticket) == ["finance", "pm"]


def test_every_log_replays(office: Office) -> None:
    assert [str(each) for each in verify()] == []
