"""What a running approval still needs of its people."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.case import Ladder
from workflows.ladder import Outcome, outcome, with_added
from workflows.levels import Added, Level, Seat, Vote
from workflows.proof.running import still_needed
from workflows.proof.seating import Person
from workflows.proof.staffing import Blocked, Missing, Satisfied, staffing

PM, FINANCE, CITY = Seat("pm"), Seat("finance"), Seat("city")
BOTH = Level("both", (PM, FINANCE), mode="all")
TOP = Level("top", (CITY,))


def missing(book: Ladder, *people: Person, barred: frozenset[str] = frozenset()) -> tuple[Missing, ...]:
    answer = staffing(still_needed(book), people, barred=barred)
    return answer.missing if isinstance(answer, Blocked) else ()


def test_who_has_voted_is_not_asked_again() -> None:
    book = Ladder((BOTH, TOP), 0, (Vote("a", 0, "approve"),))
    assert missing(book) == (Missing("city", 1), Missing("finance", 1))
    assert missing(Ladder((BOTH, TOP), 1)) == (Missing("city", 1),)


def test_nothing_is_needed_where_nothing_is_asked() -> None:
    assert still_needed(Ladder((TOP,), 1)) == ()


def test_whoever_voted_cannot_take_the_next_level_too() -> None:
    book = Ladder((BOTH, TOP), 0, (Vote("a", 0, "approve"),))
    everywhere = Person("a", "a", frozenset({"pm", "finance", "city"}))
    other = Person("b", "b", frozenset({"finance", "city"}))
    assert missing(book, everywhere, other, barred=frozenset({"a"})) == (Missing("city", 1),)


def test_of_three_votes_two_that_are_left_may_do() -> None:
    three = Level("three", (PM, PM, CITY), mode="ratio")
    pms = [Person(name, name, frozenset({"pm"})) for name in ("a", "b")]
    assert missing(Ladder((three,)), *pms) == ()
    assert missing(Ladder((three,), 0, (Vote("c", 2, "approve"),)), pms[0]) == ()
    assert missing(Ladder((three,), 0, (Vote("c", 2, "refuse"),)), pms[0]) == (Missing("pm", 1),)


def test_the_weight_that_is_left_counts() -> None:
    heavy = Level(
        "heavy", (Seat("pm", weight=3), Seat("city", weight=2), Seat("finance", weight=2)), mode="weight"
    )
    assert missing(Ladder((heavy,)), Person("a", "a", frozenset({"pm"}))) == (Missing("city", 1),)
    assert missing(Ladder((heavy,), 0, (Vote("c", 1, "approve"),)), Person("a", "a", frozenset({"pm"}))) == ()


def test_a_signer_asked_before_is_needed_and_so_is_the_holder() -> None:
    level = with_added(BOTH, Added("before", 1, user="x"))
    assert missing(Ladder((level,))) == (Missing("finance", 1), Missing("pm", 1), Missing(None, 1, "x"))


def test_a_signer_asked_after_is_needed_when_the_holder_has_voted() -> None:
    level = with_added(TOP, Added("after", 0, user="x"))
    assert missing(Ladder((level,), 0, (Vote("c", 0, "approve"),))) == (Missing(None, 1, "x"),)


def test_whoever_joined_is_needed() -> None:
    level = with_added(TOP, Added("parallel", 0, user="x"))
    assert missing(Ladder((level,))) == (Missing("city", 1), Missing(None, 1, "x"))


def test_a_superior_may_decide_instead() -> None:
    level = with_added(TOP, Added("instead", 0, desk="hq"))
    assert missing(Ladder((level,)), Person("a", "a", frozenset({"hq"}))) == ()


seats = st.lists(st.builds(Seat, desk=st.sampled_from(["pm", "city"])), min_size=1, max_size=4).map(tuple)
levels = st.builds(
    Level, st.just("one"), seats, mode=st.sampled_from(["any", "all", "sequence", "ratio", "weight"])
)


@given(levels, st.lists(st.sampled_from(["approve", "refuse"]), max_size=4), st.integers(0, 4))
def test_it_agrees_with_the_ladder_about_who_could_still_pass_it(
    level: Level, verdicts: list[str], pms: int
) -> None:
    """Everybody who is left and fits approves, one after another: does that pass it?"""
    votes = [Vote(f"v{n}", n, said) for n, said in enumerate(verdicts[: len(level.seats)])]  # type: ignore[arg-type]
    if outcome(level, votes) is not Outcome.OPEN:
        return
    people = [Person(f"p{n}", "", frozenset({"pm"})) for n in range(pms)]
    takes = [seat for seat in range(len(votes), len(level.seats)) if level.seats[seat].desk == "pm"][:pms]
    more = [Vote(f"p{n}", seat, "approve") for n, seat in enumerate(takes)]
    passed = outcome(level, [*votes, *more]) is Outcome.PASSED
    found = staffing(still_needed(Ladder((level,), 0, tuple(votes))), people)
    assert isinstance(found, Satisfied) == passed
