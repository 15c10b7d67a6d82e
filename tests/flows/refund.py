"""Refunds to each of their ends: paid, at once or after trouble, with nothing left to pay, or not at all."""

from __future__ import annotations

from tests.flows.client import House, Json, Ticket
from tests.flows.flow import Flow


def slip(house: House, row: Json, amount_fen: int, *, named: str = "deposit", payer: str = "") -> Ticket:
    """Opened by the clerk; the payee is the payer, so no proxy is needed."""
    payee = {"name": payer, "bank": "中国银行", "account": row["id"].replace("-", "")[-19:]}
    details = {named: row["id"], "amount_fen": amount_fen, "payee": payee, "reason": "退还"}
    return house.open("clerk", "refund", details)


def deposit_slip(house: House, amount_fen: int, *, of_fen: int = 0, kind: str = "other") -> Ticket:
    customer = house.customer()
    row = house.deposit(customer["code"], of_fen or amount_fen, kind=kind)
    return slip(house, row, amount_fen, payer=customer["name"])


def deposit_of(ticket: Ticket) -> Json:
    return ticket.house.do("auditor", "GET", f"/deposits/{ticket.details['deposit']}")


def must(holds: bool, ticket: Ticket, what: object) -> None:
    assert holds, f"{ticket.number} in {ticket.state}: {what}"


def paid_at_once(house: House) -> Ticket:
    ticket = deposit_slip(house, 200_000)
    must(deposit_of(ticket)["frozen"], ticket, "the row is frozen")
    must(ticket.details["payee"].get("account") is None, ticket, "the account is masked")
    ticket.refuses("supervisor", "submit", "not_you")
    ticket.refuses("supervisor", "approve", "not_now")
    ticket.fire("clerk", "submit", to_state="pending_approval")
    ticket.refuses("clerk", "approve", "not_you").refuses("finance", "pay", "not_now")
    ticket.fire("supervisor", "approve", to_state="approved")
    ticket.refuses("supervisor", "pay", "not_you")
    ticket.fire("finance", "pay", to_state="paying")
    number = ticket.details["refund_no"]
    house.press(number, "succeed")
    ticket.becomes("closed")
    house.press(number, "succeed")
    row = deposit_of(ticket)
    must((row["status"], row["balance_fen"], row["frozen"]) == ("refunded", 0, False), ticket, row)
    must(ticket.details["provider_ref"] is not None, ticket, "the gateway's number is kept")
    return ticket


def paid_in_part_after_failures(house: House) -> Ticket:
    """A final failure, the next try, a callback with another amount, and a bank statement that decides."""
    ticket = deposit_slip(house, 250_000, of_fen=300_000).fire("clerk", "submit")
    ticket.fire("supervisor", "approve", to_state="pending_approval")
    ticket.refuses("supervisor", "approve", "not_you")
    ticket.fire("pm", "approve", to_state="pending_approval")
    ticket.fire("finance", "approve", to_state="approved")
    ticket.refuses("finance", "pay", "not_an_approver")
    first = ticket.fire("finance2", "pay", to_state="paying").details["refund_no"]
    house.press(first, "fail")
    ticket.becomes("pay_failed").fire("finance2", "retry", to_state="paying")
    second = ticket.details["refund_no"]
    must(first != second and ticket.details["try"] == 2, ticket, "another number for another try")
    house.press(second, "wrong_amount")
    ticket.becomes("reconcile")
    statement = {"provider_ref": "BANK-1", "statement": [ticket.attach("finance", "对账单.txt")]}
    ticket.refuses("finance2", "confirm_paid", "not_you", **statement)
    ticket.fire("finance", "confirm_paid", **statement).becomes("closed")
    row = deposit_of(ticket)
    must((row["status"], row["balance_fen"]) == ("part_refunded", 50_000), ticket, row)
    return ticket


def paid_after_silence(house: House) -> Ticket:
    """The gateway says nothing in time; its late answer still counts."""
    with house.policy("refund", timers={"paying.timeout": "PT0S"}):
        ticket = deposit_slip(house, 60_000)
    ticket.fire("clerk", "submit").fire("supervisor", "approve").fire("finance", "pay")
    number = ticket.details["refund_no"]
    ticket.becomes("reconcile", "paid", "closed")
    house.press(number, "succeed")
    return ticket.becomes("closed")


def paid_after_contradiction(house: House) -> Ticket:
    """Failed, says the gateway, and then: succeeded. People look, and the statement decides."""
    ticket = deposit_slip(house, 70_000).fire("clerk", "submit").fire("supervisor", "approve")
    number = ticket.fire("finance", "pay").details["refund_no"]
    house.press(number, "fail")
    ticket.becomes("pay_failed")
    house.press(number, "succeed")
    ticket.becomes("reconcile")
    statement = [ticket.attach("finance2", "对账单.txt")]
    return ticket.fire("finance2", "confirm_paid", provider_ref="BANK-2", statement=statement)


