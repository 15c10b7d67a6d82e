"""Money on a charge that is being dunned: whose limitation begins anew, and what the request then says."""

from service.transaction import Row
from tests.stage import Stage, answer
from tests.workers.town import Town
from tests.workers.works import dunning, stage

__all__ = ["stage"]


def paid(here: Town, stage: Stage, fen: int, *charges: str) -> Row:
    body = {"customer": stage.customer.code, "amount_fen": fen, "method": "cash", "charges": list(charges)}
    payment = answer(stage.send("cashier", "POST", "/payments", body), 201)
    here.drain()
    return payment


def written_off(here: Town, stage: Stage, fen: int) -> Row:
    body = {"customer": stage.customer.code, "amount_fen": fen}
    money = answer(stage.send("cashier", "POST", "/prepayments", body), 201)
    money = answer(stage.send("cashier", "POST", f"/prepayments/{money['id']}/write-off", {}), 200)
    here.drain()
    return money


def limitation(stage: Stage, charge: str) -> tuple[str, list[str]]:
    """Until when it can be claimed, and what began that anew."""
    found = answer(stage.send("finance", "GET", f"/charges/{charge}/limitation"), 200)
    return found["limitation_on"], [each["kind"] for each in found["events"]]


def test_a_payment_for_one_debt_begins_no_other_debts_limitation_anew(here: Town, stage: Stage) -> None:
    one, other = stage.charge(amount_fen=10_000), stage.charge(amount_fen=20_000)
    dunning(stage, one, other)
    before = limitation(stage, other)
    paid(here, stage, 4_000, one)
    assert limitation(stage, other) == before
    assert limitation(stage, one)[1] == ["payment"]


def test_a_write_off_begins_no_limitation_of_a_dunned_charge_anew(here: Town, stage: Stage) -> None:
    charge = stage.charge(amount_fen=10_000)
    dunning(stage, charge)
    before = limitation(stage, charge)
    written_off(here, stage, 4_000)
    assert limitation(stage, charge) == before


def taken_back(here: Town, stage: Stage, noun: str, row: Row, what: str = "") -> None:
    path = f"/{noun}/{row['id']}{what}/reverse"
    answer(stage.send("finance", "POST", path, {"reason": "录错"}, version=row["version"]), 200)
    here.drain()


def test_the_demand_asks_for_the_whole_debt_when_a_payment_was_taken_back(here: Town, stage: Stage) -> None:
    ticket = dunning(stage, charge := stage.charge(amount_fen=10_000))
    payment = paid(here, stage, 4_000, charge)
    assert stage.read(ticket)["details"]["balance_fen"] == 6_000
    taken_back(here, stage, "payments", payment)
    ticket = stage.read(ticket)
    assert ticket["details"]["balance_fen"] == 10_000
    stage.fired("clerk", ticket, "execute", {"channel": "sms"})
    here.drain()
    (message,) = here.rows("SELECT params FROM message WHERE ticket_id = %s", ticket["id"])
    assert message["params"]["amount"] == "100.00"


def test_a_request_counts_the_whole_debt_when_a_write_off_was_taken_back(here: Town, stage: Stage) -> None:
    ticket = dunning(stage, stage.charge(amount_fen=10_000), stage.charge(amount_fen=20_000))
    money = written_off(here, stage, 4_000)
    assert stage.read(ticket)["details"]["balance_fen"] == 26_000
    taken_back(here, stage, "prepayments", money, "/write-off")
    assert stage.read(ticket)["details"]["balance_fen"] == 30_000


def test_a_payment_that_is_taken_back_before_the_request_heard_of_it_leaves_the_request_open(
    here: Town, stage: Stage
) -> None:
    ticket = dunning(stage, charge := stage.charge(amount_fen=10_000))
    body = {"customer": stage.customer.code, "amount_fen": 10_000, "method": "cash", "charges": [charge]}
    payment = answer(stage.send("cashier", "POST", "/payments", body), 201)
    taken_back(here, stage, "payments", payment)
    ticket = stage.read(ticket)
    assert (ticket["state"], ticket["details"]["balance_fen"]) == ("approved", 10_000)


def test_nothing_of_a_payment_on_a_dunned_charge_is_left_once_it_is_taken_back(
    here: Town, stage: Stage
) -> None:
    dunning(stage, charge := stage.charge(amount_fen=10_000))
    before = limitation(stage, charge)
    taken_back(here, stage, "payments", paid(here, stage, 4_000, charge))
    assert limitation(stage, charge) == before
