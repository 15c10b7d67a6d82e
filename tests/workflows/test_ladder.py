"""The ladder decides at the first moment it can, never twice, and never on a vote that should not count."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workflows.ladder import (
    Level,
    Mode,
    Outcome,
    Seat,
    Vote,
    asked,
    free_seat,
    level_from,
    level_to,
    open_seats,
    outcome,
    passes_with,
)

MODES: tuple[Mode, ...] = ("any", "all", "sequence", "ratio", "weight")
OPEN, PASSED, REFUSED = Outcome.OPEN, Outcome.PASSED, Outcome.REFUSED


def pool(mode: Mode, size: int, *, pass_at: int | None = None, reject_at: int | None = None) -> Level:
    return Level("pool", tuple(Seat(desk="pm") for _ in range(size)), mode, pass_at, reject_at)


def cast(verdicts: str) -> list[Vote]:
    """`"yn"`: seat 0 approves, seat 1 refuses, each by a person of its own."""
    return [
        Vote(f"p{seat}", seat, "approve" if said == "y" else "refuse") for seat, said in enumerate(verdicts)
    ]


@st.composite
def levels(draw: st.DrawFn, modes: Sequence[Mode] = MODES) -> Level:
    mode = draw(st.sampled_from(modes))
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=5))
    most = 100 if mode == "ratio" else sum(weights) if mode == "weight" else len(weights)
    quorum = st.none() | st.integers(1, most)
    seats = tuple(Seat(desk="pm", weight=weight) for weight in weights)
    return Level("drawn", seats, mode, draw(quorum), draw(quorum))


@st.composite
def full_house(draw: st.DrawFn, level: Level) -> list[Vote]:
    """Everybody votes, in any order that the level allows."""
    seats = list(range(len(level.seats)))
    order = seats if level.mode == "sequence" else draw(st.permutations(seats))
    return [Vote(f"p{seat}", seat, draw(st.sampled_from(("approve", "refuse")))) for seat in order]


class TestWhoIsAsked:
    LEVELS: tuple[dict[str, Any], ...] = (
        {"name": "first", "seats": [{"desk": "supervisor"}], "mode": "any", "skip_if": ["cut"]},
        {"name": "second", "seats": [{"desk": "pm"}], "mode": "any", "over_fen": 200_000},
        {"name": "third", "seats": [{"desk": "hq"}], "mode": "any", "over_fen": 0, "only_if": ["a", "b"]},
    )

    def names(self, amount_fen: int, *facts: str) -> list[str]:
        return [level.name for level in asked(self.LEVELS, amount_fen=amount_fen, facts=set(facts))]

    def test_up_to_a_limit_includes_the_limit(self) -> None:
        assert self.names(200_000) == ["first"]
        assert self.names(200_001) == ["first", "second"]

    def test_over_nothing_is_always(self) -> None:
        assert self.names(0) == ["first"]

    def test_only_if_needs_all_of_its_facts(self) -> None:
        assert self.names(0, "a") == ["first"]
        assert self.names(0, "a", "b") == ["first", "third"]

    def test_skip_if_needs_one(self) -> None:
        assert self.names(300_000, "cut") == ["second"]


class TestModes:
    @pytest.mark.parametrize(
        ("level", "verdicts", "expected"),
        [
            (pool("any", 3), "", OPEN),
            (pool("any", 3), "y", PASSED),
            (pool("any", 3), "n", REFUSED),
            (pool("any", 3, reject_at=2), "n", OPEN),
            (pool("any", 3, reject_at=2), "nny", REFUSED),
            (pool("all", 2), "y", OPEN),
            (pool("all", 2), "yy", PASSED),
            (pool("all", 2), "yn", REFUSED),
            (pool("all", 3, reject_at=2), "yn", OPEN),
            (pool("all", 3, reject_at=2), "yny", PASSED),
            (pool("all", 3, pass_at=2), "yy", PASSED),
            (pool("sequence", 3), "yy", OPEN),
            (pool("sequence", 3), "yyy", PASSED),
            (pool("sequence", 3), "yn", REFUSED),
            (pool("ratio", 5), "nnyy", OPEN),
            (pool("ratio", 5), "yyy", PASSED),
            (pool("ratio", 5), "nnn", REFUSED),
            (pool("ratio", 4), "ynyn", REFUSED),
            (pool("ratio", 4, pass_at=50, reject_at=50), "yy", OPEN),
            (pool("ratio", 4, pass_at=50, reject_at=50), "yynn", REFUSED),
            (pool("ratio", 4, pass_at=50, reject_at=50), "yyny", PASSED),
            (pool("ratio", 3, pass_at=66), "yy", PASSED),
            (pool("ratio", 3, pass_at=67), "yy", OPEN),
            (pool("ratio", 5, reject_at=20), "yyyn", REFUSED),
            (pool("weight", 4), "yy", OPEN),
            (pool("weight", 4), "yynn", REFUSED),
        ],
    )
    def test_outcome(self, level: Level, verdicts: str, expected: Outcome) -> None:
        assert outcome(level, cast(verdicts)) is expected

    def test_one_heavy_seat_outweighs_two_light_ones(self) -> None:
        level = Level("w", (Seat(desk="pm", weight=5), Seat(desk="hq"), Seat(desk="hq")), "weight")
        assert outcome(level, cast("y")) is PASSED
        assert outcome(level, cast("n")) is REFUSED

    def test_a_ratio_is_not_defeated_by_one_early_no(self) -> None:
        assert outcome(pool("ratio", 3), cast("n")) is OPEN
        assert outcome(pool("ratio", 3), cast("nyy")) is PASSED

    def test_in_a_sequence_only_the_next_seat_is_open(self) -> None:
        level = pool("sequence", 3)
        assert open_seats(level, []) == (0,)
        assert open_seats(level, cast("y")) == (1,)
        assert outcome(level, [Vote("late", 2, "approve")]) is OPEN
        assert open_seats(level, [Vote("late", 2, "approve")]) == (0,)


class TestEveryLevel:
    @given(st.data())
    def test_is_decided_when_everybody_has_voted(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        assert outcome(level, data.draw(full_house(level))) is not OPEN

    @given(st.data())
    def test_never_changes_its_mind(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        votes = data.draw(full_house(level))
        story = [outcome(level, votes[:count]) for count in range(len(votes) + 1)]
        decided = [each for each in story if each is not OPEN]
        assert story == [OPEN] * (len(story) - len(decided)) + decided
        assert len(set(decided)) == 1

    @given(st.data())
    def test_is_decided_at_the_first_possible_moment(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        votes = data.draw(full_house(level))
        cut = data.draw(st.integers(0, len(votes)))
        rest = [vote.seat for vote in votes[cut:]]
        assume(outcome(level, votes[:cut]) is OPEN)
        ends = {
            outcome(level, [*votes[:cut], *(Vote(f"p{seat}", seat, verdict) for seat in rest)])
            for verdict in ("approve", "refuse")
        }
        assert ends == {PASSED, REFUSED}

    @given(st.data())
    def test_ratio_and_weight_do_not_care_who_voted_first(self, data: st.DataObject) -> None:
        level = data.draw(levels(modes=("ratio", "weight")))
        votes = data.draw(full_house(level))
        assert len({outcome(level, order) for order in permutations(votes)}) == 1

    @given(st.data())
    def test_any_and_all_do_not_either_while_nobody_votes_after_the_decision(
        self, data: st.DataObject
    ) -> None:
        level = data.draw(levels(modes=("any", "all")))
        votes = data.draw(full_house(level))[: data.draw(st.integers(0, len(level.seats)))]
        orders = list(permutations(votes))
        fair = [order for order in orders if outcome(level, order[:-1]) is OPEN]
        assert len({outcome(level, order) for order in fair}) <= 1

    @given(st.data())
    def test_has_open_seats_exactly_while_it_is_open(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        votes = data.draw(full_house(level))[: data.draw(st.integers(0, len(level.seats)))]
        assert bool(open_seats(level, votes)) is (outcome(level, votes) is OPEN)

    @given(st.data())
    def test_a_person_counts_once(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        votes = data.draw(full_house(level))
        alone = [Vote("one", vote.seat, vote.verdict) for vote in votes]
        assert outcome(level, alone) is outcome(level, alone[:1])

    @given(st.data())
    def test_a_seat_counts_once(self, data: st.DataObject) -> None:
        level = data.draw(levels())
        first = Vote("p0", 0, "approve")
        assert outcome(level, [first, Vote("p1", 0, "refuse")]) is outcome(level, [first])

    @given(levels())
    def test_survives_being_stored(self, level: Level) -> None:
        assert level_from(level_to(level)) == level


class TestFreeSeat:
    LEVEL = Level("l", (Seat(desk="pm"), Seat(desk="pm"), Seat(user="ann"), Seat(desk="finance")), "all")

    def seat(
        self, person: str, *desks: str, holders: dict[int, str] | None = None, votes: Sequence[Vote] = ()
    ) -> int | None:
        return free_seat(self.LEVEL, votes, person=person, desks=desks, holders=holders or {})

    def test_a_claim_of_ones_own_comes_first(self) -> None:
        assert self.seat("ann", "pm", "finance", holders={3: "ann"}) == 3

    def test_then_the_seat_that_names_the_person(self) -> None:
        assert self.seat("ann", "pm") == 2

    def test_then_a_pool_that_nobody_else_holds(self) -> None:
        assert self.seat("bob", "pm", holders={0: "cat"}) == 1
        assert self.seat("bob", "pm", holders={0: "cat", 1: "dan"}) is None

    def test_a_claim_is_worth_nothing_once_the_desk_is_lost(self) -> None:
        assert self.seat("bob", "guard", holders={0: "bob"}) is None

    def test_a_personal_seat_may_be_handed_to_another_person(self) -> None:
        assert self.seat("bob", holders={2: "bob"}) == 2
        assert self.seat("ann", holders={2: "bob"}) is None

    def test_strangers_find_no_seat(self) -> None:
        assert self.seat("eve", "guard") is None

    def test_one_person_never_takes_two_seats(self) -> None:
        assert self.seat("bob", "pm", votes=[Vote("bob", 0, "approve")]) is None

    def test_a_seat_that_has_voted_is_gone(self) -> None:
        assert self.seat("bob", "pm", votes=[Vote("cat", 0, "approve")]) == 1

    def test_nobody_votes_on_a_decided_level(self) -> None:
        assert self.seat("bob", "pm", votes=[Vote("cat", 0, "refuse")]) is None

    def test_a_later_seat_of_a_sequence_must_wait(self) -> None:
        level = Level("s", (Seat(desk="pm"), Seat(desk="finance")), "sequence")
        assert free_seat(level, [], person="fay", desks={"finance"}, holders={}) is None
        assert free_seat(level, cast("y"), person="fay", desks={"finance"}, holders={}) == 1


class TestPassesWith:
    LADDER = (pool("any", 1), pool("all", 2))

    def test_not_on_a_level_before_the_last(self) -> None:
        assert not passes_with(self.LADDER, 0, [], Vote("a", 0, "approve"))

    def test_only_with_the_vote_that_decides_the_last(self) -> None:
        assert not passes_with(self.LADDER, 1, [], Vote("a", 0, "approve"))
        assert passes_with(self.LADDER, 1, [Vote("a", 0, "approve")], Vote("b", 1, "approve"))

    def test_not_with_a_refusal_or_a_second_vote_of_the_same_person(self) -> None:
        earlier = [Vote("a", 0, "approve")]
        assert not passes_with(self.LADDER, 1, earlier, Vote("b", 1, "refuse"))
        assert not passes_with(self.LADDER, 1, earlier, Vote("a", 1, "approve"))


class TestBadLevels:
    GOOD: dict[str, Any] = {"name": "x", "seats": [{"desk": "pm"}], "mode": "any"}

    def test_it_works(self) -> None:
        assert level_from(self.GOOD).on_timeout == "escalate"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"seats": []},
            {"seats": [{"desk": "pm", "user": "ann"}]},
            {"seats": [{}]},
            {"seats": [{"desk": "pm", "weight": 0}]},
            {"mode": "most"},
            {"on_timeout": "shrug"},
            {"pass": 2},
            {"reject": 0},
            {"mode": "ratio", "pass": 101},
            {"timeout": "soon"},
        ],
    )
    def test_a_level_that_cannot_be_decided_well_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError):
            level_from({**self.GOOD, **wrong})
