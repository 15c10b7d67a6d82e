"""A price that was a mistake goes again, with what was charged by it taken back first."""

import pytest
from flask.testing import FlaskClient

from service.models.room import Room
from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.test_taken_back import taken_back
from tests.register.test_tariffs import spans
from tests.register.town import Town, answered, new_town

NOVEMBER = "2026-11-01"


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    found = new_town(place, client)
    found.item()
    return found


def charged_wrong(town: Town, rooms: list[Room]) -> tuple[list[str], list[Row]]:
    """At 280.00 a square metre instead of 2.80, from November on; the rooms had 2.00 before."""
    town.tariff(town.standard(price_fen=200), building=town.building.code)
    wrong = town.tariff(town.standard(price_fen=28_000), building=town.building.code, begins_on=NOVEMBER)
    town.run("2026-11")
    return wrong["tariffs"], [row for room in rooms for row in town.charges(room=room.code)]


def reversed_by_another(town: Town, row: Row) -> None:
    """Whoever made the run may not, it is more than 1,000.00 yuan."""
    with transaction() as work:
        caller = makers.make_caller(work, town.place.office, "finance")
    answered(taken_back(Desk(town.finance.client, caller), "charges", row), 200)


def test_a_wrong_price_goes_once_its_charge_was_taken_back(town: Town) -> None:
    room = town.room()
    (tariff,), (charge,) = charged_wrong(town, [room])
    refused(town.finance.delete(f"/tariffs/{tariff}"), 409, "in_use")
    reversed_by_another(town, charge)
    assert town.finance.delete(f"/tariffs/{tariff}").status_code == 204
    assert spans(town, room) == [("2026-01-01", None)]
    town.tariff(town.standard(price_fen=280), room=room.code, begins_on=NOVEMBER)
    assert town.run("2026-11")["amount_fen"] == 25_060
    kept = answered(town.finance.get(f"/charges/{charge['id']}"), 200)["basis"]
    assert (kept[0]["tariff"], kept[0]["price_fen"]) == (tariff, 28_000)


def test_a_wrong_price_of_a_building_goes_once_the_last_of_its_charges_was_taken_back(town: Town) -> None:
    rooms = [town.room() for _ in range(2)]
    tariffs, (one, other) = charged_wrong(town, rooms)
    reversed_by_another(town, one)
    refused(town.finance.delete(f"/tariffs/{tariffs[0]}?together=true"), 409, "in_use")
    reversed_by_another(town, other)
    assert town.finance.delete(f"/tariffs/{tariffs[0]}?together=true").status_code == 204
    assert [spans(town, room) for room in rooms] == [[("2026-01-01", None)]] * 2


def test_a_charge_that_went_over_and_came_back_keeps_no_price(town: Town) -> None:
    """The newcomer's own row of it stays, with nothing on it."""
    room = town.room()
    (tariff,) = town.tariff(town.standard(), room=room.code)["tariffs"]
    town.run("2026-10")
    (charge,) = town.charges(room=room.code)
    sold = {"room": room.code, "customer": town.place.customer.code, "on": "2026-11-20"}
    over = answered(town.finance.post("/transfers", sold | {"arrears_to_new": True, "assumption_no": "ZW-1"}))
    answered(town.finance.post(f"/transfers/{over['id']}/reverse", {"reason": "买卖取消"}), 200)
    refused(town.finance.delete(f"/tariffs/{tariff}"), 409, "in_use")
    charge = answered(town.finance.get(f"/charges/{charge['id']}"), 200)
    answered(taken_back(town.finance, "charges", charge), 200)
    assert town.finance.delete(f"/tariffs/{tariff}").status_code == 204
