"""Who can complete a round, against trying everything; and that a big office is answered at once."""

import time
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ladder import Level, Seat
from workflows.proof.seating import Person, needed
from workflows.proof.staffing import Absences, Blocked, Missing, Satisfied, absences, staffing
from workflows.tally import quorums

DESKS = ("supervisor", "pm", "finance", "city")
PEOPLE = ("a", "b", "c", "d", "e")


def person(name: str, *desks: str) -> Person:
    return Person(name, name, frozenset(desks))


def level(*desks: str, mode: str = "all", name: str = "one", **rest: object) -> Level:
    seats = tuple(Seat(desk) for desk in desks)
    return Level(name, seats, mode=mode, **rest)  # type: ignore[arg-type]


def fits(person: Person, seat: Seat) -> bool:
    return seat.user == person.id or seat.desk in person.desks


def by_trying(levels: Sequence[Level], people: Sequence[Person]) -> bool:
    """Every choice of seats that could pass, every way to seat distinct persons on them."""
    return any(seated([seat for seats in ways for seat in seats], people) for ways in choices(levels))


def choices(levels: Sequence[Level]) -> Iterator[tuple[tuple[Seat, ...], ...]]:
    return product(*(list(passing(each)) for each in levels))


def passing(level: Level) -> Iterator[tuple[Seat, ...]]:
    seats, bar = needed(level)
    for size in range(len(seats) + 1):
        for chosen in combinations(seats, size):
            if sum(seat.weight if level.mode == "weight" else 1 for seat in chosen) >= bar:
                yield chosen


def seated(seats: Sequence[Seat], people: Sequence[Person]) -> bool:
    if not seats:
        return True
    return any(
        fits(each, seats[0]) and seated(seats[1:], [p for p in people if p is not each]) for each in people
    )


a_seat = st.one_of(
    st.builds(Seat, desk=st.sampled_from(DESKS), weight=st.integers(1, 3)),
    st.builds(Seat, user=st.sampled_from(PEOPLE), weight=st.integers(1, 3)),
)
some_seats = st.lists(a_seat, min_size=1, max_size=3).map(tuple)
counted = st.builds(
    Level, st.just("one"), some_seats, mode=st.sampled_from(["any", "all", "sequence", "ratio"])
)
weighted = st.builds(Level, st.just("heavy"), some_seats, mode=st.just("weight"))
staffs = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(DESKS), max_size=3)),
    max_size=5,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: [person(name, *sorted(desks)) for name, desks in pairs])


@given(st.lists(counted, min_size=1, max_size=3), staffs)
def test_a_round_is_satisfied_exactly_when_some_seating_would_pass_it(
    levels: list[Level], people: list[Person]
) -> None:
    assert isinstance(staffing(levels, people), Satisfied) == by_trying(levels, people)


@given(st.lists(counted, max_size=2), weighted, staffs)
def test_one_weighted_level_a_round_is_exact_too(
    levels: list[Level], heavy: Level, people: list[Person]
) -> None:
    assert isinstance(staffing([*levels, heavy], people), Satisfied) == by_trying([*levels, heavy], people)


@given(st.lists(st.one_of(counted, weighted), min_size=1, max_size=3), staffs)
def test_what_is_called_satisfied_can_always_be_passed(levels: list[Level], people: list[Person]) -> None:
    if isinstance(staffing(levels, people), Satisfied):
        assert by_trying(levels, people)


@given(st.lists(counted, min_size=1, max_size=3), staffs)
def test_what_is_missing_would_do_and_nothing_less_would(levels: list[Level], people: list[Person]) -> None:
    found = staffing(levels, people)
    if isinstance(found, Blocked):
        hired = [
            Person(each.user or f"new{n}{m}", "new", frozenset({each.desk} if each.desk else ()))
            for n, each in enumerate(found.missing)
            for m in range(each.persons)
        ]
        if len({each.id for each in hired}) == len(hired):
            assert by_trying(levels, [*people, *hired])
            assert not any(
                by_trying(levels, [*people, *fewer]) for fewer in combinations(hired, len(hired) - 1)
            )


@given(st.lists(counted, min_size=1, max_size=3), staffs)
def test_the_smallest_set_of_absences_is_smallest(levels: list[Level], people: list[Person]) -> None:
    found = absences(levels, people)
    assert (found is None) == (not by_trying(levels, people))
    if found:
        assert {each.id for each in found.alone} == {gone.id for (gone,) in blocking(levels, people, 1)}
        assert len(found.smallest) == next(
            size for size in range(1, 6) if any(True for _ in blocking(levels, people, size))
        )
        assert not by_trying(levels, [each for each in people if each not in found.smallest])


