"""The developer pays for the owner (代缴), in each of its four modes, until it is used up or over."""

from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, transaction
from service.usecases.register.subsidies import Line, NewSubsidy, Pot, _end, shared
from tests import makers
from tests.register.conftest import Place
from tests.register.test_register_api import refused
from tests.register.town import Town, answered, new_town

ITEMS = [UUID(int=number) for number in range(1, 4)]


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    town = new_town(place, client)
    town.item()
    town.item("垃圾费", "other", position=1)
    return town


@pytest.fixture
def developer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="developer", name="桂园置业")


def charged_room(town: Town, *items: str) -> Room:
    room = town.room(town.place.customer)
    prices = {"物业费": ("gross_area", 280), "垃圾费": ("room", 3000)}
    for item in items or ("物业费",):
        basis, price = prices[item]
        town.tariff(town.standard(item, price, basis=basis), room=room.code)
    return room


def subsidy(town: Town, room: Room, developer: Customer, **values: object) -> Row:
    body = {"room": room.code, "developer": developer.code, "begins_on": "2026-11-01"} | values
    return answered(town.finance.post("/subsidies", body))


def left(town: Town, made: Row) -> int:
    found: int = answered(town.finance.get(f"/subsidies/{made['id']}"), 200)["balance_fen"]
    return found


def owed_by(town: Town, customer: Customer, period: str) -> int:
    rows = town.charges(customer=customer.code)
    return sum(each["balance_fen"] for each in rows if each["period"] == period)


def test_r_occ_11_for_some_months_the_developer_is_the_payer_of_record(
    town: Town, developer: Customer
) -> None:
    room = charged_room(town)
    made = subsidy(town, room, developer, item="物业费", months=3)
    assert made["ends_on"] == "2027-01-31"
    town.run("2026-11")
    (charge,) = town.charges()
    assert charge["customer"]["id"] == str(developer.id)
    assert owed_by(town, town.place.customer, "2026-11") == 0


def test_r_occ_12_by_item_and_amount_it_lasts_until_it_is_used_up(town: Town, developer: Customer) -> None:
    room = charged_room(town)
    made = subsidy(town, room, developer, item="物业费", amount_fen=75180)
    balances = []
    for period in ("2026-11", "2026-12", "2027-01"):
        town.run(period)
        balances.append(left(town, made))
    assert balances == [50120, 25060, 0]
    town.run("2027-02")
    assert owed_by(town, town.place.customer, "2027-02") == 25060


def test_r_occ_13_by_item_and_date_the_owner_is_billed_from_the_day_it_is_over(
    town: Town, developer: Customer
) -> None:
    room = charged_room(town)
    subsidy(town, room, developer, item="物业费", ends_on="2027-01-31")
    town.run("2027-01")
    town.run("2027-02")
    assert owed_by(town, developer, "2027-01") == 25060
    assert owed_by(town, town.place.customer, "2027-02") == 25060


def test_r_occ_14_without_an_item_by_amount_all_charges_draw_on_it(town: Town, developer: Customer) -> None:
    room = charged_room(town, "物业费", "垃圾费")
    made = subsidy(town, room, developer, amount_fen=50000)
    town.run("2026-11")
    assert owed_by(town, developer, "2026-11") == 28060
    assert left(town, made) == 21940


def test_r_occ_15_without_an_item_by_date_nothing_is_drawn_after_the_day(
    town: Town, developer: Customer
) -> None:
    room = charged_room(town, "物业费", "垃圾费")
    subsidy(town, room, developer, ends_on="2026-12-31")
    town.run("2027-01")
    assert owed_by(town, developer, "2027-01") == 0
    assert owed_by(town, town.place.customer, "2027-01") == 28060


