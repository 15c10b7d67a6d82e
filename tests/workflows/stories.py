"""Random lives of one level: votes, signers added and taken away again, as an office might do it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

from workflows.ladder import (
    Added,
    Level,
    Mode,
    Outcome,
    Seat,
    Verdict,
    Vote,
    Where,
    asked_seats,
    open_seats,
    outcome,
    removable,
    with_added,
    without,
)
from workflows.signers import DEEPEST, count, depth

MODES: tuple[Mode, ...] = ("any", "all", "sequence", "ratio", "weight")
PLACES: tuple[Where, ...] = ("before", "after", "parallel", "instead")
VERDICTS: tuple[Verdict, ...] = ("approve", "refuse")


@dataclass(frozen=True, slots=True)
class Story:
    """How far a level has come."""

    level: Level
    votes: tuple[Vote, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return outcome(self.level, self.votes)

    @property
    def open(self) -> tuple[int, ...]:
        return open_seats(self.level, self.votes)

    def voted(self, seat: int, verdict: Verdict) -> "Story":
        return replace(self, votes=(*self.votes, Vote(f"p{seat}", seat, verdict)))

    def added(self, where: Where, of: int) -> "Story":
        new = Added(where, of, user=f"p{count(self.level)}", by=f"p{of}")
        return replace(self, level=with_added(self.level, new))

    def removed(self, seat: int) -> "Story":
        return replace(self, level=without(self.level, seat))

    def could_add(self) -> list[int]:
        asked = asked_seats(self.level, self.votes)
        return [seat for seat in asked if depth(self.level, seat) < DEEPEST]

    def could_remove(self) -> list[int]:
        return [seat for seat in range(count(self.level)) if removable(self.level, self.votes, seat)]


@st.composite
def levels(draw: st.DrawFn, modes: Sequence[Mode] = MODES) -> Level:
    mode = draw(st.sampled_from(modes))
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    most = 100 if mode == "ratio" else sum(weights) if mode == "weight" else len(weights)
    quorum = st.none() | st.integers(1, most)
    seats = tuple(Seat(desk="pm", weight=weight) for weight in weights)
    return Level("drawn", seats, mode, draw(quorum), draw(quorum))


@st.composite
def open_moments(draw: st.DrawFn, places: Sequence[Where] = PLACES, *, more: int = 0) -> Story:
    """Some moment before the decision, with up to so many further signers just added."""
    told = [each for each in draw(stories(places=places)) if each.could_add()] or [Story(draw(levels()))]
    here = draw(st.sampled_from(told))
    for _ in range(draw(st.integers(min(more, 1), more))):
        if here.could_add():
            here = here.added(draw(st.sampled_from(places)), draw(st.sampled_from(here.could_add())))
    return here


@st.composite
def stories(
    draw: st.DrawFn, modes: Sequence[Mode] = MODES, places: Sequence[Where] = PLACES, most: int = 12
) -> list[Story]:
    """Each moment of it, the present one last; it may well be decided."""
    told = [Story(draw(levels(modes)))]
    for _ in range(draw(st.integers(0, most))):
        here = told[-1]
        deeds = ["vote"] * 2 * bool(here.open) + ["add"] * bool(here.could_add())
        deeds += ["remove"] * bool(here.could_remove()) * (here.outcome is Outcome.OPEN)
        if not deeds:
            break
        told.append(_done(draw, here, draw(st.sampled_from(deeds)), places))
    return told


def _done(draw: st.DrawFn, here: Story, deed: str, places: Sequence[Where]) -> Story:
    match deed:
        case "vote":
            return here.voted(draw(st.sampled_from(here.open)), draw(st.sampled_from(VERDICTS)))
        case "add":
            return here.added(draw(st.sampled_from(places)), draw(st.sampled_from(here.could_add())))
    return here.removed(draw(st.sampled_from(here.could_remove())))


def voted_out(story: Story, random: Random, said: dict[int, Verdict]) -> Story:
    """Votes in a random order until nobody may vote any more; `said` is what each seat's person thinks."""
    while story.open:
        seat = random.choice(story.open)
        story = story.voted(seat, said[seat])
    return story


def opinions(story: Story) -> st.SearchStrategy[dict[int, Verdict]]:
    return st.fixed_dictionaries({n: st.sampled_from(VERDICTS) for n in range(count(story.level))})
