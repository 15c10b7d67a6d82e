"""Repairs to each of their ends: paid for or free, done again, refused, cancelled, forced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.flows.client import House, Json, Ticket
from tests.flows.flow import Flow
from tests.flows.visit import answer_badly, answer_well

LINE = {"item": "更换水管", "quantity": 2, "price_fen": 5_000}
SENT = {"override_reason": "就近派工"}


def reported(house: House, *, place: str = "private", **more: Any) -> Ticket:
    details = {"category": "水管", "urgency": "normal", "place": place, "text": "厨房水管坏了", **more}
    return house.open("clerk", "repair", details, customer=house.customer()["code"], room="A-1-0502")


def dispatched(ticket: Ticket, *, free: bool = False, to: str = "tech") -> Ticket:
    if ticket.read().state == "reported":
        ticket.fire("dispatcher", "triage", place=ticket.details["place"], in_warranty=free)
    return ticket.fire("dispatcher", "dispatch", to=to, **SENT, to_state="dispatched")


def on_site(ticket: Ticket, who: str = "tech") -> Ticket:
    return ticket.fire(who, "accept", to_state="accepted").fire(who, "arrive", to_state="on_site")


def completed(ticket: Ticket, who: str = "tech") -> Ticket:
    return ticket.fire(who, "complete", hours="1.5", parts=[{"name": "水管", "quantity": 2}])


def repaired_for_free(house: House) -> Ticket:
    """In warranty, and completed."""
    ticket = on_site(dispatched(reported(house), free=True)).fire("tech", "start", to_state="in_progress")
    return completed(ticket)


def quoted(house: House, **quote: Any) -> Ticket:
    return on_site(dispatched(reported(house))).fire("tech", "quote", **{"lines": [LINE], **quote})


def accepted_and_completed(ticket: Ticket) -> Ticket:
    ticket.fire("clerk", "accept_quote", amount_fen=ticket.details["quote_fen"], said_by="phone")
    completed(ticket)
    return ticket.fire("clerk", "accept_work", rating=4, said_by="phone", to_state="waiting_payment")


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def paid_at_the_desk(house: House) -> Ticket:
    house.refused(
        "tech", "repair", {"category": "水管", "urgency": "normal", "place": "private"}, code="not_so"
    )
    ticket = reported(house, text="卫生间漏水")
    assert ticket.seen["urgency"] == "urgent", ticket.seen
    ticket.fire("dispatcher", "triage", place="private")
    ticket.refuses("dispatcher", "dispatch", "assignee_holds_tech", to="clerk")
    ticket.fire("dispatcher", "dispatch", to="tech").refuses("tech2", "accept", "not_you")
    ticket.fire("tech", "refuse", reason="在另一处抢修", to_state="pending_dispatch")
    on_site(ticket.fire("tech2", "grab", to_state="dispatched"), "tech2")
    ticket.refuses("tech2", "start", "free_work")
    ticket.fire("tech2", "quote", lines=[LINE], to_state="waiting_quote")
    ticket.fire("tech2", "quote", lines=[LINE, LINE], discount_fen=500, to_state="waiting_quote")
    ticket.refuses("clerk", "accept_quote", "quote_is_current", amount_fen=10_000)
    ticket.fire("clerk", "accept_quote", amount_fen=19_500, said_by="phone", to_state="in_progress")
    ticket.fire("tech2", "wait_parts", reason="等水管", until=soon(600), to_state="suspended")
    completed(ticket.fire("tech2", "resume", to_state="in_progress"), "tech2")
    ticket.fire("clerk", "accept_work", rating=5, to_state="waiting_payment")
    ticket.refuses("cashier", "paid", "amount_is_quote", amount_fen=1, method="cash")
    ticket.fire("cashier", "paid", amount_fen=19_500, method="wechat", to_state="visiting")
    answer_well(ticket.visit())
    return ticket


def paid_by_callback(house: House) -> Ticket:
    """The customer's wallet tells us; told twice, booked once."""
    ticket = accepted_and_completed(quoted(house))
    told = {"payment_no": f"WX-{ticket.number}", "amount_fen": 10_000, "method": "wechat"}
    for _ in range(2):
        house.tell_payment("payment.received", {**told, "paid_at": soon(0), "ticket": ticket.number})
    answer_well(ticket.becomes("visiting").visit())
    return ticket


def owed_in_the_end(house: House) -> Ticket:
    """Never paid for: the quote becomes a charge of the customer."""
    with house.policy("repair", timers={"to_arrears": "PT0S"}, sampling={"repair": 0, "normal": 0}):
        ticket = quoted(house)
    accepted_and_completed(ticket).becomes("closed")
    return owes(ticket, 10_000)


def sent_to_arrears_by_finance(house: House) -> Ticket:
    ticket = accepted_and_completed(quoted(house))
    ticket.fire("finance", "to_arrears", reason="客户同意计入账单", to_state="visiting")
    answer_well(ticket.visit())
    return owes(ticket, 10_000)


def owes(ticket: Ticket, amount_fen: int) -> Ticket:
    code = ticket.seen["customer"]["code"]
    rows = ticket.house.do("finance", "GET", f"/charges?customer={code}")["items"]
    assert [row["balance_fen"] for row in rows] == [amount_fen], rows
    return ticket


