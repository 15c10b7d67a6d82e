"""What is split into slips under a limit is approved as the sum that it is."""

from service.usecases.tickets.fire_trigger import fire_as_system
from tests.demo_house import PAYEE, House, Json

PAID = {"amount_fen": 190_000, "provider_ref": "P-1"}


def slip(house: House, account: str) -> Json:
    details = {"amount_fen": 190_000, "payee": PAYEE | {"account": account}, "reason": "退房"}
    opened = house["clerk"].open("refund", details | {"deposit": house.deposit(190_000)})
    return house["clerk"].fire(opened, "submit")


def test_a_slip_paid_out_today_still_counts_for_the_next_one_to_the_same_payee(house: House) -> None:
    approved = house["supervisor"].fire(slip(house, "6222000000001"), "approve")
    assert approved["state"] == "approved"
    house["finance"].fire(approved, "pay")
    assert fire_as_system(approved["id"], "callback_ok", PAID).moved
    assert fire_as_system(approved["id"], "close").moved
    second = house["supervisor"].fire(slip(house, "6222000000001"), "approve")
    assert second["state"] == "pending_approval"
    assert {item["desk"] for item in second["work_items"]} == {"pm", "finance"}


def test_a_slip_that_was_refused_counts_for_nothing(house: House) -> None:
    house["supervisor"].fire(slip(house, "6222000000002"), "reject", {"reason": "重复"})
    assert house["supervisor"].fire(slip(house, "6222000000002"), "approve")["state"] == "approved"
