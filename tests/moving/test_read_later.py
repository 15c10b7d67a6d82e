"""A final reading that is made some days after the move, in a month that somebody charged by hand."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.transaction import transaction
from service.usecases.register.charge_rooms import charge_rooms
from tests.moving.test_final_readings import Metered
from tests.moving.test_moving import TODAY, found
from tests.register.house import answered
from tests.stage import Stage

MONTH = f"{TODAY:%Y-%m}"


def charge(house: Metered, code: str) -> Any:
    house.stage.who("finance")
    body = {"customer": code, "room": house.room.code, "item": house.item, "amount_fen": 100}
    body |= {"period": MONTH, "due_on": TODAY.isoformat(), "office": house.stage.office.code}
    return answered(house.stage.send("finance", "POST", "/charges", body), 201)


def charged(house: Metered) -> list[tuple[str, int, str | None]]:
    return [(row["name"], row["amount_fen"], row["period"]) for row in house.charged()]


def alone(stage: Stage) -> Metered:
    house = Metered(stage)
    with transaction() as work:
        work.sql.execute(
            "UPDATE occupancy SET until = %s WHERE room_id = %s AND nature = 'tenant'",
            [TODAY - timedelta(days=100), house.room.id],
        )
    return house


@pytest.mark.parametrize("by_ticket", [False, True])
@pytest.mark.parametrize("late", [0, 2])
def test_who_came_pays_by_hand_for_nothing_that_the_final_reading_counts(
    stage: Stage, late: int, by_ticket: bool
) -> None:
    """As on the day itself: the leaver is charged by the final reading, whatever day it was read on."""
    house = alone(stage)
    charge(house, house.new.code)
    on = (TODAY + timedelta(days=late)).isoformat()
    if by_ticket:
        house.by("clerk", house.effective("transfer"), "meter_billed", readings=house.shown(135, on=on))
    else:
        reading = {"meter": house.number, "value": 135, "create_charge": True, "read_on": on}
        body = {"room": house.room.code, "customer": house.new.code, "on": TODAY.isoformat()}
        answered(stage.send("clerk", "POST", "/transfers", body | {"readings": [reading]}), 201)
    assert sorted(charged(house)) == [("张伟", 5250, None), ("陈静", 100, MONTH)]


@pytest.mark.parametrize("patched", [False, True])
def test_nobody_is_charged_by_the_run_for_what_the_leavers_month_by_hand_has_settled(
    stage: Stage, patched: bool
) -> None:
    """The same, to the end: the run of the month asks the newcomer for the leaver's units."""
    house = alone(stage)
    ticket = house.effective("transfer")
    (old,) = found("SELECT code FROM customer WHERE id = %s", house.old.id)
    made = charge(house, old["code"])
    on = (TODAY + timedelta(days=2)).isoformat()
    house.by("clerk", house.stage.read(ticket), "meter_billed", readings=house.shown(135, on=on))
    if patched:
        path, version = f"/charges/{made['id']}", made["version"]
        for period in ("2026-01", MONTH):
            said = house.stage.send("finance", "PATCH", path, {"period": period}, version=version)
            version = answered(said, 200)["version"]
    body = {"period": MONTH, "items": [house.item], "office": stage.office.code}
    run = answered(stage.send("finance", "POST", "/charge-runs", body), 201)
    with transaction() as work:
        assert charge_rooms(work, UUID(run["id"]))
    assert charged(house) == [("张伟", 100, MONTH)]
