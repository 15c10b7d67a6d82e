"""The tables in code against the document, both ways, and the properties that every table must have."""

import pytest

from tests.workflows import oracle
from workflows.catalog import BARRING, CATALOG, DETAILS, FACTS, NotHere, workflow
from workflows.effects import BOOKS, EFFECTS
from workflows.engine import Workflow
from workflows.terms import Move
from workflows.words import TITLES, title

NAMES = list(CATALOG)
KINDS = {"text", "int", "bool", "moment", "date", "json", "uuid"}
RULES = {
    "": None,
    "otherwise": None,
    "first and second reopening": "first_or_second_reopening",
    "severity normal": "severity_normal",
    "the ladder passes with this vote": "ladder_passes",
    "the ladder passes and nothing is left to pay": "nothing_to_pay",
    "the ladder can no longer pass after this vote": "ladder_refuses",
    "over 5,000.00, or discount over 10 %": "quote_needs_approval",
    "it was suspended on site, before start": "suspended_on_site",
    "a quote was accepted": "quote_accepted",
    "a delivery was proven before": "was_delivered",
    "nothing is owed after the adjustment": "nothing_left",
    "renovation deposit whose inspections are not passed and no deduction is settled": "needs_inspection",
    "this is the third attempt": "last_attempt",
    "somebody owes, money goes over, or backdated": "needs_approval",
    "other or more would go over than was noted": "other_than_weighed",
    "nobody has left": "nobody_left",
}
# Complaints are opened by the system too: an objection to a deduction links one (2.5).
OPENED_BY_SYSTEM_TOO = {"complaint"}


def as_in_document(row: Move) -> tuple[str, str, str, frozenset[str], str | None]:
    return row.source, row.trigger, row.dest, frozenset(map(str, row.by)), row.route and row.route.name


