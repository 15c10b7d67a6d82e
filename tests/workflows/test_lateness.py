"""Lateness, purely: who may step in for whom, and that silence always decides."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.ladder import Added, Level, Outcome, Seat, Vote, outcome, with_added
from workflows.lateness import action, late_seats, silence, steps_in
from workflows.seating import Staff

SUPERVISOR, PM, FINANCE = Seat("supervisor"), Seat("pm"), Seat("finance")
NOBODY: frozenset[str] = frozenset()


def staff(**desks: str) -> Staff:
    return Staff({desk: frozenset(people.split()) for desk, people in desks.items()})


def stands_in(
    levels: list[Level], people: Staff, barred: frozenset[str] = NOBODY, seat: int = 0
) -> str | None:
    return steps_in(levels, 0, seat, people, barred)


def test_the_next_levels_desk_steps_in_where_others_are_left_for_it() -> None:
    ladder = [Level("one", (SUPERVISOR,)), Level("two", (PM, FINANCE), mode="all")]
    assert stands_in(ladder, staff(pm="p1 p2", finance="f", city="c")) == "pm"
    assert stands_in(ladder, staff(pm="p1", finance="f1 f2", city="c")) == "finance"
    assert stands_in(ladder, staff(pm="p1", finance="f", city="c")) == "city"
    assert stands_in(ladder, staff(pm="p1 p2", finance="f", city="c"), frozenset({"p2"})) == "city"


def test_on_the_last_level_it_goes_up_desk_by_desk() -> None:
    assert stands_in([Level("one", (Seat("engineering_lead"),))], staff(pm="p", city="c")) == "pm"
    assert stands_in([Level("one", (Seat(user="anna"),))], staff(city="c")) == "city"
    assert stands_in([Level("one", (Seat("hq"),))], staff(hq="h1 h2", city="c")) is None


def test_nobody_is_asked_twice_in_one_line() -> None:
    level = with_added(Level("one", (SUPERVISOR,)), Added("instead", 0, desk="pm"))
    people = staff(pm="p1 p2", city="c", hq="h")
    assert stands_in([level], people, seat=1) == "city"
    for desk in ("city", "hq"):
        level = with_added(level, Added("instead", len(level.added), desk=desk))
    assert stands_in([level], people, seat=3) is None


def test_late_is_who_may_vote_and_has_nobody_above_yet() -> None:
    level = Level("one", (SUPERVISOR, PM), mode="all")
    assert late_seats(level, (), {0, 1}) == (0, 1)
    assert late_seats(level, (Vote("s", 0, "approve"),), {0, 1}) == (1,)
    assert late_seats(with_added(level, Added("instead", 0, desk="city")), (), {0, 1, 2}) == (1, 2)
    waits = with_added(level, Added("before", 0, user="anna"))
    assert late_seats(waits, (), {0, 1}) == (1,)


modes = st.sampled_from(["any", "all", "sequence", "ratio", "weight"])
levels = st.builds(
    Level, st.just("one"), st.lists(st.just(SUPERVISOR), min_size=1, max_size=6).map(tuple), modes
)


@given(levels, st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["approve", "refuse"])), max_size=6))
def test_silence_decides_every_level_and_never_for_it(level: Level, cast: list[tuple[int, str]]) -> None:
    votes = tuple(Vote(f"p{n}", seat, verdict) for n, (seat, verdict) in enumerate(cast))  # type: ignore[arg-type]
    before, after = outcome(level, votes), outcome(level, silence(level, votes))
    assert after is (Outcome.REFUSED if before is Outcome.OPEN else before)


def test_nothing_passes_by_time_out() -> None:
    assert action("auto_pass") == "escalate"
    assert [action(each) for each in ("escalate", "auto_reject", "reassign")] == [
        "escalate",
        "auto_reject",
        "reassign",
    ]
