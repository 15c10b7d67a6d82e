"""Visits to each of their ends, and what each end does to the repair that it follows up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.flows.client import House, Ticket
from tests.flows.flow import Flow


def visitor_of(visit: Ticket) -> str:
    """The visitor whom the house picked."""
    return str(visit.becomes("assigned").seen["assignee"]["username"])


def answer_well(visit: Ticket) -> Ticket:
    who = visitor_of(visit)
    visit.fire(who, "attempt", to_state="attempting")
    return visit.fire(who, "answered_ok", score=5, to_state="done_ok")


def answer_badly(visit: Ticket) -> Ticket:
    who = visitor_of(visit)
    visit.fire(who, "attempt", channel="door", to_state="attempting")
    return visit.fire(who, "answered_bad", reason="没有修好", score=1, to_state="done_bad")


def ended_repair(house: House) -> Ticket:
    """A repair at an end that no effect follows up."""
    details = {"category": "路灯", "urgency": "normal", "place": "common"}
    parent = house.open("guard", "repair", details, customer=house.customer()["code"])
    return parent.fire("dispatcher", "out_of_scope", reason="市政设施", contact="市政热线 12345")


def visiting_repair(house: House, customer: str = "") -> Ticket:
    """A repair that waits for the visit which its effect opens."""
    details = {"category": "门锁", "urgency": "normal", "place": "common"}
    repair = house.open("guard", "repair", details, customer=customer or house.customer()["code"])
    repair.fire("dispatcher", "triage", place="common").fire("dispatcher", "dispatch", to="tech")
    repair.fire("tech", "accept").fire("tech", "arrive").fire("tech", "start").fire(
        "tech", "complete", hours="1"
    )
    return repair.fire("clerk", "accept_work", rating=5, to_state="visiting")


def planned(house: House, parent: Ticket, **details: Any) -> Ticket:
    return house.open("supervisor", "visit", {"parent": parent.number, **details})


def content_with_answers(house: House) -> Ticket:
    parent = ended_repair(house)
    visit = planned(house, parent, questions=["态度如何？", "还有什么问题？"])
    house.refused("supervisor", "visit", {"parent": parent.number}, code="not_so")
    who = visitor_of(visit)
    visit.refuses("supervisor", "attempt", "not_you").fire(who, "attempt", channel="phone")
    visit.refuses(who, "answered_ok", "answers_given", score=5)
    return visit.fire(who, "answered_ok", score=5, answers={"1": "很好", "2": "没有"})


def assigned_by_hand(house: House) -> Ticket:
    with house.policy("visit", timers={"assign": None}):
        visit = planned(house, ended_repair(house))
    visit.refuses("supervisor", "assign", "assignee_holds_visitor", to="tech")
    visit.fire("supervisor", "assign", to="visitor2", to_state="assigned")
    visit.refuses("visitor", "attempt", "not_you")
    return answer_well(visit)


def bad_after_the_end(house: House) -> Ticket:
    """The parent is over: it stays so, and only the supervisor is told."""
    parent = ended_repair(house)
    visit = answer_badly(planned(house, parent))
    assert parent.read().state == "closed_out_of_scope", parent.seen
    return visit


def never_reached(house: House) -> Ticket:
    """Three attempts on three occasions; its repair is closed all the same."""
    repair = visiting_repair(house)
    visit = repair.visit()
    who = visitor_of(visit)
    for _ in range(2):
        visit.fire(who, "attempt").fire(who, "no_answer", to_state="assigned")
    visit.fire(who, "attempt").fire(who, "no_answer", to_state="unreachable")
    repair.becomes("closed")
    return visit


def never_called(house: House) -> Ticket:
    with house.policy("visit", timers={"expire": "PT0S", "overdue": "PT0S"}):
        visit = planned(house, ended_repair(house), due_at=datetime.now(UTC).isoformat())
    visit.becomes("unreachable")
    assert visit.seen["resolution"] == "not_called", visit.seen
    return visit


def refused_by_the_customer(house: House) -> Ticket:
    """No visits from now on: the next repair of that customer is closed without one."""
    repair = visiting_repair(house)
    visit = repair.visit()
    who = visitor_of(visit)
    visit.fire(who, "attempt", channel="message").fire(who, "refuse", reason="不要再打来")
    code = repair.becomes("closed").seen["customer"]["code"]
    again = visiting_repair(house, code).becomes("closed")
    assert house.newest("visit", customer=code, parent=again.id) is None
    return visit


def cancelled_after_a_lapse(house: House) -> Ticket:
    """A call that nobody reports does not count as an attempt."""
    with house.policy("visit", timers={"lapse": "PT0S"}):
        visit = planned(house, ended_repair(house))
    visit.fire(visitor_of(visit), "attempt").becomes("assigned")
    assert visit.details["attempts"] == [], visit.seen
    return visit.fire("supervisor", "cancel", reason="客户已搬走")


FLOWS = (
    Flow("visit", "done_ok", content_with_answers),
    Flow("visit", "done_ok", assigned_by_hand),
    Flow("visit", "done_bad", bad_after_the_end),
    Flow("visit", "unreachable", never_reached),
    Flow("visit", "unreachable", never_called),
    Flow("visit", "refused", refused_by_the_customer),
    Flow("visit", "cancelled", cancelled_after_a_lapse),
)