def documented(name: str) -> list[tuple[str, str, str, frozenset[str], str | None]]:
    return [
        (source, trigger, dest, frozenset(who.split()), RULES[route])
        for source, trigger, dest, who, route in oracle.flat(name)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_document_is_in_the_code_and_no_other(name: str) -> None:
    code = [as_in_document(row) for row in workflow(name).rows]
    assert sorted(map(str, code)) == sorted(map(str, documented(name)))


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_one_state_and_trigger_stand_in_the_order_of_the_document(name: str) -> None:
    for state, trigger in {row[:2] for row in oracle.flat(name)}:
        code = [row.dest for row in workflow(name).rows_of(state, trigger)]
        assert code == [row[2] for row in oracle.rows_of(name, state, trigger)]


@pytest.mark.parametrize("name", NAMES)
def test_states_and_ends_are_those_of_the_document_in_its_order(name: str) -> None:
    states = workflow(name).states
    assert [state.name for state in states if not state.is_end] == oracle.open_states(name)
    assert [state.name for state in states if state.is_end] == oracle.ends(name)


@pytest.mark.parametrize("name", NAMES)
def test_opening_is_that_of_the_document(name: str) -> None:
    trigger, first, who = oracle.OPENINGS[name]
    table = workflow(name)
    also = {"system"} if name in OPENED_BY_SYSTEM_TOO else set()
    assert (table.opening.trigger, table.first.name) == (trigger, first)
    assert set(map(str, table.opening.by)) == set(who.split()) | also


@pytest.mark.parametrize("name", NAMES)
def test_timers_are_those_of_the_document(name: str) -> None:
    code = [(state.name, timer.trigger) for state in workflow(name).states for timer in state.timers]
    assert sorted(code) == sorted(oracle.TIMERS[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_state_is_reachable_and_has_a_way_to_an_end_without_the_customer(name: str) -> None:
    table = workflow(name)
    alone = [row for row in table.rows if any(str(who) != "customer" for who in row.by)]
    assert reached(table.first.name, list(table.rows)) == set(table.by_state)
    for state in oracle.open_states(name):
        assert reached(state, alone) & set(oracle.ends(name)), state


@pytest.mark.parametrize("name", NAMES)
def test_no_end_has_a_way_out_and_every_route_ends_in_an_otherwise(name: str) -> None:
    table = workflow(name)
    for end in oracle.ends(name):
        assert table.triggers_of(end) == ()
    for row in table.rows:
        assert table.rows_of(row.source, row.trigger)[-1].route is None


@pytest.mark.parametrize(
    ("name", "guarded"),
    [
        ("complaint", "executing"),
        ("dunning", "executing"),
        ("dunning", "written_off"),
        ("refund", "paying"),
        ("refund", "closed"),
        ("rename", "approved_applied"),
        ("transfer", "reversed"),
    ],
)
def test_approve_stands_on_every_path(name: str, guarded: str) -> None:
    table = workflow(name)
    without = [row for row in table.rows if row.trigger != "approve"]
    assert guarded in reached(table.first.name, list(table.rows))
    assert guarded not in reached(table.first.name, without)


def test_only_an_approval_leads_a_big_quote_to_the_customer() -> None:
    rows = [row for row in workflow("repair").rows if row.source == "quote_review"]
    onward = {row.trigger for row in rows if row.dest in ("waiting_quote", "in_progress")}
    assert onward == {"approve"}


@pytest.mark.parametrize("name", NAMES)
def test_every_effect_and_book_is_on_the_closed_lists(name: str) -> None:
    table = workflow(name)
    told = [effect for state in table.states for timer in state.timers for effect in timer.told]
    entered = [effect for state in table.states for effect in state.effects]
    fired = [effect for row in table.rows for effect in row.effects]
    books = [book for row in (table.opening, *table.rows) for book in row.books]
    assert {each.partition(":")[0] for each in [*told, *entered, *fired, *table.opening.effects]} <= set(
        EFFECTS
    )
    assert {each.partition(":")[0] for each in books} <= set(BOOKS)


@pytest.mark.parametrize("name", NAMES)
def test_bound_fields_and_timer_moments_are_details(name: str) -> None:
    table = workflow(name)
    timers = [timer for state in table.states for timer in state.timers]
    assert set(table.bound) <= set(DETAILS[name])
    for detail in {timer.base for timer in timers} | {timer.at for timer in timers}:
        assert not detail or DETAILS[name][detail] == "moment"


@pytest.mark.parametrize("name", NAMES)
def test_what_the_house_must_supply_is_written_down(name: str) -> None:
    assert set(DETAILS[name].values()) <= KINDS
    assert all(FACTS[name].values())
    assert all(workflow(name).knows(trigger) for trigger in BARRING[name])


def test_every_title_is_used_and_said_in_both_languages() -> None:
    used = {each.opening.trigger for each in all_tables()} | {r.trigger for t in all_tables() for r in t.rows}
    assert set(TITLES) == used
    assert all(zh and en and zh != en for zh, en in TITLES.values())
    assert title("repair", "accept")[0] == "接单"
    assert title("complaint", "accept")[0] == "受理"


@pytest.mark.parametrize(
    ("trigger", "zh"),
    [
        ("amend", "修改"),
        ("reclassify", "改类"),
        ("to_arrears", "转欠费"),
        ("adjusted", "已调整"),
        ("judgment", "判决"),
        ("mismatch", "金额不符"),
        ("confirm_paid", "确认已付"),
        ("confirm_failed", "确认未付"),
        ("cooled", "观察期满"),
        ("lapse", "联系超时"),
        ("expire", "逾期未访"),
    ],
)
def test_words_in_chinese_are_those_of_the_document(trigger: str, zh: str) -> None:
    assert TITLES[trigger][0] == zh


def test_states_named_in_chinese_are_those_of_the_document() -> None:
    assert workflow("repair").by_state["quote_review"].zh == "报价审核"
    assert workflow("dunning").by_state["escalated"].zh == "已转下一步"
    assert workflow("complaint").by_state["waiting_repair"].zh == "待维修"


def test_the_catalog_says_what_is_not_here() -> None:
    assert workflow("refund", 1) is workflow("refund")
    for name, version in (("renovation", None), ("refund", 2)):
        with pytest.raises(NotHere, match=name):
            workflow(name, version)


def test_hashes_name_the_content_of_each_table() -> None:
    hashes = {table.hash for table in all_tables()}
    assert len(hashes) == len(CATALOG)
    assert all(len(each) == 64 for each in hashes)


def all_tables() -> list[Workflow]:
    return [versions.newest for versions in CATALOG.values()]


def reached(start: str, rows: list[Move]) -> set[str]:
    seen, front = {start}, [start]
    while front:
        here = front.pop()
        new = {row.lands for row in rows if row.source == here} - seen
        seen |= new
        front.extend(new)
    return seen
