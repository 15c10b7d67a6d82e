"""Complaints to each of their ends: content, never confirmed, invalid, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.flows.client import House, Ticket
from tests.flows.flow import Flow
from tests.flows.repair import repaired_for_free
from tests.flows.visit import answer_badly, answer_well

PLAN = {"cause": "隔音垫老化", "plan": "更换隔音垫"}
ROOT = {"root_cause": "检修周期过长", "prevention": "改为每月检修"}


def registered(house: House, *, severity: str = "normal", **more: Any) -> Ticket:
    details = {"category": "噪音", "severity": severity, "channel": "phone", "text": "楼上半夜装修很吵"}
    customer = house.customer()["code"]
    return house.open("clerk", "complaint", details, customer=customer, room="A-1-0501", **more)


def investigated(ticket: Ticket) -> Ticket:
    """Accepted for the team of techs and given to one of them."""
    ticket.fire("clerk2", "accept", team="tech", to_state="accepted")
    ticket.refuses("supervisor", "assign", "assignee_holds_team", to="clerk2")
    return ticket.fire("supervisor", "assign", to="tech", to_state="investigating")


def solved(ticket: Ticket, **result: str) -> Ticket:
    """Proposed by its assignee, approved by another, done."""
    ticket.fire("tech", "propose", **PLAN, to_state="plan_review").refuses("tech", "approve", "not_you")
    ticket.fire("supervisor", "approve", to_state="executing")
    return ticket.fire("tech", "done", result="已更换", **result, to_state="resolved")


def content_at_once(house: House) -> Ticket:
    ticket = registered(house).refuses("tech", "accept", "not_you").refuses("clerk", "visit_ok", "not_you")
    investigated(ticket).fire("tech", "need_info", question="一般几点？", to_state="waiting_customer")
    ticket.fire("clerk", "info_received", text="凌晨一点", said_by="phone", to_state="investigating")
    answer_well(solved(ticket).visit())
    return ticket


def content_after_reopening(house: House) -> Ticket:
    """A bad visit reopens it one degree graver; compensation asks for more signatures."""
    ticket = investigated(registered(house, severity="serious"))
    ticket.fire("tech", "propose", **PLAN, to_state="plan_review")
    ticket.fire("supervisor", "return", reason="请补充原因", to_state="investigating")
    ticket.fire("tech", "propose", **PLAN).fire("supervisor", "approve", to_state="executing")
    ticket.refuses("tech", "done", "root_cause_given", result="已更换")
    ticket.fire("tech", "done", result="已更换", **ROOT)
    answer_badly(ticket.visit())
    ticket.becomes("reopened")
    assert ticket.seen["urgency"] == "urgent", ticket.seen
    ticket.fire("supervisor", "assign", to="tech2", to_state="investigating")
    ticket.fire("tech2", "propose", **PLAN, compensation_fen=30_000, to_state="plan_review")
    ticket.fire("supervisor", "approve", to_state="plan_review")
    ticket.fire("pm", "approve").fire("finance", "approve", to_state="executing")
    ticket.fire("tech2", "done", **ROOT)
    answer_well(ticket.visit())
    return ticket


def content_after_a_repair(house: House) -> Ticket:
    """What it is about is repaired first, as a ticket of its own; then it is solved."""
    ticket = investigated(registered(house))
    wanted = {"category": "隔音", "urgency": "normal", "place": "common"}
    ticket.fire("tech", "spawn_repair", details=wanted, to_state="waiting_repair")
    code = ticket.seen["customer"]["code"]
    house.until(lambda: house.newest("repair", customer=code), f"the repair of {ticket.number}")
    child = house.newest("repair", customer=code)
    assert child is not None
    child.fire("dispatcher", "out_of_scope", reason="归业主自行处理", contact="城管 12319")
    answer_well(solved(ticket.becomes("investigating")).visit())
    return ticket


def content_with_a_linked_repair(house: House) -> Ticket:
    ticket = investigated(registered(house))
    with house.policy("repair", sampling={"repair": 0, "normal": 0}):
        other = repaired_for_free(house)
    ticket.fire("tech", "spawn_repair", repair=other.number, to_state="waiting_repair")
    other.fire("clerk", "accept_work", rating=5)
    answer_well(solved(ticket.becomes("investigating")).visit())
    return ticket


def never_confirmed(house: House) -> Ticket:
    """The customer never answers our question, and nobody is drawn for a visit."""
    with house.policy(
        "complaint",
        timers={"timeout": "PT0S", "auto_close": "PT0S"},
        sampling={"complaint": 0, "normal": 0, "噪音": 0},
    ):
        ticket = registered(house)
    investigated(ticket).fire("tech", "need_info", question="一般几点？")
    ticket.becomes("closed_unconfirmed")
    assert ticket.seen["resolution"] == "no_answer", ticket.seen
    return ticket


def never_confirmed_while_its_visit_is_open(house: House) -> Ticket:
    """A grave one is never solved by silence alone; while its visit is open it stays open a day longer."""
    with house.policy("complaint", timers={"timeout": "PT0S", "auto_close": "PT0S"}):
        ticket = registered(house, severity="serious")
    investigated(ticket).fire("tech", "need_info", question="一般几点？").becomes("investigating")
    solved(ticket, **ROOT)
    ticket.visit().fire("supervisor", "cancel", reason="客户要求不回访")
    assert house.clock is not None
    with house.clock.ahead(timedelta(days=1, hours=1)):
        return ticket.becomes("closed_unconfirmed")


def invalid(house: House) -> Ticket:
    ticket = registered(house).fire("clerk", "reject_invalid", reason="重复", to_state="invalid_pending")
    ticket.fire("supervisor", "send_back", reason="不是重复", to_state="registered")
    ticket.fire("clerk", "reject_invalid", reason="非本小区")
    ticket.refuses("clerk", "confirm_invalid", "not_you")
    return ticket.fire("supervisor", "confirm_invalid", reply="不属于本小区管理范围")


def withdrawn_by_the_customer(house: House) -> Ticket:
    ticket = registered(house).fire("clerk", "reclassify", severity="urgent", reason="涉及安全")
    ticket.fire("supervisor", "escalate", reason="媒体关注").refuses(
        "clerk", "escalate", "once_an_hour", reason="催"
    )
    return investigated(ticket).fire("clerk2", "withdraw", reason="已和解", said_by="phone")


def withdrawn_after_the_third_reopening(house: House) -> Ticket:
    """Not content within seven days: the open visit is cancelled. From the third time on it is the pm's."""
    ticket = investigated(registered(house))
    for _ in range(2):
        visit = solved(ticket, **ROOT).visit()
        ticket.fire("clerk", "visit_bad", reason="还是吵", said_by="phone", to_state="reopened")
        visit.becomes("cancelled")
        ticket.fire("supervisor", "assign", to="tech", to_state="investigating")
    solved(ticket, **ROOT).fire("clerk", "visit_bad", reason="还是吵", to_state="reopened")
    ticket.refuses("supervisor", "assign", "not_you", to="tech")
    ticket.fire("pm", "assign", to="tech2", to_state="investigating")
    return ticket.fire("clerk", "withdraw", reason="搬走了", said_by="counter")


FLOWS = (
    Flow("complaint", "closed", content_at_once),
    Flow("complaint", "closed", content_after_reopening),
    Flow("complaint", "closed", content_after_a_repair),
    Flow("complaint", "closed", content_with_a_linked_repair),
    Flow("complaint", "closed_unconfirmed", never_confirmed),
    Flow("complaint", "closed_unconfirmed", never_confirmed_while_its_visit_is_open, needs="clock"),
    Flow("complaint", "invalid", invalid),
    Flow("complaint", "withdrawn", withdrawn_by_the_customer),
    Flow("complaint", "withdrawn", withdrawn_after_the_third_reopening),
)
