"""Money from outside: for a repair, for charges, for a customer; booked once; dunning requests hear of it."""

from tests.stage import Stage
from tests.workers.test_refund_callbacks import say
from tests.workers.town import Town
from tests.workers.works import dunning, stage, waiting_payment

__all__ = ["stage"]
HOW = {"method": "wechat", "paid_at": "2026-11-22T10:00:00+08:00"}


def pay(here: Town, fen: int, *, payment_no: str = "", **whose: object) -> str:
    """Told and applied; what became of it."""
    number = payment_no or f"PN{here.new_word()}"
    answer = say(here, "payment.received", payment_no=number, amount_fen=fen, **(HOW | whose))
    assert answer.status_code == 202, answer.get_data(as_text=True)
    here.drain()
    newest = "SELECT outcome FROM inbox WHERE type = 'payment.received' ORDER BY id DESC LIMIT 1"
    return str(here.one(newest)["outcome"])


def balance(here: Town, charge: str) -> int:
    return int(here.one("SELECT balance_fen FROM charge WHERE id = %s", charge)["balance_fen"])


def test_a_repair_is_paid_once(here: Town, stage: Stage) -> None:
    ticket = waiting_payment(stage)
    assert pay(here, 30_000, payment_no=f"P-{ticket['id']}", ticket=ticket["number"]) == "fired"
    assert pay(here, 30_000, payment_no=f"P-{ticket['id']}", ticket=ticket["number"]) == "known"
    assert stage.read(ticket)["state"] == "visiting"
    assert (
        here.one("SELECT sum(amount_fen) AS fen FROM payment WHERE ticket_id = %s", ticket["id"])["fen"]
        == 30_000
    )


def test_another_sum_than_the_quote_books_nothing(here: Town, stage: Stage) -> None:
    ticket = waiting_payment(stage)
    assert pay(here, 29_999, ticket=ticket["number"]) == "mismatch"
    assert here.rows("SELECT kind FROM incident WHERE ticket_id = %s", ticket["id"]) == [{"kind": "mismatch"}]
    assert here.rows("SELECT 1 AS yes FROM payment WHERE ticket_id = %s", ticket["id"]) == []
    assert stage.read(ticket)["state"] == "waiting_payment"


def test_money_for_a_charge_settles_its_dunning_request(here: Town, stage: Stage) -> None:
    charge = stage.charge(amount_fen=10_000)
    ticket = dunning(stage, charge)
    assert pay(here, 4_000, charges=[charge]) == "booked"
    assert (balance(here, charge), stage.read(ticket)["details"]["balance_fen"]) == (6_000, 6_000)
    assert pay(here, 6_000, charges=[charge]) == "booked"
    assert (balance(here, charge), stage.read(ticket)["state"]) == (0, "settled")
    told = here.rows(
        "SELECT trigger FROM event WHERE ticket_id = %s AND actor_id IS NULL ORDER BY seq", ticket["id"]
    )
    assert [row["trigger"] for row in told] == ["payment_part", "payment_full"]


def test_money_of_a_customer_goes_by_the_legal_order(here: Town, stage: Stage) -> None:
    charge = stage.charge(amount_fen=10_000)
    said = {"customer": stage.customer.code, "office": stage.office.code}
    assert pay(here, 12_000, **said) == "booked"
    kept = here.one("SELECT balance_fen FROM prepayment WHERE customer_id = %s", stage.customer.id)
    assert (balance(here, charge), kept["balance_fen"]) == (0, 2_000)


def test_money_of_an_odd_time_is_kept_for_a_person_and_not_booked(here: Town, stage: Stage) -> None:
    charge = stage.charge(amount_fen=10_000)
    for at in ("1900-01-01T00:00:00+08:00", "2199-01-01T00:00:00+08:00"):
        assert pay(here, 10_000, charges=[charge], paid_at=at) == "odd_time"
    assert balance(here, charge) == 10_000
    kinds = here.rows("SELECT kind FROM incident WHERE kind = 'odd_time' ORDER BY id DESC LIMIT 2")
    assert [row["kind"] for row in kinds] == ["odd_time"] * 2
    assert pay(here, 10_000, charges=[charge]) == "booked"


def test_money_at_the_desk_tells_the_request_as_well(here: Town, stage: Stage) -> None:
    ticket = dunning(stage, stage.charge(amount_fen=10_000))
    said = {"customer": stage.customer.code, "amount_fen": 10_000, "method": "cash"}
    assert stage.send("cashier", "POST", "/payments", said).status_code == 201
    here.drain()
    assert stage.read(ticket)["state"] == "settled"


def test_charges_of_two_payers_and_unknown_tickets_are_kept_for_a_person(here: Town, stage: Stage) -> None:
    mine, other = stage.charge(), stage.charge(stage.neighbour())
    assert pay(here, 10_000, charges=[mine, other]) == "unmatched"
    assert pay(here, 10_000, ticket="RP-NONE-20260101-0001") == "unmatched"


def test_the_same_number_with_another_sum_is_an_incident(here: Town, stage: Stage) -> None:
    charge, number = stage.charge(amount_fen=10_000), f"PN{here.new_word()}"
    assert pay(here, 1_000, payment_no=number, charges=[charge]) == "booked"
    assert pay(here, 2_000, payment_no=number, charges=[charge]) == "mismatch"
    assert balance(here, charge) == 9_000
