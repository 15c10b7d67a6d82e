"""Signers come and go: no bar drops, nobody's silence is a vote, and every level still comes to an end."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.workflows.stories import PLACES, Story, levels, open_moments, opinions, stories, voted_out
from workflows.ladder import (
    Added,
    Level,
    Mode,
    Outcome,
    Seat,
    Vote,
    Where,
    free_seat,
    level_from,
    level_to,
    open_seats,
    outcome,
    removable,
    verdict_of,
    waiting_seats,
    with_added,
    without,
)
from workflows.signers import count, is_removed, stand

OPEN, PASSED, REFUSED = Outcome.OPEN, Outcome.PASSED, Outcome.REFUSED
LASTING: tuple[Where, ...] = ("before", "after", "parallel")


class TestEveryStory:
    @given(stories())
    def test_somebody_may_vote_exactly_while_it_is_open(self, told: list[Story]) -> None:
        for story in told:
            assert bool(story.open) is (story.outcome is OPEN)

    @given(st.data())
    def test_is_decided_when_all_have_voted(self, data: st.DataObject) -> None:
        story = data.draw(stories())[-1]
        end = voted_out(story, data.draw(st.randoms()), data.draw(opinions(story)))
        assert end.outcome is not OPEN

    @given(st.data())
    def test_is_decided_once_and_for_all(self, data: st.DataObject) -> None:
        story = data.draw(stories())[-1]
        end = voted_out(story, data.draw(st.randoms()), data.draw(opinions(story)))
        late = [Vote(f"late{seat}", seat, "refuse") for seat in range(count(end.level))]
        later = [Vote(f"later{seat}", seat, "approve") for seat in range(count(end.level))]
        assert outcome(end.level, [*end.votes, *late, *later]) is end.outcome

    @given(st.data())
    def test_is_decided_no_later_than_it_can_be(self, data: st.DataObject) -> None:
        story, random = data.draw(open_moments(more=2)), data.draw(st.randoms())
        every = range(count(story.level))
        assert voted_out(story, random, dict.fromkeys(every, "approve")).outcome is PASSED
        assert voted_out(story, random, dict.fromkeys(every, "refuse")).outcome is REFUSED

    @given(stories())
    def test_an_approval_never_refuses_and_a_refusal_never_passes(self, told: list[Story]) -> None:
        for before, after in zip(told, told[1:], strict=False):
            if len(after.votes) > len(before.votes):
                wrong = REFUSED if after.votes[-1].verdict == "approve" else PASSED
                assert after.outcome is not wrong

    @given(st.data())
    def test_in_a_ratio_and_by_weight_it_does_not_matter_who_votes_first(self, data: st.DataObject) -> None:
        told = data.draw(stories(modes=("ratio", "weight"), places=LASTING))
        story = Story(told[-1].level)
        said = data.draw(opinions(story))
        ends = {voted_out(story, data.draw(st.randoms()), said).outcome for _ in range(3)}
        assert len(ends) == 1

    @given(stories())
    def test_survives_being_stored(self, told: list[Story]) -> None:
        assert level_from(level_to(told[-1].level)) == told[-1].level


class TestAdding:
    @given(st.data())
    def test_decides_nothing_and_takes_nobodys_vote(self, data: st.DataObject) -> None:
        story = data.draw(open_moments())
        place, of = data.draw(st.sampled_from(PLACES)), data.draw(st.sampled_from(story.could_add()))
        more = story.added(place, of)
        assert more.outcome is OPEN
        for vote in story.votes:
            if not is_removed(story.level, vote.seat):
                assert verdict_of(more.level, more.votes, vote.seat) == verdict_of(
                    story.level, story.votes, vote.seat
                )

    @given(st.data())
    def test_never_makes_passing_easier(self, data: st.DataObject) -> None:
        story = data.draw(open_moments())
        place, of = data.draw(st.sampled_from(LASTING)), data.draw(st.sampled_from(story.could_add()))
        more = story.added(place, of)
        said = data.draw(opinions(more))
        end = voted_out(more, data.draw(st.randoms()), said)
        assume(end.outcome is PASSED)
        on = stand(more.level, count(story.level))
        old = [as_before(vote, story, on[1] if on and on[0] == "before" else None) for vote in end.votes]
        without_them = outcome(story.level, [vote for vote in old if vote])
        # Somebody may not have been asked any more, since the signer added said no before them.
        assert PASSED in (without_them, voted_out(story, data.draw(st.randoms()), said).outcome)

    @given(st.data())
    def test_the_policys_own_seats_must_pass_by_themselves(self, data: st.DataObject) -> None:
        story = data.draw(stories(places=LASTING))[-1]
        end = voted_out(story, data.draw(st.randoms()), data.draw(opinions(story)))
        assume(end.outcome is PASSED)
        level = Level("bare", end.level.seats, end.level.mode, end.level.pass_at, end.level.reject_at)
        assert outcome(level, what_was_said_for(len(level.seats), end)) is PASSED


def what_was_said_for(seats: int, end: Story) -> list[Vote]:
    """What each of the first seats amounted to, in the order it came out; an adviser's no is the seat's."""
    said: dict[int, Vote] = {}
    for cast in range(1, len(end.votes) + 1):
        for seat in range(seats):
            verdict = verdict_of(end.level, end.votes[:cast], seat)
            if verdict is not None:
                said.setdefault(seat, Vote(f"p{seat}", seat, verdict))
    return list(said.values())


def as_before(vote: Vote, story: Story, advised: int | None) -> Vote | None:
    """The vote as it would be without the signer added; who refused before somebody said no for them."""
    if vote.seat < count(story.level):
        return vote
    spoke = advised is not None and vote.verdict == "refuse"
    return Vote(f"p{advised}", advised or 0, "refuse") if spoke else None


class TestRemoving:
    @given(st.data())
    def test_never_decides_for_anybody_who_has_not_voted(self, data: st.DataObject) -> None:
        story = data.draw(open_moments(more=3))
        assume(story.could_remove())
        seat = data.draw(st.sampled_from(story.could_remove()))
        less = story.removed(seat)
        voted = {vote.seat for vote in story.votes}
        silent = [n for n in range(count(less.level)) if n not in voted and not is_removed(less.level, n)]
        for each in silent:
            was = verdict_of(story.level, story.votes, each)
            assert verdict_of(less.level, less.votes, each) == was

    @given(st.data())
    def test_of_somebody_just_added_leaves_all_as_it_was(self, data: st.DataObject) -> None:
        story = data.draw(open_moments())
        place, of = data.draw(st.sampled_from(PLACES)), data.draw(st.sampled_from(story.could_add()))
        more = story.added(place, of)
        assert removable(more.level, more.votes, count(story.level))
        back = more.removed(count(story.level))
        assert (back.outcome, back.open) == (story.outcome, story.open)

    @given(st.data())
    def test_leaves_a_level_that_still_comes_to_an_end(self, data: st.DataObject) -> None:
        story = data.draw(open_moments(more=3))
        assume(story.could_remove())
        less = story.removed(data.draw(st.sampled_from(story.could_remove())))
        end = voted_out(less, data.draw(st.randoms()), data.draw(opinions(less)))
        assert end.outcome is not OPEN


def level(mode: Mode = "all", size: int = 2, **quorums: int) -> Level:
    return Level("l", tuple(Seat(desk="pm") for _ in range(size)), mode, **quorums)


def story(mode: Mode = "all", size: int = 2, **quorums: int) -> Story:
    return Story(level(mode, size, **quorums))


class TestBefore:
    def test_the_holder_waits_and_then_decides(self) -> None:
        asked = story(size=1).added("before", 0)
        assert (asked.open, waiting_seats(asked.level, ())) == ((1,), (0,))
        assert asked.voted(0, "approve").outcome is OPEN
        advised = asked.voted(1, "approve")
        assert (advised.outcome, advised.open) == (OPEN, (0,))
        assert advised.voted(0, "approve").outcome is PASSED

    def test_whoever_says_no_before_says_it_for_the_seat(self) -> None:
        asked = story(size=1).added("before", 0)
        assert asked.voted(1, "refuse").outcome is REFUSED

    def test_in_a_ratio_a_seat_refused_before_is_one_no(self) -> None:
        asked = story("ratio", 3).added("before", 0)
        refused = asked.voted(3, "refuse")
        assert (refused.outcome, refused.open) == (OPEN, (1, 2))
        assert refused.voted(1, "approve").voted(2, "approve").outcome is PASSED

    def test_nested_from_the_inside_out(self) -> None:
        asked = story(size=1).added("before", 0).added("before", 1)
        assert asked.open == (2,)
        assert asked.voted(2, "approve").open == (1,)

    def test_parallel_to_somebody_asked_before_is_asked_before_too(self) -> None:
        asked = story(size=1).added("before", 0).added("parallel", 1)
        assert asked.open == (1, 2)
        assert asked.voted(1, "approve").open == (2,)
        assert asked.voted(1, "approve").voted(2, "approve").open == (0,)


class TestAfter:
    def test_opens_once_the_holder_approved(self) -> None:
        asked = story(size=1).added("after", 0)
        assert asked.open == (0,)
        approved = asked.voted(0, "approve")
        assert (approved.outcome, approved.open) == (OPEN, (1,))
        assert approved.voted(1, "approve").outcome is PASSED
        assert approved.voted(1, "refuse").outcome is REFUSED

    def test_a_sequence_waits_for_them(self) -> None:
        asked = story("sequence").added("after", 0).voted(0, "approve")
        assert asked.open == (2,)
        assert asked.voted(2, "approve").open == (1,)


class TestParallel:
    @pytest.mark.parametrize(("mode", "yes"), [("any", 2), ("all", 3), ("sequence", 3), ("ratio", 2)])
    def test_raises_the_bar(self, mode: Mode, yes: int) -> None:
        asked, cast = story(mode).added("parallel", 0), 0
        while asked.outcome is OPEN:
            asked, cast = asked.voted(asked.open[0], "approve"), cast + 1
        assert (asked.outcome, cast) == (PASSED, yes)

    def test_cannot_replace_the_policys_own_seat(self) -> None:
        asked = story("any", 1).added("parallel", 0).added("parallel", 0)
        assert asked.voted(1, "approve").voted(2, "approve").outcome is OPEN

    def test_by_weight_it_weighs_what_the_seat_beside_it_weighs(self) -> None:
        weighed = Level("w", (Seat(desk="pm", weight=5), Seat(desk="hq")), "weight", 5)
        asked = Story(weighed).added("parallel", 0)
        assert asked.voted(0, "approve").outcome is OPEN
        assert asked.voted(0, "approve").voted(1, "approve").outcome is OPEN
        assert asked.voted(0, "approve").voted(2, "approve").outcome is PASSED

    def test_in_a_sequence_it_votes_in_the_turn_of_the_seat_beside_it(self) -> None:
        asked = story("sequence").added("parallel", 0)
        assert asked.open == (0, 2)
        assert asked.voted(0, "approve").open == (2,)
        assert asked.voted(0, "approve").voted(2, "approve").open == (1,)


class TestInstead:
    def test_whoever_comes_first_decides(self) -> None:
        late = story(size=1).added("instead", 0)
        assert late.open == (0, 1)
        for seat in (0, 1):
            assert late.voted(seat, "approve").outcome is PASSED
            assert late.voted(seat, "refuse").outcome is REFUSED

    def test_the_other_of_the_two_has_nothing_left_to_say(self) -> None:
        late = story(size=2).added("instead", 0).voted(2, "approve")
        assert late.open == (1,)
        assert late.voted(0, "refuse").outcome is OPEN

    def test_who_was_asked_before_is_still_waited_for(self) -> None:
        late = story(size=1).added("before", 0).added("instead", 0)
        assert late.open == (1,)
        assert late.voted(1, "approve").open == (0, 2)

    def test_beside_a_superior_joins_the_vote_and_does_not_replace_anybody(self) -> None:
        late = story(size=1).added("instead", 0).added("parallel", 1)
        assert late.voted(2, "approve").outcome is OPEN
        assert late.voted(2, "approve").voted(1, "approve").outcome is PASSED


class TestTaking:
    def test_the_last_one_waited_for_away_may_complete_the_level(self) -> None:
        asked = story(size=1).added("after", 0).voted(0, "approve")
        assert asked.removed(1).outcome is PASSED

    def test_an_adviser_away_leaves_the_decision_to_the_holder(self) -> None:
        less = story(size=1).added("before", 0).removed(1)
        assert (less.outcome, less.open) == (OPEN, (0,))

    def test_somebody_away_takes_along_whom_they_added(self) -> None:
        asked = story(size=1).added("before", 0).added("before", 1).added("before", 2)
        less = asked.voted(3, "approve").removed(1)
        assert [is_removed(less.level, seat) for seat in range(4)] == [False, True, True, True]
        assert less.open == (0,)

    def test_a_decided_seat_stays(self) -> None:
        asked = story(size=2).added("parallel", 0).voted(2, "approve")
        assert not removable(asked.level, asked.votes, 2)
        assert not removable(asked.level, asked.votes, 0)

    def test_nor_does_anybody_go_below_whom_a_vote_on_the_level_would_go_too(self) -> None:
        asked = story("ratio", 3).added("parallel", 0).added("parallel", 3).voted(4, "refuse")
        assert not removable(asked.level, asked.votes, 3)

    def test_whoever_refused_before_cannot_be_taken_back(self) -> None:
        asked = story("ratio", 3).added("before", 0).added("before", 3).voted(4, "refuse")
        assert not removable(asked.level, asked.votes, 3)
        assert not removable(asked.level, asked.votes, 4)

    def test_a_seat_of_the_policy_is_not_for_anybody_to_remove(self) -> None:
        with pytest.raises(ValueError):
            without(level(), 1)


class TestWhoMayJoin:
    def test_nobody_twice(self) -> None:
        once = with_added(level(), Added("before", 0, user="ann"))
        with pytest.raises(ValueError):
            with_added(once, Added("parallel", 1, user="ann"))
        assert with_added(without(once, 2), Added("parallel", 1, user="ann")).added[1].user == "ann"

    def test_three_deep_and_no_deeper(self) -> None:
        deep = story(size=1).added("before", 0).added("before", 1).added("before", 2)
        with pytest.raises(ValueError):
            deep.added("before", 3)

    @pytest.mark.parametrize(
        "wrong",
        [
            Added("before", 7, user="ann"),
            Added("before", -1, user="ann"),
            Added("beside", 0, user="ann"),  # type: ignore[arg-type]
            Added("before", 0),
            Added("before", 0, user="ann", desk="pm"),
        ],
    )
    def test_not_beside_nobody_and_not_as_nobody(self, wrong: Added) -> None:
        with pytest.raises(ValueError):
            with_added(level(), wrong)

    def test_not_beside_somebody_who_is_gone(self) -> None:
        gone = without(with_added(level(), Added("before", 0, user="ann")), 2)
        with pytest.raises(ValueError):
            with_added(gone, Added("before", 2, user="bob"))

    @given(levels())
    def test_an_added_seat_is_their_own_and_nobody_elses(self, drawn: Level) -> None:
        more = with_added(drawn, Added("parallel", 0, user="ann"))
        new = len(drawn.seats)
        assert free_seat(more, [], person="ann", desks=(), holders={}) == new
        assert free_seat(more, [], person="bob", desks=("pm",), holders={}) != new
        assert free_seat(more, [], person="bob", desks=(), holders={new: "bob"}) == new

    def test_a_waiting_holder_is_found_when_asked_for(self) -> None:
        more = with_added(level(size=1), Added("before", 0, user="ann"))
        assert free_seat(more, [], person="bob", desks=("pm",), holders={}) is None
        assert free_seat(more, [], person="bob", desks=("pm",), holders={}, waiting=True) == 0
        assert open_seats(more, []) == (1,)
