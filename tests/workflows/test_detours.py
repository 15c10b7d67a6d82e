"""Terminate, jump and skip without a database: what each may reach; no level is passed in silence."""

from typing import Any

import pytest

from service.policy import DEFAULTS
from tests.workflows.build import NOON as NOW
from workflows import detours
from workflows.case import Actor, Case, Ladder
from workflows.catalog import CATALOG
from workflows.common import asked_levels
from workflows.effects import BOOKS, EFFECTS
from workflows.engine import Decision, Refused, Workflow
from workflows.exceptional import Exceptional
from workflows.ladder import Level, Seat, Vote
from workflows.soundness import Unsound

ADMIN = Actor("admin", "p-admin", frozenset({"admin"}))
TABLES = [versions.newest for versions in CATALOG.values()]
# Behind which approval a state lies on every way from the beginning: typed off the tables of the paper.
BEHIND = {
    "complaint": {"plan": "executing"},
    "repair": {},
    "dunning": {"measure": "approved executing"},
    "refund": {"refund": "approved paying pay_failed reconcile paid"},
    "visit": {},
    "rename": {},
    **dict.fromkeys(("move", "handover", "transfer"), {}),
}
KNOWN: dict[str, Any] = {
    "amount_fen": 300_000, "deduction_fen": 1, "plan": "x", "resolved_at": NOW, "reopened": 1, "lines": [],
    "quote_fen": 1, "quote_accepted": True, "completed_at": NOW, "dispute": "quality",
    "measure": "sms", "debt_fen": 300_000, "balance_fen": 300_000, "charges": [],
}  # fmt: skip


def case(table: Workflow, state: str, **more: Any) -> Case:
    facts = {"row_table": "deposit", "charges": {}}
    given = {"details": KNOWN, "facts": facts, "policy": DEFAULTS[table.name], "assignee": "p-tech"}
    return Case(id="t", workflow=table.name, state=state, version=3, now=NOW, **given | more)


def open_states(table: Workflow) -> list[str]:
    return [state.name for state in table.states if not state.is_end]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_jump_names_every_approval_that_stands_before_the_state(table: Workflow) -> None:
    for source in open_states(table):
        for to in open_states(table):
            found = detours.jumped(table, case(table, source), ADMIN, to)
            if isinstance(found, Refused) or table.by_state[source].approval:
                continue
            over = {each.approval for each in detours.passed_over(table, case(table, source), found)}
            behind = BEHIND[table.name].items()
            wanted = {
                name for name, states in behind if to in states.split() and source not in states.split()
            }
            assert over == wanted, (table.name, source, to)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nobody_jumps_to_an_end_or_where_money_is_on_its_way(table: Workflow) -> None:
    barred = {*table.exceptional.sealed, *table.exceptional.no_jump}
    for state in table.states:
        refused = isinstance(detours.jumped(table, case(table, table.first.name), ADMIN, state.name), Refused)
        if state.is_end or state.name in barred:
            assert refused, state.name
    for state in table.exceptional.sealed:
        for found in (
            detours.terminated(table, case(table, state), ADMIN, None),
            detours.jumped(table, case(table, state), ADMIN, table.first.name),
        ):
            assert isinstance(found, Refused) and found.rules == (detours.MONEY_SENT,)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_case_can_be_terminated_from_every_other_state(table: Workflow) -> None:
    for state in open_states(table):
        if state in table.exceptional.sealed:
            continue
        found = detours.terminated(table, case(table, state), ADMIN, None)
        assert isinstance(found, Decision) and found.dest.is_end


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_goes_with_them_exists(table: Workflow) -> None:
    allowed = table.exceptional
    assert allowed.ends and allowed.reopens
    assert {effect.partition(":")[0] for effect in allowed.effects} <= EFFECTS.keys()
    assert {book.partition(":")[0] for book in (*allowed.books, *allowed.jump_books)} <= BOOKS.keys()
    known = {name for names in allowed.needs.values() for name in names}
    assert known <= CATALOG[table.name].details.keys()


REFUND = CATALOG["refund"].newest
LEVELS = asked_levels(case(REFUND, "draft"), "refund", 300_000, ())


def pending(position: int, *votes: Vote, levels: tuple[Level, ...] = LEVELS) -> Case:
    return case(REFUND, "pending_approval", ladder=Ladder(levels, position, votes))


