"""A made-up company has the skew of a real one: few big projects, few owners of much, names borne twice."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from service.fiction.chance import Chance
from service.fiction.names import RARE, Registry
from service.fiction.people import Inhabitants, inhabitants_of
from service.fiction.places import Room, buildings_of, offices_of

TODAY = date(2026, 11, 26)
ROOMS = 12_000


@pytest.fixture(scope="module")
def rooms() -> list[Room]:
    return [room for building in buildings_of(Chance(Random(1)), ROOMS) for room in building.rooms]


@pytest.fixture(scope="module")
def people(rooms: list[Room]) -> Inhabitants:
    return inhabitants_of(Chance(Random(2)), rooms, TODAY)


def near(share: float, wanted: float, *, within: float = 0.2) -> bool:
    """A fifth more or less."""
    return abs(share - wanted) <= within * wanted


def borne_twice(values: list[str]) -> float:
    counted = Counter(values)
    return sum(number for number in counted.values() if number > 1) / len(values)


def test_projects_are_log_normal_with_a_few_big_ones() -> None:
    sizes = [office.rooms for office in offices_of(Chance(Random(3)), 3_000_000) if office.kind == "office"]
    ordered = sorted(sizes)
    assert sum(sizes) == 3_000_000
    assert near(ordered[len(ordered) // 2], 900, within=0.1)
    assert near(sum(size > 8000 for size in sizes) / len(sizes), 0.01, within=0.5)


def test_a_small_company_still_has_several_projects() -> None:
    sizes = [office.rooms for office in offices_of(Chance(Random(1)), 300) if office.kind == "office"]
    assert (sum(sizes), len(sizes) > 1) == (300, True)


def test_room_codes_are_never_used_twice_in_an_office(rooms: list[Room]) -> None:
    assert len({room.code for room in rooms}) == len(rooms) == ROOMS


def test_four_per_cent_of_the_rooms_are_developer_stock(people: Inhabitants) -> None:
    owned = {stay.room.code for stay in people.stays if stay.nature == "owner"}
    assert near(1 - len(owned) / ROOMS, 0.04)


def test_a_quarter_of_the_rooms_is_let(people: Inhabitants) -> None:
    let = [stay for stay in people.stays if stay.nature == "tenant" and stay.until is None]
    assert near(len(let) / ROOMS, 0.25, within=0.1)


def test_few_own_three_rooms_or_more(people: Inhabitants) -> None:
    owned = Counter(stay.customer.code for stay in people.stays if stay.nature == "owner")
    assert near(sum(number >= 3 for number in owned.values()) / len(owned), 0.015, within=0.3)


def test_some_names_and_phones_are_shared_in_one_office(people: Inhabitants) -> None:
    relatives = [each for who in people.customers for each in who.relatives]
    names = [each.name for each in (*people.customers, *relatives)]
    phones = [each.phone for each in (*people.customers, *relatives) if each.phone]
    assert near(borne_twice(names), 0.02, within=0.3)
    assert near(borne_twice(phones), 0.04, within=0.3)


def test_a_few_names_are_rare(people: Inhabitants) -> None:
    names = [each.name for who in people.customers for each in (who, *who.relatives)]
    rare = [name for name in names if set(name) & set(RARE)]
    assert near(len(rare) / len(names), 0.003, within=0.4)
    assert {character for name in rare for character in name if character in RARE} == set(RARE)


def test_a_fifth_of_the_owners_has_an_account_and_few_have_two(people: Inhabitants) -> None:
    owners = [who for who in people.customers if who.kind == "owner"]
    paying = [who for who in owners if who.accounts]
    assert near(len(paying) / len(owners), 0.20)
    assert near(sum(len(who.accounts) > 1 for who in paying) / len(paying), 0.06, within=0.4)
    assert all(sum(each.primary for each in who.accounts) == 1 for who in paying)


def test_nobody_is_two_of_one_nature_in_a_room_on_one_day(people: Inhabitants) -> None:
    found = Counter((stay.room.code, stay.nature) for stay in people.stays if stay.holds_on(TODAY))
    assert set(found.values()) == {1}


def test_the_same_number_draws_the_same_people(rooms: list[Room]) -> None:
    first, again, other = (inhabitants_of(Chance(Random(n)), rooms[:200], TODAY) for n in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_name_is_drawn_anew_until_it_is_nobodys() -> None:
    registry = Registry(Chance(Random(1)))
    phones = [registry.phone() for _ in range(2000)]
    assert len(set(phones)) > 1900
