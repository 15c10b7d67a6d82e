"""A transfer's ticket is read whole by its office: who is asked for a part sees what it is about."""

import pytest

from tests.moving.test_moving import House
from tests.stage import Stage, answer, stage_on


@pytest.mark.parametrize("who", ["guard", "tech", "dispatcher", "admin"])
def test_sums_and_papers_of_a_transfers_ticket_are_read_by_its_office_and_by_no_other(
    stage: Stage, who: str
) -> None:
    house = House(stage)
    stage.charge(house.old, room_id=house.room.id, amount_fen=56_700)
    ticket = house.checked(arrears_to_new=True, assumption_no="ZW-1", contract_no="HT-1")
    path = f"/tickets/{ticket['id']}"
    details = answer(stage.send(who, "GET", path), 200)["details"]
    assert (details["assumption_no"], details["contract_no"]) == ("ZW-1", "HT-1")
    assert details["moved_fen"] == 56_700
    assert stage.send(who, "GET", f"/charges?customer={house.old.id}").status_code == 403
    answer(stage_on(stage.app).send(who, "GET", path), 404)
