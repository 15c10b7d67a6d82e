"""The gateway's money and the number under which somebody at a desk booked something before."""

from service.transaction import Row, transaction
from tests import makers
from tests.stage import Stage, answer, stage_on
from tests.workers.test_money_callbacks import HOW, balance, pay
from tests.workers.test_refund_callbacks import say
from tests.workers.town import Town
from tests.workers.works import stage, waiting_payment

__all__ = ["stage"]


def typed(stage: Stage, customer: object, number: str, amount_fen: int = 10_000) -> Row:
    """What the cashier booked and whose number they typed."""
    body = {"customer": str(customer), "amount_fen": amount_fen, "method": "wechat", "payment_no": number}
    return answer(stage.send("cashier", "POST", "/payments", body), 201)


def taken_back(stage: Stage, payment: Row) -> None:
    said = {"reason": "录错"}
    path = f"/payments/{payment['id']}/reverse"
    answer(stage.send("finance", "POST", path, said, version=payment["version"]), 200)


def told(here: Town) -> str:
    return str(here.one("SELECT kind FROM incident ORDER BY created_at DESC, id DESC LIMIT 1")["kind"])


def test_a_number_that_the_cashier_typed_for_the_same_payer_and_sum_is_booked_once(
    here: Town, stage: Stage
) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"WX-{here.new_word()}"
    typed(stage, stage.customer.id, number)
    assert pay(here, 10_000, payment_no=number, charges=[charge]) == "known"
    kept = here.rows("SELECT 1 AS yes FROM prepayment WHERE customer_id = %s", stage.customer.id)
    assert (balance(here, charge), kept) == (0, [])


def test_money_whose_number_the_cashier_used_for_somebody_else_is_told_to_a_person(
    here: Town, stage: Stage
) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"WX-{here.new_word()}"
    with transaction() as work:
        friend = makers.make_customer(work, stage.office)
    typed(stage, friend.id, number)
    assert pay(here, 10_000, payment_no=number, charges=[charge]) == "mismatch"
    assert told(here) == "mismatch"


def test_money_for_a_repair_whose_number_the_cashier_used_is_told_to_a_person(
    here: Town, stage: Stage
) -> None:
    ticket, number = waiting_payment(stage), f"WX-{here.new_word()}"
    typed(stage, stage.customer.id, number, 30_000)
    assert pay(here, 30_000, payment_no=number, ticket=ticket["number"]) == "mismatch"
    assert here.rows("SELECT kind FROM incident WHERE ticket_id = %s", ticket["id"]) == [{"kind": "mismatch"}]


def test_money_is_booked_whose_number_the_desk_used_and_took_back(here: Town, stage: Stage) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"WX-{here.new_word()}"
    taken_back(stage, typed(stage, stage.customer.id, number))
    assert pay(here, 10_000, payment_no=number, charges=[charge]) == "booked"
    assert balance(here, charge) == 0
    assert pay(here, 10_000, payment_no=number, charges=[charge]) == "known"


def test_money_is_booked_whose_number_another_office_used(here: Town, stage: Stage) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"WX-{here.new_word()}"
    elsewhere = stage_on(here.app)
    typed(elsewhere, elsewhere.customer.id, number)
    assert pay(here, 10_000, payment_no=number, charges=[charge]) == "booked"
    assert balance(here, charge) == 0


def test_a_number_that_the_gateway_gives_to_two_payers_is_told_to_a_person(here: Town, stage: Stage) -> None:
    mine, other = stage.charge(amount_fen=10_000), stage.charge(stage.neighbour(), amount_fen=10_000)
    number = f"WX-{here.new_word()}"
    assert pay(here, 10_000, payment_no=number, charges=[mine]) == "booked"
    assert pay(here, 10_000, payment_no=number, charges=[other]) == "mismatch"
    assert (balance(here, other), told(here)) == (10_000, "mismatch")


def test_a_delivery_that_was_known_books_nothing_when_it_is_told_again_after_the_payment_was_taken_back(
    here: Town, stage: Stage
) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"WX-{here.new_word()}"
    payment = typed(stage, stage.customer.id, number)
    said = {"payment_no": number, "amount_fen": 10_000, "charges": [charge]} | HOW
    assert say(here, "payment.received", f"msg_{number}", **said).status_code == 202
    here.drain()
    taken_back(stage, payment)
    assert say(here, "payment.received", f"msg_{number}", **said).status_code == 202
    here.drain()
    assert balance(here, charge) == 10_000
