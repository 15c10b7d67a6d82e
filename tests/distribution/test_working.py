"""Work on a duty: begun by hand or by policy, one at a time, in the order of the queue, the next at once."""

from typing import Any

import pytest

from service.transaction import statements
from tests.distribution.conftest import OfficeWith
from tests.distribution.test_allocation import handing
from tests.patterns.office import PLAN, Office, asks, led_on, level, refused
from tests.stage import answer

TOP = {"autonomy": "top"}


def due(office: Office, ticket: Any, hours: int) -> None:
    """As if it were due in so many hours."""
    with statements() as sql:
        sql.execute(
            "UPDATE work_item SET due_at = guanjia_now() + make_interval(hours => %s) WHERE ticket_id = %s",
            [hours, ticket["id"]],
        )


def test_claimed_now_started_later(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = office.complaint()
    claimed = office.done("clerk", office.duty(ticket), "claim")
    assert claimed["started_at"] is None
    refused(office.operate("clerk2", office.duty(ticket), "start"), 403, "claimed_by_another")
    started = office.done("clerk", office.duty(ticket), "start")
    assert started["started_at"] and started["holder"]["username"] == office.who("clerk").username
    assert office.duty(ticket)["started_at"] == started["started_at"]
    assert office.box("clerk", "mine")[0]["started_at"]
    refused(office.operate("clerk", office.duty(ticket), "start"), 409)


def test_started_out_of_the_pool_it_is_claimed_at_once(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = office.complaint()
    started = office.done("clerk2", office.duty(ticket), "start")
    assert (started["status"], started["holder"]["username"]) == ("claimed", office.who("clerk2").username)
    assert office.told(ticket) == ["register", "start_item"]
    refused(office.operate("clerk", office.duty(ticket), "claim"), 403, "claimed_by_another")
    released = office.done("clerk2", office.duty(ticket), "release")
    assert (released["started_at"], released["holder"]) == (None, None)


def test_a_personal_duty_is_started_by_its_holder(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = office.investigated("tech")
    assert office.done("tech", office.duty(ticket), "start")["started_at"]
    refused(office.operate("tech2", office.duty(ticket), "start"), 403)


@pytest.mark.parametrize(
    ("start", "begun"), [("on_creation", [True, True]), ("on_allocation", [False, True])]
)
def test_the_policy_may_let_work_begin_by_itself(
    office_with: OfficeWith, start: str, begun: list[bool]
) -> None:
    office = office_with(complaint=handing(start=start))
    ticket = office.complaint()
    first = office.duty(ticket)["started_at"]
    claimed = office.done("clerk", office.duty(ticket), "claim")
    assert [bool(first), bool(claimed["started_at"])] == begun
    assert office.duty(ticket)["started_at"] == claimed["started_at"]


def test_handed_on_the_work_goes_on_or_begins_anew(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = office.investigated("tech")
    started = office.done("tech", office.duty(ticket), "start")
    on = office.done("tech", office.duty(ticket), "transfer", office.named("tech2") | {"reason": "休假"})
    assert on["started_at"] == started["started_at"]
    anew = office.named("tech3") | {"reason": "重做", "restart": True}
    assert office.done("tech2", office.duty(ticket), "transfer", anew)["started_at"] is None
    assert office.log(ticket)[-1]["form"]["restart"] is True


def test_several_at_once_unless_the_policy_says_one(office_with: OfficeWith) -> None:
    office = office_with()
    for ticket in (office.complaint(), office.complaint()):
        office.done("clerk", office.duty(ticket), "start")
    office.policy("complaint", one_at_a_time=True)
    third = office.complaint("clerk2")
    office.done("clerk2", office.duty(third), "start")
    fourth = office.complaint("clerk2")
    found = refused(office.operate("clerk2", office.duty(fourth), "start"), 422, "one_at_a_time")
    assert third["number"] in found["detail"]
    office.done("clerk2", office.duty(fourth), "claim")
    office.fired("clerk2", office.read(third), "accept")
    office.done("clerk2", office.duty(fourth), "start")


def test_only_the_most_urgent_may_be_taken_and_the_refusal_names_it(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(**TOP))
    late, early = office.complaint(), office.complaint()
    due(office, late, 9), due(office, early, 1)
    for refusal in (
        office.operate("clerk", office.duty(late), "claim"),
        office.operate("clerk", office.duty(late), "start"),
        office.fire("clerk", office.read(late), "accept"),
    ):
        assert early["number"] in refused(refusal, 422, "top_of_queue")["detail"]
    why = office.moves("clerk", late)["accept"]["why_not"]
    assert [each["rule"] for each in why] == ["top_of_queue"]
    assert office.moves("clerk", early)["accept"]["allowed"]
    office.done("clerk", office.duty(early), "claim")
    office.fired("clerk2", office.read(late), "accept")


def test_what_a_customer_says_does_not_wait_in_the_queue(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(**TOP))
    late, early = office.complaint(), office.complaint()
    due(office, late, 9), due(office, early, 1)
    assert office.moves("clerk", late)["withdraw"]["allowed"]
    office.fired("clerk", office.read(late), "withdraw", {"reason": "不投诉了"})


def test_a_suspended_ticket_does_not_hold_up_the_queue(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(**TOP))
    late, early = office.complaint(), office.complaint()
    due(office, late, 9), due(office, early, 1)
    said = {"code": "internal", "reason": "系统切换"}
    answer(office.send("supervisor", "POST", f"/tickets/{early['id']}/suspend", said, version=1), 200)
    office.fired("clerk", office.read(late), "accept")


def test_what_one_is_barred_from_does_not_stand_in_ones_way(office_with: OfficeWith) -> None:
    office = office_with(refund={"distribution": {"pending_approval": TOP}})
    office.also("clerk", "supervisor")
    own, theirs = office.submitted(), office.fired("clerk2", office.refund(who="clerk2"), "submit")
    due(office, own, 1), due(office, theirs, 9)
    refused(office.fire("supervisor", office.read(theirs), "approve"), 422, "top_of_queue")
    office.fired("clerk", office.read(theirs), "approve")


def test_the_next_of_its_kind_without_looking_for_it(office_with: OfficeWith) -> None:
    office = office_with()
    first, second = office.complaint(), office.complaint()
    due(office, first, 9), due(office, second, 1)
    office.fired("clerk2", office.complaint("clerk2"), "reject_invalid", {"reason": "重复"})
    wanted = {"workflow": "complaint", "state": "registered"}
    taken = answer(office.send("clerk", "POST", "/work-items/next", wanted, key="n1"), 200)
    assert taken["ticket"]["number"] == second["number"]
    again = office.send("clerk", "POST", "/work-items/next", wanted, key="n1")
    assert (again.headers["Idempotency-Replayed"], again.get_json()) == ("true", taken)
    after = answer(office.send("clerk", "POST", "/work-items/next", wanted), 200)
    assert after["ticket"]["number"] == first["number"]
    refused(office.send("clerk", "POST", "/work-items/next", wanted), 404)
    refused(office.send("clerk", "POST", "/work-items/next", {"state": ""}), 422)
    refused(office.send("clerk", "POST", "/work-items/next", {"workflow": "refund"}), 404)


def test_a_move_names_the_next_duty_of_the_same_ticket(office_with: OfficeWith) -> None:
    office = office_with()
    office.also("clerk", "supervisor")
    ticket = office.complaint()
    chained = led_on(office.fire("clerk", ticket, "accept"))
    assert chained == office.duty(ticket)["id"]
    assert led_on(office.fire("clerk", office.read(ticket), "assign", office.named("tech"))) is None
    assert led_on(office.fire("tech", office.read(ticket), "propose", PLAN)) is None


def test_who_has_voted_is_not_led_to_a_second_vote(office_with: OfficeWith) -> None:
    office = office_with(refund=asks(level("supervisor"), level("pm")))
    office.also("supervisor", "pm")
    assert led_on(office.fire("supervisor", office.submitted(), "approve")) is None


def test_only_what_the_policy_allows_is_decided_by_the_dozen(office_with: OfficeWith) -> None:
    office = office_with(complaint={"batchable": ["accepted"]})
    duty = office.duty(office.complaint())
    batch = {"trigger": "accept", "form": {}, "items": [{"id": duty["id"], "version": duty["version"]}]}
    (result,) = answer(office.send("clerk", "POST", "/work-items/batch", batch), 207)["items"]
    assert (result["status"], result["problem"]["rule"]) == (422, "not_batchable")
