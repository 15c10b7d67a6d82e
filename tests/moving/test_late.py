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
