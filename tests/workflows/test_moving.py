"""Moves, handovers and transfers: who may come when, what must be signed, what may be taken back."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.workflows.build import NOON, case, one_level, person
from workflows.case import SYSTEM, Actor, Case, Item
from workflows.catalog import workflow
from workflows.engine import Decision, Refused

NAMES = ("move", "handover", "transfer")
CLERK = person("clerk", name="submitter")
TODAY = date(2026, 3, 4)
OWES = {"arrears": [{"id": "c1", "fen": 50_000}, {"id": "c2", "fen": 60_000}]}
PREPAID = {"prepayments": [{"id": "p1", "fen": 60_000}]}


def stay(customer: str, nature: str = "owner", since: str = "2020-01-01", until: Any = None) -> Any:
    return {
        "id": f"{customer}-{since}",
        "customer": customer,
        "nature": nature,
        "since": since,
        "until": until,
    }


def taken(at: Case, actor: Actor, trigger: str, form: Any = None) -> Decision:
    found = workflow(at.workflow).decide(at, actor, trigger, form or {})
    assert isinstance(found, Decision), found
    return found


def refused(at: Case, actor: Actor, trigger: str, form: Any = None) -> list[str]:
    found = workflow(at.workflow).decide(at, actor, trigger, form or {})
    assert isinstance(found, Refused), found
    return [rule.name for rule in found.rules]


def asked(name: str, state: str, **rest: Any) -> Case:
    item = Item("i", "vote", "supervisor", None, seat=0)
    return case(name, state, items=(item,), ladder=one_level(), **rest)


@pytest.mark.parametrize("name", NAMES)
def test_the_precheck_asks_for_a_signature_only_where_somebody_owes_or_money_goes_over(name: str) -> None:
    assert taken(case(name, "precheck"), SYSTEM, "checked").dest.name == "effective_pending"
    for facts in (OWES, {"backdated": True}):
        assert taken(case(name, "precheck", facts=facts), SYSTEM, "checked").dest.name == "pending_approval"
    moving = case(name, "precheck", facts=PREPAID, details={"prepayment_to_new": True})
    assert taken(moving, SYSTEM, "checked").dest.name == "pending_approval"
    assert taken(case(name, "precheck", facts=PREPAID), SYSTEM, "checked").dest.name == "effective_pending"


@pytest.mark.parametrize(
    ("flags", "fen"),
    [
        ({}, 0),
        ({"arrears_to_new": True}, 110_000),
        ({"prepayment_to_new": True}, 60_000),
        ({"arrears_to_new": True, "prepayment_to_new": True}, 170_000),
    ],
)
def test_what_goes_over_is_weighed_and_signed_by_its_sum(flags: Any, fen: int) -> None:
    at = case("transfer", "precheck", facts=OWES | PREPAID, details=flags)
    noted = taken(at, SYSTEM, "checked").change.details
    assert noted["moved_fen"] == fen
    assert len(noted["weighed"]["rows"]) == (2 if "arrears_to_new" in flags else 0) + (
        fen in (60_000, 170_000)
    )
    assert workflow("transfer").approvals["moving"].amount(at) == fen


@pytest.mark.parametrize(
    ("name", "stays", "details", "rules"),
    [
        ("transfer", [stay("k0")], {}, []),
        ("transfer", [], {}, ["has_an_owner"]),
        ("handover", [], {}, []),
        ("handover", [stay("k1")], {}, ["not_yet_so"]),
        ("handover", [stay("k1", until="2026-03-04")], {}, []),
        ("handover", [stay("k2", since="2026-03-05")], {}, ["one_of_each_nature"]),
        ("move", [stay("k2", since="2026-03-05")], {"nature": "tenant"}, []),
        ("move", [stay("k2", "tenant", since="2026-06-01")], {"nature": "tenant"}, ["one_of_each_nature"]),
        ("move", [stay("k2", "tenant", since="2026-06-01")], {"until": date(2026, 6, 1)}, []),
        ("move", [stay("k1", "tenant")], {"direction": "out"}, []),
        ("move", [stay("k2", "tenant")], {"direction": "out"}, ["lives_there"]),
        ("move", [stay("k1", "tenant", until="2026-03-05")], {"direction": "out"}, ["lives_there"]),
    ],
)
def test_who_may_come_and_go(name: str, stays: Any, details: Any, rules: list[str]) -> None:
    at = case(name, "draft", facts={"stays": stays}, details=details)
    found = workflow(name).decide(at, CLERK, "submit", {})
    assert ([] if isinstance(found, Decision) else [rule.name for rule in found.rules]) == rules


def test_a_submission_lists_what_is_open_and_knows_the_moment() -> None:
    found = taken(case("transfer", "draft", facts={"open_items": {"repair": 2}}), CLERK, "submit")
    assert found.change.details["open_items"] == {"repair": 2}
    assert found.change.details["effective_at"].isoformat() == "2026-03-04T00:00:00+08:00"
    leaving = {"stays": [stay("k1", "tenant")]}
    out = taken(case("move", "draft", facts=leaving, details={"direction": "out"}), CLERK, "submit")
    assert out.change.details["effective_at"].isoformat() == "2026-03-05T00:00:00+08:00"


@pytest.mark.parametrize("state", ["draft", "pending_approval", "effective_pending"])
def test_arrears_go_over_only_with_a_paper_and_undunned(state: str) -> None:
    trigger, actor = {
        "draft": ("submit", CLERK),
        "pending_approval": ("approve", person("supervisor")),
        "effective_pending": ("effective_date", SYSTEM),
    }[state]
    moving = {"arrears_to_new": True, "moved_fen": 110_000, "weighed": {"rows": ["c1", "c2"]}}
    assert refused(asked("transfer", state, facts=OWES, details=moving), actor, trigger) == ["debt_assumed"]
    signed = moving | {"assumption_no": "CD-1"}
    dunned = asked("transfer", state, facts=OWES | {"dunned": True}, details=signed)
    assert refused(dunned, actor, trigger) == ["not_being_dunned"]
    assert taken(asked("transfer", state, facts=OWES, details=signed), actor, trigger)


def test_nothing_takes_effect_before_its_day() -> None:
    tomorrow = {"day": TODAY + timedelta(days=1)}
    at = case("transfer", "effective_pending", details=tomorrow)
    assert refused(at, SYSTEM, "effective_date") == ["date_reached"]
    out = {"stays": [stay("k1", "tenant")]}
    leaving = case("move", "effective_pending", facts=out, details={"direction": "out"})
    assert refused(leaving, SYSTEM, "effective_date") == ["date_reached"], "the last day is not over"
    assert NOON.date() == TODAY


def test_on_its_day_relations_codes_and_money_change_in_one_write() -> None:
    found = taken(case("transfer", "effective_pending"), SYSTEM, "effective_date")
    assert (found.dest.name, found.books) == ("effective", ("change_occupancy", "pass_code", "carry_money"))


def test_more_than_was_weighed_goes_back_to_be_weighed() -> None:
    grown = {"arrears_to_new": True, "assumption_no": "CD-1", "moved_fen": 50_000}
    found = taken(case("transfer", "effective_pending", facts=OWES, details=grown), SYSTEM, "effective_date")
    assert (found.dest.name, found.books) == ("precheck", ())


@pytest.mark.parametrize("now", [{"leaver": "k9"}, {"arrears": [{"id": "c3", "fen": 1}]}])
def test_what_was_signed_for_one_persons_debts_is_not_for_anothers(now: Any) -> None:
    was = {"leaver": "k2", **OWES}
    details = {"arrears_to_new": True, "assumption_no": "CD-1"}
    signed = taken(case("transfer", "precheck", facts=was, details=details), SYSTEM, "checked").change.details
    at = case("transfer", "effective_pending", facts=was, details=details | dict(signed))
    assert taken(at, SYSTEM, "effective_date").dest.name == "effective"
    at = case("transfer", "effective_pending", facts=was | now, details=details | dict(signed))
    assert taken(at, SYSTEM, "effective_date").dest.name == "precheck"


@pytest.mark.parametrize("until", [date(2026, 3, 4), date(2026, 3, 3)])
def test_a_lease_that_ends_before_it_begins_is_not_submitted(until: date) -> None:
    at = case("move", "draft", details={"nature": "tenant", "until": until})
    assert refused(at, CLERK, "submit") == ["until_after_day"]


def test_where_nobody_left_nothing_is_settled() -> None:
    form = {"waived_by_both": True}
    clerk = person("clerk")
    assert taken(case("handover", "effective"), clerk, "meter_billed", form).dest.name == "settling"
    alone = case("handover", "effective", details={"leaver": None})
    assert taken(alone, clerk, "meter_billed", form).dest.name == "settled"


@pytest.mark.parametrize("left", [OWES, PREPAID, {"deposits_fen": 1}])
def test_what_is_left_of_who_left_is_placed_or_explained(left: Any) -> None:
    at, finance = case("transfer", "settling", facts=left), person("finance")
    assert refused(at, finance, "settled") == ["all_placed"]
    assert taken(at, finance, "settled", {"kept_reason": "另行催缴"}).dest.name == "settled"
    assert taken(case("transfer", "settling"), finance, "settled").dest.name == "settled"


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ("taken_back", "in_force"),
        ("later_change", "nothing_later"),
        ("charged_since", "not_charged_since"),
        ("money_touched", "money_untouched"),
        ("codes_changed", "codes_unchanged"),
    ],
)
def test_what_something_builds_on_is_taken_back_neither_by_asking_nor_by_signing(
    fact: str, rule: str
) -> None:
    form = {"reason": "登记有误"}
    built = case("transfer", "effective", facts={fact: True})
    assert refused(built, person("supervisor"), "reverse", form) == [rule]
    assert refused(
        asked("transfer", "pending_reversal", facts={fact: True}), person("supervisor"), "approve"
    ) == [rule]


def test_the_last_signature_takes_it_back() -> None:
    found = taken(asked("transfer", "pending_reversal"), person("supervisor"), "approve")
    assert (found.dest.name, found.books) == ("reversed", ("reverse_change",))
