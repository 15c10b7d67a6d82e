"""A late charge goes over by ticket as at the desk: with its debt, and as a late charge."""

from tests.moving.test_moving import House
from tests.stage import Stage


def test_a_late_charge_goes_over_by_ticket_with_the_debt_it_is_for(stage: Stage) -> None:
    house = House(stage)
    debt = stage.charge(house.old, room_id=house.room.id, amount_fen=50_000)
    more = {"kind": "late", "late_of": debt}
    stage.charge(house.old, room_id=house.room.id, amount_fen=1_000, **more)
    ticket = house.signed(house.checked(arrears_to_new=True, assumption_no="CD-1"), "supervisor")
    house.by_itself(ticket, "effective_date")
    listed = stage.send("finance", "GET", f"/charges?customer={house.new.id}").get_json()["items"]
    gone = {row["kind"]: row for row in listed}
    assert gone["late"]["late_of"] == gone["other"]["id"]


def test_a_transfer_is_not_taken_back_under_a_late_charge_that_was_made_since(stage: Stage) -> None:
    """Also of a debt without a room, of which nobody sees that it is the room's."""
    house = House(stage)
    stage.charge(house.old, amount_fen=50_000)
    ticket = house.signed(house.checked(arrears_to_new=True, assumption_no="CD-1"), "supervisor")
    ticket = house.by_itself(ticket, "effective_date")
    (debt,) = stage.send("finance", "GET", f"/charges?customer={house.new.id}").get_json()["items"]
    stage.charge(house.new, kind="late", late_of=debt["id"], amount_fen=1_000)
    assert house.refused("supervisor", ticket, "reverse", reason="录错") == "money_untouched"
