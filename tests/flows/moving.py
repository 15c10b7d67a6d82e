"""Moves, handovers and transfers to each of their ends: settled, refused, given up, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex

from tests.flows.client import OFFICE, House, Json, Ticket, office_day
from tests.flows.flow import Flow

Run = Callable[[House], Ticket]


def owned_room(house: House) -> tuple[Json, Json]:
    """A room of its own, handed over to somebody long ago."""
    code = f"F-{token_hex(5)}"
    body = {"office": OFFICE, "building": "A-1", "code": code, "floor": 1}
    room = house.do("clerk", "POST", "/rooms", body)
    owner = house.customer()
    body = {"room": room["id"], "customer": owner["id"], "nature": "owner", "since": "2020-01-01"}
    house.do("clerk", "POST", "/occupancies", body)
    return room, owner


def drafted(house: House, workflow: str, *, owing: bool = False) -> Ticket:
    room, owner = owned_room(house)
    if owing:
        due_on = office_day().isoformat()
        body = {"customer": owner["code"], "room": room["id"], "item": "物业费", "amount_fen": 25_060}
        house.do("finance", "POST", "/charges", {**body, "due_on": due_on})
    nature = {"nature": "owner"} if workflow == "move" else {}
    details = {"day": office_day().isoformat(), **nature}
    return house.open("clerk", workflow, details, room=room["id"], customer=house.customer()["code"])


def effective(house: House, workflow: str) -> Ticket:
    """By itself: nobody owes anything, and the day has come."""
    return drafted(house, workflow).fire("clerk", "submit").becomes("effective")


def settled(workflow: str) -> Run:
    def run(house: House) -> Ticket:
        ticket = effective(house, workflow)
        room = house.do("clerk", "GET", f"/rooms/{ticket.seen['room']['id']}")
        assert room["payer"]["id"] == ticket.seen["customer"]["id"]
        ticket.refuses("finance", "settled", "not_now")
        ticket.fire("clerk", "meter_billed", to_state="settling", waived_by_both=True)
        return ticket.fire("finance", "settled")

    return run


def rejected(workflow: str) -> Run:
    def run(house: House) -> Ticket:
        ticket = drafted(house, workflow, owing=True).fire("clerk", "submit").becomes("pending_approval")
        ticket.refuses("clerk", "approve", "not_you")
        return ticket.fire("supervisor", "reject", reason="先结清欠费")

    return run


def cancelled(workflow: str) -> Run:
    return lambda house: drafted(house, workflow).fire("clerk", "cancel", reason="客户改期")


def taken_back(workflow: str) -> Run:
    def run(house: House) -> Ticket:
        ticket = effective(house, workflow)
        ticket.refuses("clerk", "reverse", "not_you", reason="登记有误")
        ticket.fire("supervisor", "reverse", to_state="pending_reversal", reason="登记有误")
        ticket.fire("pm", "approve", to_state="pending_reversal")
        return ticket.fire("finance", "approve")

    return run


ENDS = {"settled": settled, "rejected": rejected, "cancelled": cancelled, "reversed": taken_back}
FLOWS = tuple(
    Flow(workflow, end, run(workflow))
    for workflow in ("move", "handover", "transfer")
    for end, run in ENDS.items()
)
