"""Who gets a duty: never somebody filtered out, always the same answer, and in turn where turns are kept."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.distribution import (
    RULES,
    Candidate,
    Record,
    Wanted,
    choose,
    fitting,
    has_skill,
    offered,
    plan_of,
    unfit,
)

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
WANTED = Wanted("tech", TODAY, "ticket-1")


def one(name: str, **more: object) -> Candidate:
    return replace(Candidate(f"a-{name}", f"p-{name}", name, frozenset({"tech"})), **more)  # type: ignore[arg-type]


def names(*rules: str, among: list[Candidate], wanted: Wanted = WANTED) -> str | None:
    found = choose(wanted, among, rules)
    return found.candidate.username if found else None


days = st.none() | st.dates(TODAY - timedelta(9), TODAY + timedelta(9))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    usernames = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6))
    return [
        Candidate(
            f"a-{name}",
            f"p-{draw(st.sampled_from((name, 'shared')))}",
            name,
            draw(st.sampled_from((frozenset({"tech"}), frozenset({"tech", "clerk"}), frozenset({"clerk"})))),
            draw(st.dictionaries(st.sampled_from(("水", "电")), days)),
            on_duty=draw(st.booleans()),
            load=draw(st.integers(0, 4)),
            held=draw(st.integers(0, 4)),
            minutes=draw(st.integers(0, 300)),
            history=draw(st.none() | st.builds(Record, st.just(4), st.integers(0, 4))),
            last_given_at=draw(st.none() | st.integers(0, 99).map(lambda n: NOW - timedelta(minutes=n))),
            familiar=draw(st.booleans()),
            steward=draw(st.booleans()),
            handler=draw(st.booleans()),
            gave_back=draw(st.booleans()),
        )
        for name in usernames
    ]


wanteds = st.builds(
    Wanted,
    st.sampled_from(("tech", "clerk")),
    st.just(TODAY),
    st.text(max_size=5),
    skill=st.sampled_from((None, "水", "电")),
    load_limit=st.none() | st.integers(1, 4),
    under=st.none() | st.integers(1, 4),
    separate=st.booleans(),
    barred=st.frozensets(st.sampled_from(("p-a", "p-b", "shared", "p-shared"))),
)
chains = st.lists(st.sampled_from(list(RULES)), max_size=3)


@given(wanteds, candidates(), chains)
def test_nobody_filtered_out_is_ever_chosen(wanted: Wanted, among: list[Candidate], rules: list[str]) -> None:
    found = choose(wanted, among, rules)
    fit = fitting(wanted, among)
    assert (found is None) == (not fit)
    if found is not None:
        assert unfit(wanted, found.candidate) == ()
        assert found.candidate.person not in wanted.barred
        assert wanted.desk in found.candidate.desks


@given(wanteds, candidates(), chains, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(
    wanted: Wanted, among: list[Candidate], rules: list[str], random: object
) -> None:
    shuffled = sorted(among, key=lambda each: hash((each.account, str(random))))
    assert choose(wanted, among, rules) == choose(wanted, shuffled, rules)


@given(wanteds, candidates(), chains, st.none() | st.integers(1, 4))
def test_an_offer_goes_to_different_people_who_all_fit(
    wanted: Wanted, among: list[Candidate], rules: list[str], most: int | None
) -> None:
    found, fit = offered(wanted, among, rules, most), fitting(wanted, among)
    assert len({each.account for each in found}) == len(found) == min(len(fit), most or len(fit))
    assert set(each.account for each in found) <= {each.account for each in fit}
    first = choose(wanted, among, rules)
    assert (first.candidate if first else None) == (found[0] if found else None)


@given(st.integers(1, 6), st.integers(0, 40))
def test_in_turn_nobody_gets_more_than_one_above_another(people: int, duties: int) -> None:
    among = [one(f"tech{number}") for number in range(people)]
    given_to: Counter[str] = Counter({each.username: 0 for each in among})
    for number in range(duties):
        found = choose(replace(WANTED, seed=str(number)), among, ["round_robin"])
        assert found is not None
        given_to[found.candidate.username] += 1
        at = NOW + timedelta(minutes=number)
        among = [
            replace(each, last_given_at=at) if each.account == found.candidate.account else each
            for each in among
        ]
    assert max(given_to.values()) - min(given_to.values()) <= 1


def test_the_rules_one_by_one() -> None:
    among = [
        one("anna", minutes=300, last_given_at=NOW - timedelta(hours=1), history=Record(10, 9)),
        one("bao", minutes=30, last_given_at=NOW, history=Record(10, 9), familiar=True),
        one("chen", minutes=90, last_given_at=NOW - timedelta(hours=2), history=Record(2, 1), steward=True),
    ]
    assert names("first", among=among) == "anna"
    assert names("round_robin", among=among) == "chen"
    assert names("shortest_queue", among=among) == "bao"
    assert names("history", among=among) == "bao"
    assert names("familiar", among=among) == "bao"
    assert names("case_handler", among=among) == "chen"


def test_the_draw_depends_on_the_ticket_and_on_nothing_else() -> None:
    among = [one(name) for name in "abcdef"]
    drawn = {names("random", among=among, wanted=replace(WANTED, seed=str(n))) for n in range(60)}
    assert len(drawn) == 6
    assert names("random", among=among) == names("random", among=among[::-1])


def test_a_rule_that_finds_nobody_hands_on_to_the_next() -> None:
    among = [one("anna", minutes=5), one("bao", minutes=9)]
    assert names("familiar", "first", among=among) == "anna"
    assert names("case_handler", "history", among=among) == "anna"
    found = choose(WANTED, among, ["familiar", "round_robin"])
    assert found is not None and found.rule == "round_robin"


@pytest.mark.parametrize(
    ("why", "candidate"),
    [
        ("holds_desk", one("x", desks=frozenset({"clerk"}))),
        ("on_shift", one("x", on_duty=False)),
        ("has_skill", one("x", skills={"电": None})),
        ("has_skill", one("x", skills={"水": TODAY - timedelta(1)})),
        ("under_load_limit", one("x", load=3, skills={"水": None})),
        ("under_release_limit", one("x", held=2, skills={"水": None})),
        ("not_barred", one("b", skills={"水": None})),
        ("other_person", one("x", handler=True, skills={"水": None})),
        ("not_gave_back", one("x", gave_back=True, skills={"水": TODAY})),
    ],
)
def test_why_somebody_does_not_fit_has_a_name(why: str, candidate: Candidate) -> None:
    wanted = replace(WANTED, skill="水", load_limit=3, under=2, separate=True, barred=frozenset({"p-b"}))
    assert why in unfit(wanted, candidate)
    assert choose(wanted, [candidate], ["first"]) is None


def test_a_certificate_counts_to_its_last_day() -> None:
    assert has_skill({"电": TODAY}, "电", TODAY)
    assert not has_skill({"电": TODAY}, "电", TODAY + timedelta(1))
    assert has_skill({"电": None}, "电", date.max)
    assert not has_skill({}, "电", TODAY)


def test_a_policy_that_says_nothing_leaves_a_pool() -> None:
    assert not plan_of({}, "reported").gives
    assert not plan_of({"distribution": {"reported": {"autonomy": "top"}}}, "reported").gives
    found = plan_of(
        {"distribution": {"reported": {"rule": "familiar", "then": "first", "offer": "all"}}}, "reported"
    )
    assert (found.rules, found.offer, found.gives) == (("familiar", "first"), 0, True)
