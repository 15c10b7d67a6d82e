"""What was weighed and signed is what takes effect, and nothing else; what never could is not submitted."""

import pytest

from service.transaction import transaction
from tests import makers
from tests.moving.test_moving import TODAY, House
from tests.stage import Stage, answer


@pytest.fixture
def house(stage: Stage) -> House:
    return House(stage)


def test_who_signed_for_one_persons_debts_does_not_get_anothers(house: House) -> None:
    """Before the day the room went on to 赵磊, who owes less than was signed for."""
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=90_000)
    ticket = house.signed(house.checked(arrears_to_new=True, assumption_no="CD-1"), "supervisor")
    with transaction() as work:
        third = makers.make_customer(work, house.stage.office, name="赵磊")
    between = {"room": house.room.code, "customer": third.code, "on": TODAY.isoformat()}
    answer(house.stage.send("clerk", "POST", "/transfers", between), 201)
    house.stage.charge(third, room_id=house.room.id, amount_fen=40_000)
    assert house.by_itself(ticket, "effective_date")["state"] == "precheck"
    assert house.owed() == {"张伟": 90_000, "赵磊": 40_000}


def test_a_lease_that_ends_before_it_begins_is_refused_at_the_opening_and_in_a_change(house: House) -> None:
    day, lease = TODAY.isoformat(), {"nature": "tenant"}
    body = {
        "workflow": "move", "office": house.stage.office.code, "subject": "迁入",
        "room": house.room.code, "customer": house.new.code,
        "details": {**lease, "day": day, "until": day},
    }  # fmt: skip
    problem = answer(house.stage.send("clerk", "POST", "/tickets", body), 422)
    assert [each["field"] for each in problem["errors"]] == ["details.until"]
    ticket = house.opened("move", **lease)
    ticket = house.by("clerk", ticket, "amend", until=day)
    assert house.refused("clerk", ticket, "submit") == "until_after_day"