@given(st.lists(counted, max_size=1), weighted, staffs)
def test_with_weights_the_smallest_set_is_found_by_trying(
    levels: list[Level], heavy: Level, people: list[Person]
) -> None:
    found = absences([*levels, heavy], people)
    if found and found.smallest:
        size = len(found.smallest)
        assert not by_trying([*levels, heavy], [each for each in people if each not in found.smallest])
        assert not list(blocking([*levels, heavy], people, size - 1))


def blocking(levels: Sequence[Level], people: Sequence[Person], size: int) -> Iterator[tuple[Person, ...]]:
    for gone in combinations(people, size):
        if not by_trying(levels, [each for each in people if each not in gone]):
            yield gone


class TestByName:
    TWO = (person("韩梅", "supervisor"), person("冯波", "pm", "supervisor"))

    def test_one_person_has_never_two_seats_of_a_round(self) -> None:
        both = [level("supervisor"), level("pm", name="two")]
        assert staffing(both, self.TWO) == Satisfied()
        assert staffing(both, self.TWO[1:]) == Blocked((Missing("pm", 1),))

    def test_the_submitter_is_nobody_to_sign(self) -> None:
        found = staffing([level("pm")], self.TWO, barred={"冯波"})
        assert found == Blocked((Missing("pm", 1),))

    def test_who_is_on_leave_is_not_there(self) -> None:
        assert staffing([level("pm")], self.TWO, away={"冯波"}) == Blocked((Missing("pm", 1),))
        assert staffing([level("supervisor", mode="any")], self.TWO, away={"冯波"}) == Satisfied()

    def test_the_single_person_that_all_hangs_on_is_named(self) -> None:
        found = absences([level("supervisor"), level("pm", name="two")], self.TWO)
        assert found == Absences(tuple(sorted(self.TWO, key=lambda p: p.name)), (self.TWO[1],))

    def test_three_pms_are_blocked_by_three_absences(self) -> None:
        people = [person(name, "pm") for name in ("a", "b", "c")]
        found = absences([level("pm", mode="any")], people)
        assert found == Absences((), tuple(people))

    def test_a_sequence_stands_still_at_its_first_empty_seat(self) -> None:
        line = level("pm", "city", mode="sequence", pass_at=1)
        assert staffing([line], [person("a", "city")]) == Blocked((Missing("pm", 1),))
        assert staffing([level("pm", "city", mode="any")], [person("a", "city")]) == Satisfied()

    def test_a_seat_that_names_somebody_who_left_says_whom(self) -> None:
        alone = Level("own", (Seat(user="gone"),))
        assert staffing([alone], self.TWO) == Blocked((Missing(None, 1, "gone"),))


def big_office() -> tuple[list[Level], list[Person]]:
    """30 levels of three seats and 500 people with up to four desks each, no two sets alike."""
    desks = [f"desk{n}" for n in range(15)]
    levels = [
        level(desks[n % 15], desks[(n + 4) % 15], desks[(n + 9) % 15], name=str(n), mode=mode)
        for n, mode in zip(range(30), ("all", "any", "ratio", "sequence", "all", "all") * 5, strict=True)
    ]
    people = [
        person(f"p{n:03}", desks[n % 15], desks[(n // 15) % 15], desks[(n * 7) % 15], desks[(n // 3) % 15])
        for n in range(500)
    ]
    return levels, people


def test_thirty_levels_and_five_hundred_staff_are_answered_within_a_second() -> None:
    levels, people = big_office()
    began = time.process_time()
    found = staffing(levels, people), absences(levels, people)
    took = time.process_time() - began
    assert found[0] == Satisfied()
    assert found[1] is not None and found[1].smallest and not found[1].alone
    assert took < 1.0, f"{took:.2f} s"


@pytest.mark.parametrize("mode", ["all", "any", "ratio", "sequence"])
def test_the_quorum_is_what_the_ladder_itself_asks(mode: str) -> None:
    asked = level("pm", "pm", "pm", mode=mode)
    assert quorums(asked)[0] == {"all": 3, "any": 1, "ratio": 2, "sequence": 3}[mode]