def test_what_a_subsidy_cannot_pay_any_more_the_owner_owes(town: Town, developer: Customer) -> None:
    room = charged_room(town)
    subsidy(town, room, developer, amount_fen=10000)
    town.run("2026-11")
    assert owed_by(town, developer, "2026-11") == 10000
    assert owed_by(town, town.place.customer, "2026-11") == 15060
    town.run("2026-11")
    assert len(town.charges()) == 2


def test_a_subsidy_ends_somewhere(town: Town, developer: Customer) -> None:
    room = charged_room(town)
    body = {"room": room.code, "developer": developer.code, "begins_on": "2026-11-01"}
    refused(town.finance.post("/subsidies", body), 422, "invalid")
    refused(town.finance.post("/subsidies", body | {"ends_on": "2026-10-31"}), 422, "invalid")


def test_r_occ_11_three_months_from_the_middle_of_one_are_not_four(town: Town, developer: Customer) -> None:
    """The first and the last month are paid by their days: 17 of 31, 14 of 30."""
    room = charged_room(town)
    subsidy(town, room, developer, item="物业费", begins_on="2027-01-15", months=3)
    paid = []
    for period in ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05"):
        town.run(period)
        paid.append(owed_by(town, developer, period))
        assert paid[-1] + owed_by(town, town.place.customer, period) == 25060
    assert paid == [13743, 25060, 25060, 11695, 0]


def test_a_subsidy_pays_for_its_days_of_a_price_that_changes_within_the_month(
    town: Town, developer: Customer
) -> None:
    room = charged_room(town)
    town.tariff(town.standard(price_fen=300), room=room.code, begins_on="2026-11-16")
    subsidy(town, room, developer, begins_on="2026-11-01", ends_on="2026-11-15")
    town.run("2026-11")
    assert owed_by(town, developer, "2026-11") == 12530
    assert owed_by(town, town.place.customer, "2026-11") == 13425


def test_months_and_a_last_day_that_contradict_each_other_are_refused(
    town: Town, developer: Customer
) -> None:
    room = charged_room(town)
    body = {"room": room.code, "developer": developer.code, "begins_on": "2026-11-01", "months": 2}
    answer = town.finance.post("/subsidies", body | {"ends_on": "2026-11-30"})
    refused(answer, 422, "invalid")
    assert [each["field"] for each in answer.get_json()["errors"]] == ["ends_on"]
    assert subsidy(town, room, developer, months=2, ends_on="2026-12-31")["ends_on"] == "2026-12-31"
    refused(
        town.finance.post("/subsidies", body | {"begins_on": "2199-06-01", "months": 120}), 422, "invalid"
    )


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        (date(2026, 11, 1), 3, date(2027, 1, 31)),
        (date(2026, 11, 15), 1, date(2026, 12, 14)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 11, 30)),
    ],
)
def test_months_end_on_the_day_before(begins: date, months: int, ends: date) -> None:
    assert _end(NewSubsidy("r", "d", begins, months=months)) == ends


lines = st.lists(
    st.builds(Line, st.sampled_from(ITEMS), st.integers(1, 10**6)), max_size=3, unique_by=lambda x: x.item_id
)
pots = st.lists(
    st.tuples(st.none() | st.sampled_from(ITEMS), st.none() | st.integers(0, 10**6)), max_size=3
).map(lambda found: [Pot(UUID(int=n), UUID(int=99), item, fen) for n, (item, fen) in enumerate(found)])


@given(lines, pots)
def test_every_fen_of_every_line_is_owed_once_and_no_pot_gives_more_than_it_has(
    charged: list[Line], filled: list[Pot]
) -> None:
    before = {pot.id: pot.left_fen for pot in filled}
    found = list(shared(charged, filled))
    for line in charged:
        assert sum(share.amount_fen for share in found if share.line == line) == line.amount_fen
    for pot in filled:
        drawn = sum(share.amount_fen for share in found if share.pot is pot)
        given_fen = before[pot.id]
        assert given_fen is None or (0 <= drawn <= given_fen and pot.left_fen == given_fen - drawn)
