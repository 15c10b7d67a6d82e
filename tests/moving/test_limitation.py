"""Until when a debt can be claimed that went over by ticket: what is taken back counts no more."""

from datetime import date

from service.usecases.register.limitation import limitation_from
from tests.moving.test_moving import House
from tests.stage import Stage, answer

DUE = date(2024, 1, 31)


def test_a_payment_taken_back_after_the_debt_went_over_by_ticket_gives_nobody_more_time(stage: Stage) -> None:
    house = House(stage)
    days = {"due_on": DUE, "limitation_on": limitation_from(DUE)}
    debt = stage.charge(house.old, room_id=house.room.id, amount_fen=10_000, **days)
    paid = {"customer": house.old.code, "amount_fen": 4_000, "method": "cash"}
    paid = answer(stage.send("cashier", "POST", "/payments", paid), 201)
    ticket = house.signed(house.checked(arrears_to_new=True, assumption_no="CD-1"), "supervisor")
    house.by_itself(ticket, "effective_date")
    (gone,) = answer(stage.send("finance", "GET", f"/charges?customer={house.new.id}"), 200)["items"]
    assert gone["limitation_on"] > str(limitation_from(DUE))
    path = f"/payments/{paid['id']}/reverse"
    answer(stage.send("finance", "POST", path, {"reason": "录错"}, version=paid["version"]), 200)
    for charge in (debt, gone["id"]):
        found = answer(stage.send("finance", "GET", f"/charges/{charge}/limitation"), 200)
        assert (found["limitation_on"], found["events"]) == (str(limitation_from(DUE)), [])