def paid_after_two_inspections(house: House) -> Ticket:
    with house.policy("refund", timers={"cooled": "PT0S"}):
        ticket = deposit_slip(house, 300_000, kind="renovation")
    ticket.fire("clerk", "submit", to_state="inspection")
    ticket.refuses("engineering_lead", "first_pass", "passes_returned", passes_returned=False)
    ticket.fire("engineering_lead", "first_pass", passes_returned=True).becomes("second_inspection")
    ticket.fire("engineering_lead2", "pass", to_state="pending_approval")
    ticket.fire("supervisor", "approve").fire("finance", "approve").fire(
        "pm2", "approve", to_state="approved"
    )
    number = ticket.fire("finance2", "pay", route="original").details["refund_no"]
    house.press(number, "succeed")
    return ticket


def paid_less_a_deduction(house: House) -> Ticket:
    ticket = deposit_slip(house, 100_000, kind="renovation").fire("clerk", "submit")
    ticket.fire("engineering_lead", "fail", deduction_fen=30_000, reason="墙面损坏")
    ticket.refuses("clerk", "customer_agrees", "agreed_is_proposed", deduction_fen=20_000)
    ticket.fire("clerk", "customer_agrees", deduction_fen=30_000, said_by="counter")
    ticket.refuses("supervisor", "approve", "not_you")
    ticket.fire("pm", "approve").fire("finance2", "approve", to_state="approved")
    must(ticket.details["payable_fen"] == 70_000, ticket, ticket.details)
    house.press(ticket.fire("finance", "pay").details["refund_no"], "succeed")
    return ticket


def paid_from_a_prepayment(house: House) -> Ticket:
    """Over 500.00 a prepayment needs two levels."""
    customer = house.customer()
    body = {"customer": customer["code"], "amount_fen": 60_000}
    row = house.do("cashier", "POST", "/prepayments", body)
    ticket = slip(house, row, 60_000, named="prepayment", payer=customer["name"]).fire("clerk", "submit")
    ticket.fire("supervisor", "approve", to_state="pending_approval")
    ticket.fire("pm", "approve").fire("finance", "approve", to_state="approved")
    house.press(ticket.fire("finance2", "pay").details["refund_no"], "succeed")
    return ticket


def paid_from_a_charge(house: House) -> Ticket:
    """A fee that was paid twice goes back."""
    customer = house.customer()
    row = house.charge(customer["code"], 30_000)
    house.pay_charges(customer["code"], 30_000, row["id"])
    ticket = slip(house, row, 20_000, named="charge", payer=customer["name"]).fire("clerk", "submit")
    ticket.fire("supervisor", "approve", to_state="approved")
    house.press(ticket.fire("finance", "pay").details["refund_no"], "succeed")
    return ticket


def returned_amended_and_paid(house: House) -> Ticket:
    ticket = deposit_slip(house, 90_000, of_fen=100_000).fire("clerk", "submit")
    ticket.refuses("supervisor", "return", "invalid")
    ticket.fire("supervisor", "return", reason="金额不对", to_state="draft")
    ticket.refuses("clerk", "amend", "within_balance", amount_fen=100_001)
    ticket.fire("clerk", "amend", amount_fen=80_000, to_state="draft").fire("clerk", "submit")
    ticket.fire("clerk", "amend", amount_fen=100_000, to_state="draft").fire("clerk", "submit")
    ticket.fire("supervisor2", "approve", to_state="approved")
    ticket.fire("clerk", "amend", reason="改事由", to_state="draft").fire("clerk", "submit")
    ticket.fire("supervisor2", "approve", to_state="approved")
    house.press(ticket.fire("finance", "pay").details["refund_no"], "succeed")
    return ticket


def nothing_left_to_pay(house: House) -> Ticket:
    """Damage found late, no agreement, and the pm settles on the whole: forfeited, no instruction."""
    with house.policy("refund", timers={"cooled": "PT0S"}):
        ticket = deposit_slip(house, 50_000, kind="renovation")
    ticket.fire("clerk", "submit").fire("engineering_lead", "first_pass", passes_returned=True)
    ticket.becomes("second_inspection")
    ticket.fire("engineering_lead", "damage", deduction_fen=40_000, reason="漏水")
    ticket.fire("clerk", "customer_objects", reason="不是我弄的", said_by="phone", to_state="disputed")
    ticket.refuses("pm", "settle", "deduction_within_amount", deduction_fen=50_001, minutes="会议纪要")
    ticket.fire("pm", "settle", deduction_fen=50_000, minutes="会议纪要", to_state="pending_approval")
    ticket.refuses("pm", "approve", "four_eyes")
    ticket.fire("pm2", "approve").fire("finance", "approve", to_state="closed")
    row = deposit_of(ticket)
    must((row["status"], row["balance_fen"]) == ("forfeited", 0), ticket, row)
    must(ticket.details["refund_no"] is None, ticket, "no instruction was made")
    return ticket


