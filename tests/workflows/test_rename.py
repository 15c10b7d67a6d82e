"""Renames: one person stays one person, and what was approved is what the auditor saw."""

from datetime import timedelta
from typing import Any

import pytest

from tests.workflows.build import NOON, case, one_level, person
from workflows.case import SYSTEM, Actor, Case, Item
from workflows.catalog import workflow
from workflows.engine import Decision, Refused

RENAME = workflow("rename")
CLERK = person("clerk", name="submitter")
AUDITOR = person("auditor")
SIGNER = person("supervisor")
SUBMITTED = {"evidence": ["f1"], "same_person": True}
APPLIED = {
    "customer": "k1",
    "state": "approved_applied",
    "old_name": "张炜",
    "closed_at": (NOON - timedelta(days=30)).isoformat(),
}


def taken(at: Case, actor: Actor, trigger: str, form: Any = None) -> Decision:
    found = RENAME.decide(at, actor, trigger, form or {})
    assert isinstance(found, Decision), found
    return found


def refused(at: Case, actor: Actor, trigger: str, form: Any = None) -> tuple[str, list[str]]:
    found = RENAME.decide(at, actor, trigger, form or {})
    assert isinstance(found, Refused), found
    return found.kind, [rule.name for rule in found.rules]


def opened(facts: Any = None, **details: Any) -> Decision | Refused:
    form = {"new_name": "张炜", "ground": "error", **details}
    return RENAME.open(case("rename", "draft", details=form, facts=facts), CLERK, form)


def asked(**rest: Any) -> Case:
    item = Item("i", "vote", "supervisor", None, seat=0)
    return case("rename", "auditing", items=(item,), ladder=one_level(), **rest)


def test_an_opening_notes_the_name_and_the_version_that_were_seen() -> None:
    found = opened({"customer_version": 7})
    assert isinstance(found, Decision)
    assert found.change.details == {
        "new_name": "张炜", "ground": "error", "old_name": "张伟", "seen_version": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "details", "rule"),
    [
        ({"other_rename": True}, {}, "no_other_rename"),
        ({}, {"new_name": "张伟"}, "name_differs"),
        ({}, {"reverts": "t0"}, "revert_fits"),
    ],
)
def test_what_cannot_be_opened(facts: Any, details: Any, rule: str) -> None:
    found = opened(facts, **details)
    assert isinstance(found, Refused) and [each.name for each in found.rules] == [rule]


@pytest.mark.parametrize(
    ("changed", "fits"),
    [
        ({}, True),
        ({"state": "rejected"}, False),
        ({"customer": "k2"}, False),
        ({"old_name": "张玮"}, False),
        ({"closed_at": (NOON - timedelta(days=30, seconds=1)).isoformat()}, False),
    ],
)
def test_only_an_applied_rename_of_this_customer_is_reverted_and_in_time(changed: Any, fits: bool) -> None:
    found = opened({"reverted": APPLIED | changed}, reverts="t0")
    assert isinstance(found, Decision) is fits


def test_a_submission_keeps_its_evidence_and_sees_the_customer_anew() -> None:
    found = taken(case("rename", "draft", facts={"customer_version": 2}), CLERK, "submit", SUBMITTED)
    assert found.dest.name == "submitted"
    assert found.change.details == {"evidence": ["f1"], "old_name": "张伟", "seen_version": 2}


def test_another_person_is_no_rename_but_a_transfer() -> None:
    form = SUBMITTED | {"same_person": False}
    assert refused(case("rename", "draft"), CLERK, "submit", form) == ("not_so", ["same_person"])
    assert "过户" in next(rule.zh for rule in RENAME.rows_of("draft", "submit")[0].when)


def test_a_name_that_has_come_true_by_itself_is_no_rename() -> None:
    at = case("rename", "draft", facts={"customer_name": "张炜"})
    assert refused(at, CLERK, "submit", SUBMITTED) == ("not_so", ["name_differs"])
    assert refused(at, CLERK, "amend", {"reason": "a"}) == ("not_so", ["name_differs"])


def test_the_submitter_does_not_audit() -> None:
    both = person("auditor", name="submitter")
    stand_in = person("auditor", stands_for=frozenset({"submitter"}))
    at = case("rename", "submitted", barred=frozenset({"submitter", "somebody"}))
    for each in (both, stand_in):
        assert refused(at, each, "take") == ("not_you", ["not_the_submitter"])
    assert taken(at, AUDITOR, "take").dest.name == "auditing", "also who returned it before"


def test_what_an_auditor_has_taken_is_not_withdrawn() -> None:
    assert taken(case("rename", "submitted"), CLERK, "withdraw", {"reason": "a"}).dest.name == "withdrawn"
    assert refused(asked(), CLERK, "withdraw", {"reason": "a"})[0] == "not_now"


def test_the_last_approval_renames() -> None:
    found = taken(asked(), SIGNER, "approve")
    assert (found.dest.name, found.books) == ("approved_applied", ("rename_customer",))
    assert found.effects == ("tell_customer:customer_renamed",)


def test_a_customer_that_was_changed_meanwhile_is_not_renamed_but_sent_back() -> None:
    changed = asked(facts={"customer_version": 2})
    assert refused(changed, SIGNER, "approve") == ("not_so", ["customer_unchanged"])
    found = taken(changed, SYSTEM, "stale")
    assert (found.dest.name, found.effects) == ("draft", ("tell_desk:clerk",))
    assert refused(asked(), SYSTEM, "stale") == ("not_so", ["customer_changed"])


@pytest.mark.parametrize(
    ("facts", "details", "expected"),
    [
        ({}, {}, set()),
        ({"company_with_lease": True}, {}, {"company_with_lease"}),
        ({}, {"reverts": "t0"}, {"reverting"}),
    ],
)
def test_whom_the_policy_may_ask_besides(facts: Any, details: Any, expected: set[str]) -> None:
    at = case("rename", "submitted", facts=facts, details=details)
    assert {fact.name for fact in RENAME.facts if fact.check(at)} == expected