def test_a_skipped_level_is_followed_by_the_next_and_the_last_by_the_move() -> None:
    first, last = (detours.level_passed(REFUND, pending(n), ADMIN) for n in (0, 1))
    assert isinstance(first, Decision) and not first.enters and first.move.trigger == "skip"
    assert isinstance(last, Decision) and last.dest.name == "approved"
    free = case(
        REFUND, "pending_approval", details=KNOWN | {"deduction_fen": 300_000}, ladder=Ladder(LEVELS, 1)
    )
    kept = detours.level_passed(REFUND, free, ADMIN)
    assert isinstance(kept, Decision) and (kept.dest.name, kept.books) == ("closed", ("book_refund",))


def test_who_has_voted_was_not_passed_over() -> None:
    level = Level("both", (Seat(desk="pm"), Seat(desk="finance")), mode="all")
    asked = pending(0, Vote("p", 0, "approve"), levels=(level,))
    (over,) = detours.present_level(REFUND, asked)
    assert over.seats == (Seat(desk="finance"),)


@pytest.mark.parametrize(
    ("to", "levels"),
    [("approved", ["supervisor", "pm_finance"]), ("draft", []), ("inspection", []), ("disputed", [])],
)
def test_a_jump_out_of_an_approval_passes_over_what_will_not_be_asked_again(
    to: str, levels: list[str]
) -> None:
    found = detours.jumped(REFUND, pending(0), ADMIN, to)
    assert isinstance(found, Decision)
    assert [each.level for each in detours.passed_over(REFUND, pending(0), found)] == levels


def test_a_quote_in_review_is_passed_over_though_small_quotes_need_no_review() -> None:
    table = CATALOG["repair"].newest
    asked = case(table, "quote_review", ladder=Ladder(LEVELS[:1], 0))
    for to, count in (("waiting_quote", 1), ("in_progress", 1), ("on_site", 0)):
        found = detours.jumped(table, asked, ADMIN, to)
        assert isinstance(found, Decision)
        assert len(detours.passed_over(table, asked, found)) == count, to


@pytest.mark.parametrize(
    ("paid", "details"),
    [
        (False, {"place": "private", "in_warranty": False}),
        (False, {"place": "private", "in_warranty": None}),
        (True, {"place": "private", "in_warranty": False, "quote_fen": 1}),
        (True, {"place": "private", "in_warranty": True}),
        (True, {"place": "common"}),
    ],
)
def test_nobody_alone_makes_paid_work_free_by_a_jump_past_its_quote(
    paid: bool, details: dict[str, Any]
) -> None:
    table = CATALOG["repair"].newest
    found = detours.jumped(table, case(table, "on_site", details=details, assignee="t"), ADMIN, "in_progress")
    named = [rule.name for rule in found.rules] if isinstance(found, Refused) else []
    assert named == ([] if paid else ["quoted_or_free"])


@pytest.mark.parametrize(
    ("two", "table", "details"),
    [
        (True, "refund", {}),
        (True, "dunning", {}),
        (False, "visit", {}),
        (False, "repair", {"quote_fen": None}),
        (True, "repair", {"quote_fen": 1}),
        (False, "complaint", {"compensation_fen": 0}),
        (True, "complaint", {"compensation_fen": 1}),
    ],
)
def test_where_money_is_there_are_two_persons(two: bool, table: str, details: dict[str, Any]) -> None:
    workflow = CATALOG[table].newest
    assert detours.needs_two(workflow, case(workflow, workflow.first.name, details=details)) is two


@pytest.mark.parametrize(
    "wrong",
    [
        Exceptional(ends=("draft",)),
        Exceptional(reopens=("nowhere",)),
        Exceptional(sealed=("closed",)),
        Exceptional(no_jump=("nowhere",)),
        Exceptional(needs={"closed": ("plan",)}),
    ],
)
def test_a_table_that_names_what_it_has_not_is_refused(wrong: Exceptional) -> None:
    with pytest.raises(Unsound):
        Workflow(**{**parts_of(REFUND), "exceptional": wrong})


def parts_of(table: Workflow) -> dict[str, Any]:
    names = ("name", "zh", "en", "version", "prefix", "opening", "states", "moves", "facts", "approvals")
    return {name: getattr(table, name) for name in names}
