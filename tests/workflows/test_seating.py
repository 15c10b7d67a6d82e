"""Relations become persons, and where nobody could decide the next desk up is asked: never nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ladder import Level, Seat, level_from, level_to
from workflows.seating import FALLBACK, Instead, Staff, completable, seated

DESKS = ("supervisor", "finance", "pm", "city", "hq")
PEOPLE = tuple(f"p{n}" for n in range(6))
STAFF = Staff(
    {
        "supervisor": frozenset({"sue", "sam"}),
        "pm": frozenset({"pam"}),
        "city": frozenset({"cid"}),
        "clerk": frozenset({"uwe"}),
    },
    {1: ("a-sue", "sue"), 2: ("a-pam", "pam")},
    ("a-stu", "stu"),
)


def level(*seats: Seat, mode: Any = "all", **rest: Any) -> Level:
    return Level("one", seats, mode=mode, **rest)


def asked(*levels: Level, staff: Staff = STAFF, barred: frozenset[str] = frozenset()) -> list[list[str]]:
    """Desk or person of each seat."""
    found, _ = seated(levels, staff, barred)
    return [[str(seat.desk or seat.user) for seat in each.seats] for each in found]


def test_relations_become_the_person_with_the_account_that_gets_the_duty() -> None:
    (found,), instead = seated([level(Seat(superior=2), Seat(steward=True))], STAFF, frozenset())
    assert found.seats == (
        Seat(superior=2, user="pam", account="a-pam"),
        Seat(steward=True, user="stu", account="a-stu"),
    )
    assert instead == ()
    assert level_from(level_to(found)) == found


@pytest.mark.parametrize(
    ("seat", "barred", "why"),
    [
        (Seat(superior=3), "", "nobody"),
        (Seat(desk="legal"), "", "nobody"),
        (Seat(superior=1), "sue", "barred"),
        (Seat(steward=True), "stu", "barred"),
        (Seat(user="uwe"), "uwe", "barred"),
        (Seat(user="ute"), "", "nobody"),
    ],
)
def test_a_seat_without_anybody_goes_to_the_pm_and_the_log_says_why(
    seat: Seat, barred: str, why: str
) -> None:
    (found,), instead = seated([level(seat)], STAFF, frozenset({barred}))
    assert [each.desk for each in found.seats] == ["pm"]
    assert instead == (Instead("one", "pm", why),)


def test_where_the_pm_may_not_decide_the_next_desk_up_does() -> None:
    assert asked(level(Seat(superior=3)), barred=frozenset({"pam"})) == [["city"]]
    assert asked(level(Seat(desk="pm")), barred=frozenset({"pam"})) == [["city"]]


def test_one_person_is_not_counted_on_for_two_seats() -> None:
    """The only pm is asked on the second level already."""
    assert asked(level(Seat(superior=3)), level(Seat(desk="pm"))) == [["city"], ["pm"]]


def test_nobody_anywhere_is_still_not_a_pass() -> None:
    alone = Staff({"clerk": frozenset({"kim"})})
    assert asked(level(Seat(desk="legal"), Seat(superior=1)), staff=alone) == [["legal", "pm"]]


def test_of_several_who_may_sign_those_who_can_be_asked_are_enough() -> None:
    either = level(Seat(superior=1), Seat(superior=3), Seat(desk="legal"), mode="any")
    assert asked(either) == [["sue", "legal"]]


def test_without_a_list_of_the_staff_desks_are_asked_as_named() -> None:
    assert asked(level(Seat(desk="legal"), Seat(steward=True)), staff=Staff()) == [["legal", "pm"]]


seats = st.builds(Seat, desk=st.sampled_from(DESKS)) | st.builds(Seat, superior=st.integers(1, 5))
levels = st.builds(
    Level, st.just("one"), st.lists(seats, min_size=1, max_size=4).map(tuple), st.sampled_from(["any", "all"])
)
persons = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
staffs = st.builds(
    Staff,
    st.dictionaries(st.sampled_from(DESKS), persons, min_size=1),
    st.dictionaries(st.integers(1, 5), st.tuples(st.just("a"), st.sampled_from(PEOPLE))),
)


@given(st.lists(levels, min_size=1, max_size=3), staffs, persons)
def test_every_level_asks_somebody_who_may_decide_where_there_is_anybody_at_all(
    ladder: list[Level], staff: Staff, barred: frozenset[str]
) -> None:
    found, instead = seated(ladder, staff, barred)
    assert [each.name for each in found] == [each.name for each in ladder]
    above = any(staff.desks.get(desk, frozenset()) - barred for desk in FALLBACK)
    for asked_level in found:
        able = [bool(staff.of(seat) - barred) for seat in asked_level.seats]
        enough = any(able) if asked_level.mode == "any" else all(able)
        assert enough or not above
    assert all(seat.desk or seat.user for each in found for seat in each.seats)
    assert all(each.desk in FALLBACK for each in instead)


@given(
    st.lists(st.lists(st.frozensets(st.sampled_from(PEOPLE)), min_size=1, max_size=3), min_size=1, max_size=3)
)
def test_completable_is_what_trying_everything_finds(choices: list[list[frozenset[str]]]) -> None:
    desks = {f"{n}.{m}": people for n, each in enumerate(choices) for m, people in enumerate(each)}
    ladder = [level(*(Seat(desk=f"{n}.{m}") for m in range(len(each)))) for n, each in enumerate(choices)]
    flat = [people for each in choices for people in each]
    assert completable(ladder, Staff(desks), frozenset()) == _tried(flat, frozenset())


def _tried(flat: list[frozenset[str]], taken: frozenset[str]) -> bool:
    return not flat or any(_tried(flat[1:], taken | {one}) for one in flat[0] - taken)