def rejected(house: House) -> Ticket:
    ticket = deposit_slip(house, 200_000).fire("clerk", "submit")
    ticket.fire("supervisor", "reject", reason="合同未到期", to_state="rejected")
    row = deposit_of(ticket)
    must((row["status"], row["balance_fen"], row["frozen"]) == ("audited", 200_000, False), ticket, row)
    again = slip(house, row, 200_000, payer=ticket.seen["customer"]["name"])
    again.fire("clerk", "cancel", reason="误开", to_state="cancelled")
    return ticket


def withdrawn_before_a_decision(house: House) -> Ticket:
    ticket = deposit_slip(house, 1_200_000).fire("clerk", "submit")
    other = deposit_slip(house, 1_200_000).fire("clerk", "submit").fire("supervisor", "approve")
    other.refuses("clerk", "withdraw", "no_decision_yet")
    other.fire("pm", "approve").fire("finance", "approve", to_state="pending_approval")
    other.fire("city", "reject", reason="超出预算", to_state="rejected")
    return ticket.fire("clerk", "withdraw")


def cancelled_after_silence_of_the_customer(house: House) -> Ticket:
    with house.policy("refund", timers={"deduction_proposed.timeout": "PT0S"}):
        ticket = deposit_slip(house, 100_000, kind="renovation")
    ticket.fire("clerk", "submit")
    ticket.fire("engineering_lead", "fail", deduction_fen=10_000, reason="地面损坏").becomes("disputed")
    return ticket.fire("supervisor", "cancel", reason="客户撤销申请")


def cancelled_after_approval(house: House) -> Ticket:
    ticket = deposit_slip(house, 100_000).fire("clerk", "submit").fire("supervisor", "approve")
    ticket.refuses("supervisor", "cancel", "not_you", reason="不再需要")
    return ticket.fire("pm", "cancel", reason="不再需要")


def cancelled_after_a_failure(house: House) -> Ticket:
    """Late, and it failed: the statement says so too."""
    with house.policy("refund", timers={"paying.timeout": "PT0S"}):
        ticket = deposit_slip(house, 100_000)
    ticket.fire("clerk", "submit").fire("supervisor", "approve")
    number = ticket.fire("finance", "pay").details["refund_no"]
    house.press(number, "fail")
    ticket.becomes("pay_failed")
    ticket.fire("pm", "cancel", reason="账户已注销", to_state="cancelled")
    must(not deposit_of(ticket)["frozen"], ticket, "the row is free again")
    return ticket


def cancelled_by_statement(house: House) -> Ticket:
    """The amount told differs; the bank's statement says that nothing was paid."""
    ticket = deposit_slip(house, 100_000).fire("clerk", "submit").fire("supervisor", "approve")
    number = ticket.fire("finance", "pay").details["refund_no"]
    house.press(number, "wrong_amount")
    ticket.becomes("reconcile")
    statement = [ticket.attach("finance2", "对账单.txt")]
    ticket.fire("finance2", "confirm_failed", reason="银行未付款", statement=statement, to_state="pay_failed")
    return ticket.fire("pm", "cancel", reason="改为线下办理")


FLOWS = (
    Flow("refund", "closed", paid_at_once),
    Flow("refund", "closed", paid_in_part_after_failures),
    Flow("refund", "closed", paid_after_silence),
    Flow("refund", "closed", paid_after_contradiction),
    Flow("refund", "closed", paid_after_two_inspections),
    Flow("refund", "closed", paid_less_a_deduction),
    Flow("refund", "closed", paid_from_a_prepayment),
    Flow("refund", "closed", paid_from_a_charge),
    Flow("refund", "closed", returned_amended_and_paid),
    Flow("refund", "closed", nothing_left_to_pay),
    Flow("refund", "rejected", rejected),
    Flow("refund", "cancelled", withdrawn_before_a_decision),
    Flow("refund", "cancelled", cancelled_after_silence_of_the_customer),
    Flow("refund", "cancelled", cancelled_after_approval),
    Flow("refund", "cancelled", cancelled_after_a_failure),
    Flow("refund", "cancelled", cancelled_by_statement),
)
