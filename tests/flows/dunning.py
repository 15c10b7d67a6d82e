"""Dunning requests to each of their ends: paid, given up, one step further, judged, written off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.flows.client import House, Json, Ticket
from tests.flows.clock import office_day
from tests.flows.flow import Flow

SKIP = {"skip_reason": "客户长期失联"}


def drafted(house: House, measure: str = "sms", *, charges: int = 2, days_ago: int = 40) -> Ticket:
    code = house.customer()["code"]
    for _ in range(charges):
        house.charge(code, days_ago=days_ago)
    ticket = house.open(
        "clerk", "dunning", {"customer": code, "measure": measure, "charges": "overdue", "reason": "多次拖欠"}
    )
    assert ticket.details["debt_fen"] == charges * 25_060, ticket.seen
    return ticket


def approved(ticket: Ticket, *signers: str) -> Ticket:
    """The supervisor signs first, whatever the measure."""
    first = ticket.details["measure"] == "sms"
    ticket.fire("clerk", "submit", **({} if first else SKIP), to_state="pending_approval")
    ticket.refuses("clerk", "approve", "not_you")
    for signer in ("supervisor", *signers):
        ticket.fire(signer, "approve")
    return ticket


def delivered(ticket: Ticket, who: str = "clerk") -> Ticket:
    if ticket.read().state == "approved":
        ticket.fire(who, "execute", to_state="executing")
    at = datetime.now(UTC).isoformat()
    return ticket.fire(who, "delivered", at=at, reference="EMS-1", to_state="waiting_payment")


def noticed(house: House, **more: Any) -> Ticket:
    """A written notice that has arrived."""
    return delivered(approved(drafted(house, "written_notice", **more)))


def code_of(ticket: Ticket) -> str:
    return str(ticket.seen["customer"]["code"])


def settled_by_a_message(house: House) -> Ticket:
    """Approved, sent and proven by itself; paid in two parts, the first too small."""
    ticket = approved(drafted(house)).becomes("waiting_payment")
    assert ticket.details["delivered_at"], ticket.seen
    first, second = ticket.details["charges"]
    house.pay_charges(code_of(ticket), 25_060, first)
    house.until(lambda: ticket.read().details["balance_fen"] == 25_060, "the part that was paid")
    by = (office_day() + timedelta(days=5)).isoformat()
    ticket.refuses("clerk", "promise", "promise_within_debt", by=by, amount_fen=25_061)
    ticket.fire("clerk", "promise", by=by, amount_fen=25_060, said_by="phone", to_state="promised")
    house.pay_charges(code_of(ticket), 25_060, second)
    return ticket


def settled_in_draft(house: House) -> Ticket:
    """Paid before anybody asked."""
    ticket = drafted(house, charges=1)
    house.pay_charges(code_of(ticket), 25_060)
    return ticket


def settled_by_adjustment(house: House) -> Ticket:
    """The bill was wrong: reduced in part, asked for again, and reduced to nothing."""
    ticket = drafted(house).fire("clerk", "dispute", kind="wrong_sum", reason="面积算错", said_by="phone")
    ticket.fire("supervisor", "dispute_upheld", reason="确实算错", to_state="adjusting")
    first, second = ticket.details["charges"]
    line = {"charge": first, "reduce_by_fen": 25_061}
    ticket.refuses("finance", "adjusted", "reduction_within_balance", lines=[line], reason="调减")
    ticket.fire(
        "finance", "adjusted", lines=[{**line, "reduce_by_fen": 5_060}], reason="调减", to_state="draft"
    )
    assert ticket.details["debt_fen"] == 45_060, ticket.seen
    ticket.fire("clerk", "dispute", kind="quality", reason="服务不到位", said_by="counter")
    ticket.fire("finance", "dispute_upheld", reason="同意减免", to_state="adjusting")
    rest = [{"charge": first, "reduce_by_fen": 20_000}, {"charge": second, "reduce_by_fen": 25_060}]
    return ticket.fire("finance", "adjusted", lines=rest, reason="全额减免")


def rejected(house: House) -> Ticket:
    ticket = drafted(house, "call")
    ticket.refuses("clerk", "submit", "earlier_step_proven")
    ticket.fire("clerk", "submit", **SKIP).fire("supervisor", "return", reason="先发短信", to_state="draft")
    ticket.refuses("clerk", "amend", "measure_prohibited", measure="stop_water")
    ticket.fire("clerk", "amend", measure="sms").fire("clerk", "submit")
    return ticket.fire("supervisor", "reject", reason="客户已约定本周缴费")


def withdrawn_before_a_decision(house: House) -> Ticket:
    code = house.customer()["code"]
    house.charge(code)
    details: Json = {"customer": code, "measure": "stop_water", "charges": "overdue"}
    house.refused("clerk", "dunning", details, code="measure_prohibited")
    ticket = drafted(house).fire("clerk", "submit", to_state="pending_approval")
    return ticket.fire("clerk", "withdraw", reason="误开")


def withdrawn_by_the_supervisor(house: House) -> Ticket:
    ticket = approved(drafted(house, "call")).refuses("clerk", "withdraw", "not_you", reason="不催了")
    ticket.fire("clerk", "execute", channel="call", to_state="executing")
    return ticket.fire("supervisor", "withdraw", reason="客户住院")


def disputed_before_delivery(house: House) -> Ticket:
    """What was not demanded yet has to be approved anew."""
    ticket = approved(drafted(house, "written_notice"))
    ticket.fire("clerk", "dispute", kind="other", reason="不认可", said_by="letter", to_state="disputed")
    ticket.fire("supervisor", "dispute_rejected", reason="账单无误", to_state="draft")
    return ticket.fire("supervisor", "withdraw", reason="改为上门沟通")


def escalated_when_time_is_over(house: House) -> Ticket:
    """A dispute after delivery leads back to waiting; then the next step opens by itself."""
    assert house.clock is not None
    ticket = noticed(house).refuses("clerk", "escalate_step", "reasonable_time_over")
    ticket.fire("clerk", "dispute", kind="not_my_room", reason="不是我的房", said_by="phone")
    ticket.fire("supervisor", "dispute_rejected", reason="产权登记为本人", to_state="waiting_payment")
    with house.clock.ahead(timedelta(days=16)):
        # Here, for what is due in that time is not due in ours.
        return next_step_of(ticket.becomes("escalated"), "lawyer_letter")


def escalated_when_no_channel_works(house: House) -> Ticket:
    ticket = approved(drafted(house, "written_notice")).fire("clerk", "execute", channel="post")
    ticket.refuses("clerk", "escalate_step", "every_channel_failed")
    ticket.fire("clerk", "undelivered", reason="查无此人", next_channel="hand", to_state="executing")
    ticket.fire("clerk", "undelivered", reason="无人在家", to_state="executing")
    ticket.refuses("clerk", "escalate_step", "skip_reason_given", measure="mediation")
    ticket.fire("clerk", "escalate_step", measure="mediation", reason="客户愿意调解", to_state="escalated")
    return next_step_of(ticket, "mediation")


def next_step_of(ticket: Ticket, measure: str) -> Ticket:
    """Opened as a draft that any clerk may take."""
    found: list[Ticket] = []

    def opened() -> bool:
        newest = ticket.house.newest("dunning", customer=code_of(ticket))
        found[:] = [newest] if newest and newest.id != ticket.id else []
        return bool(found)

    ticket.house.until(opened, f"the step after {ticket.number}")
    assert (found[0].state, found[0].details["measure"]) == ("draft", measure), found[0].seen
    found[0].fire("supervisor", "withdraw", reason="暂缓")
    return ticket


def written_off_after_a_broken_promise(house: House) -> Ticket:
    ticket = noticed(house)
    assert house.clock is not None
    ticket.fire("clerk", "promise", by=office_day().isoformat(), said_by="phone", to_state="promised")
    with house.clock.ahead(timedelta(days=5)):
        ticket.becomes("waiting_payment")
    return _written_off(ticket)


def written_off(house: House) -> Ticket:
    ticket = noticed(house, days_ago=1_200)
    proof = [ticket.attach("finance", "破产裁定.txt")]
    ticket.refuses("finance", "write_off", "write_off_ground", ground="limitation", proof=proof)
    ticket.fire("finance", "write_off", ground="bankruptcy", proof=proof, to_state="pending_write_off")
    ticket.fire("hq2", "return", reason="再核实", to_state="waiting_payment")
    return _written_off(ticket)


def _written_off(ticket: Ticket) -> Ticket:
    proof = [ticket.attach("finance", "死亡证明.txt")]
    ticket.fire("finance", "write_off", ground="death", proof=proof, to_state="pending_write_off")
    ticket.refuses("finance", "approve", "not_you").fire("hq", "approve", to_state="written_off")
    rows = ticket.house.do("finance", "GET", f"/charges?customer={code_of(ticket)}")["items"]
    assert {row["balance_fen"] for row in rows} == {0}, rows
    return ticket


def judged(house: House) -> Ticket:
    """A payment order: five signatures, filed by legal, ended by the court."""
    ticket = approved(drafted(house, "payment_order"), "pm", "finance", "legal")
    assert ticket.state == "pending_approval", ticket.seen
    ticket.fire("city", "approve", to_state="approved").refuses("clerk", "execute", "desk_of_measure")
    delivered(ticket, "legal2").refuses("clerk", "judgment", "not_you")
    return ticket.fire(
        "legal",
        "judgment",
        file_no="(2026)粤01民督1号",
        decided_on=office_day().isoformat(),
        amount_fen=50_120,
    )


FLOWS = (
    Flow("dunning", "settled", settled_by_a_message),
    Flow("dunning", "settled", settled_in_draft),
    Flow("dunning", "settled", settled_by_adjustment),
    Flow("dunning", "rejected", rejected),
    Flow("dunning", "withdrawn", withdrawn_before_a_decision),
    Flow("dunning", "withdrawn", withdrawn_by_the_supervisor),
    Flow("dunning", "withdrawn", disputed_before_delivery),
    Flow("dunning", "escalated", escalated_when_time_is_over, needs="clock"),
    Flow("dunning", "escalated", escalated_when_no_channel_works),
    Flow("dunning", "written_off", written_off),
    Flow("dunning", "written_off", written_off_after_a_broken_promise, needs="clock"),
    Flow("dunning", "closed_by_judgment", judged),
)
