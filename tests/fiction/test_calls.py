"""Tickets come when and from whom they come in a real company."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from service.fiction.calls import COLD_DAYS, ZONE, Call, complaints_called, homes_of, repairs_called
from service.fiction.chance import Chance
from service.fiction.lives import Team, lives_of
from service.fiction.people import inhabitants_of
from service.fiction.places import buildings_of
from tests.fiction.test_shape import ROOMS, TODAY, near

TEAM = Team(
    {desk: (f"{desk}-1",) for desk in ("clerk", "dispatcher", "tech", "cashier", "supervisor", "visitor")}
)


@pytest.fixture(scope="module")
def chance() -> Chance:
    return Chance(Random(11))


@pytest.fixture(scope="module")
def calls(chance: Chance) -> list[Call]:
    rooms = [room for building in buildings_of(chance, ROOMS) for room in building.rooms]
    homes = homes_of(chance, inhabitants_of(chance, rooms, TODAY), TODAY)
    return [call for _ in range(5) for call in repairs_called(chance, homes, TODAY)]


def days(calls: list[Call], *numbers: int) -> float:
    """Calls a day on the days so long ago."""
    wanted = {TODAY - timedelta(days=number) for number in numbers}
    return sum(call.at.astimezone(ZONE).date() in wanted for call in calls) / len(wanted)


def test_two_repairs_a_room_and_year_and_more_in_the_cold_week(calls: list[Call]) -> None:
    warm = [number for number in range(1, 29) if number not in COLD_DAYS]
    assert near(days(calls, *warm) / 5, 0.96 * ROOMS * 2.0 / 365 * (6 + 1.4) / 7, within=0.1)
    assert near(days(calls, *COLD_DAYS) / days(calls, *warm), 1.6, within=0.1)


def test_monday_brings_forty_per_cent_more(calls: list[Call]) -> None:
    by_day = Counter(call.at.astimezone(ZONE).weekday() for call in calls)
    assert near(by_day[0] / (sum(by_day[day] for day in range(1, 7)) / 6), 1.4, within=0.1)


def test_mornings_and_evenings_are_busiest(calls: list[Call]) -> None:
    by_hour = Counter(call.at.astimezone(ZONE).hour for call in calls)
    assert {hour for hour, _ in by_hour.most_common(5)} == {9, 10, 18, 19, 20}


def test_a_tenth_of_the_rooms_makes_nearly_half_of_the_tickets(chance: Chance) -> None:
    rooms = [room for building in buildings_of(chance, 500) for room in building.rooms]
    homes = homes_of(chance, inhabitants_of(chance, rooms, TODAY), TODAY)
    made = Counter(call.room.code for _ in range(100) for call in repairs_called(chance, homes, TODAY))
    tenth = made.most_common(len(homes.homes) // 10)
    assert near(sum(number for _, number in tenth) / made.total(), 0.45, within=0.1)


def test_few_customers_make_half_of_the_complaints(chance: Chance) -> None:
    rooms = [room for building in buildings_of(chance, 1000) for room in building.rooms]
    homes = homes_of(chance, inhabitants_of(chance, rooms, TODAY), TODAY)
    made = Counter(call.room.code for _ in range(400) for call in complaints_called(chance, homes, TODAY))
    loud = made.most_common(round(0.03 * len(homes.homes)))
    assert near(sum(number for _, number in loud) / made.total(), 0.5, within=0.1)


def test_nobody_calls_where_nobody_lives(chance: Chance) -> None:
    assert lives_of(chance, TEAM, inhabitants_of(chance, [], TODAY), TODAY) == []


def test_steps_follow_each_other_and_visits_are_made_in_the_hours_for_that(chance: Chance) -> None:
    rooms = [room for building in buildings_of(chance, 500) for room in building.rooms]
    for life in lives_of(chance, TEAM, inhabitants_of(chance, rooms, TODAY), TODAY):
        moments = [life.opened_at, *(step.at for step in (*life.steps, *life.visit))]
        assert moments == sorted(moments)
        assert all(9 <= step.at.astimezone(ZONE).hour < 20 for step in life.visit[1:])