def done_again_after_a_bad_visit(house: House) -> Ticket:
    """The customer sends it back once, the visitor a second time."""
    ticket = repaired_for_free(house)
    ticket.fire("clerk", "rework", reason="还在滴水", said_by="phone", to_state="pending_dispatch")
    on_site(dispatched(ticket, to="tech2"), "tech2").fire("tech2", "start")
    completed(ticket, "tech2").fire("clerk", "accept_work", rating=3, to_state="visiting")
    answer_badly(ticket.visit())
    on_site(dispatched(ticket.becomes("pending_dispatch"))).fire("tech", "start")
    completed(ticket).fire("clerk", "accept_work", rating=5)
    answer_well(ticket.visit())
    return ticket


def done_again_while_visiting(house: House) -> Ticket:
    """The customer is faster than the visitor, whose visit is cancelled."""
    ticket = repaired_for_free(house).fire("clerk", "accept_work", rating=5, to_state="visiting")
    visit = ticket.visit()
    ticket.fire("clerk", "rework", reason="又坏了", said_by="phone", to_state="pending_dispatch")
    visit.becomes("cancelled")
    on_site(dispatched(ticket)).fire("tech", "start")
    completed(ticket).fire("clerk", "accept_work", rating=2)
    ticket.visit().fire("supervisor", "cancel", reason="客户要求不回访")
    return ticket


def accepted_by_silence(house: House) -> Ticket:
    """Dispatched by machine, never confirmed, not drawn for a visit."""
    timers = {"auto": "PT0S", "auto_accept": "PT0S"}
    with house.policy("repair", timers=timers, sampling={"repair": 0, "normal": 0}):
        ticket = reported(house, place="common")
    ticket.fire("dispatcher", "triage", place="common").becomes("dispatched")
    who = ticket.seen["assignee"]["username"]
    completed(on_site(ticket, who).fire(who, "start"), who)
    return ticket


def waited_for(house: House) -> Ticket:
    """Suspended before and after the start: the timer brings it back to where it was."""
    ticket = on_site(dispatched(reported(house), free=True))
    ticket.refuses("tech", "wait_customer", "invalid", reason="无人在家", until=soon(-60))
    ticket.fire("tech", "wait_customer", reason="无人在家", until=soon(2), to_state="suspended")
    ticket.becomes("on_site").fire("tech", "start").refuses("tech", "start", "not_now")
    ticket.fire("tech", "wait_third", reason="等供水公司", until=soon(2), to_state="suspended")
    completed(ticket.becomes("in_progress")).fire("clerk", "accept_work", rating=5)
    answer_well(ticket.visit())
    return ticket


def out_of_scope(house: House) -> Ticket:
    ticket = reported(house).fire("supervisor", "reclassify", category="燃气", reason="实为燃气")
    return ticket.fire("dispatcher", "out_of_scope", reason="燃气公司负责", contact="燃气公司 96777")


def refused_after_approval(house: House) -> Ticket:
    """Large and with a discount over a tenth: three levels, and then the customer says no."""
    quote: Json = {"lines": [{**LINE, "quantity": 500}], "discount_fen": 300_000}
    ticket = quoted(house, **quote)
    assert ticket.state == "quote_review", ticket.seen
    ticket.refuses("tech", "approve", "not_you")
    ticket.fire("supervisor", "return", reason="折扣过大", to_state="on_site").fire("tech", "quote", **quote)
    ticket.fire("supervisor", "approve").fire("pm", "approve").fire("finance", "approve")
    ticket.fire("city", "approve", to_state="waiting_quote")
    return ticket.fire("clerk", "refuse_quote", reason="太贵", said_by="phone")


def quote_expired(house: House) -> Ticket:
    with house.policy("repair", timers={"waiting_quote.timeout": "PT0S"}):
        ticket = quoted(house)
    ticket.becomes("closed_refused")
    assert ticket.seen["resolution"] == "quote_expired", ticket.seen
    return ticket


def cancelled_after_no_tech_came(house: House) -> Ticket:
    with house.policy("repair", timers={"dispatched.timeout": "PT0S"}):
        ticket = reported(house)
    dispatched(ticket).becomes("pending_dispatch")
    return ticket.fire("clerk", "cancel", reason="自己修好了", said_by="phone")


def forced(house: House) -> Ticket:
    ticket = on_site(dispatched(reported(house)))
    ticket.refuses("supervisor", "force_finish", "not_you", reason="结束")
    return ticket.fire("pm", "force_finish", reason="房屋已拆除")


FLOWS = (
    Flow("repair", "closed", paid_at_the_desk),
    Flow("repair", "closed", paid_by_callback, needs="secret"),
    Flow("repair", "closed", owed_in_the_end),
    Flow("repair", "closed", sent_to_arrears_by_finance),
    Flow("repair", "closed", done_again_after_a_bad_visit),
    Flow("repair", "closed", done_again_while_visiting),
    Flow("repair", "closed", accepted_by_silence),
    Flow("repair", "closed", waited_for),
    Flow("repair", "closed_out_of_scope", out_of_scope),
    Flow("repair", "closed_refused", refused_after_approval),
    Flow("repair", "closed_refused", quote_expired),
    Flow("repair", "cancelled", cancelled_after_no_tech_came),
    Flow("repair", "closed_forced", forced),
)
