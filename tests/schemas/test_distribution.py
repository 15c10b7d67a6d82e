"""How duties are handed out is data with closed words, and what contradicts itself is refused."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from schemas import distribution
from schemas.errors import errors_list
from schemas.policy import Names, load_policy
from workflows.distribution import RULES

NAMES = Names(duties={"reported", "quote_review"})


def load(**members: Any) -> dict[str, Any]:
    return load_policy({"approvals": {}, "timers": {}} | members, workflow="visit", names=NAMES)


def wrong_fields(**members: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        load(**members)
    return [error["field"] for error in errors_list(caught.value, "zh")]


def test_the_rules_named_are_the_rules_there_are() -> None:
    assert tuple(RULES) == distribution.RULES


def test_what_is_said_is_kept_as_it_was_said() -> None:
    said = {
        "distribution": {
            "reported": {"rule": "familiar", "then": "round_robin", "offer": "all", "autonomy": "top"},
            "quote_review": {"rule": "history", "offer": 3, "release_under": 2, "start": "on_allocation"},
        },
        "visibility": {"pool": "supervisors", "allocated": "desk"},
        "batchable": ["quote_review"],
        "one_at_a_time": False,
    }
    loaded = load(**said)
    assert {name: loaded[name] for name in said} == said


def test_what_is_not_said_is_not_kept() -> None:
    assert {"distribution", "visibility", "batchable", "one_at_a_time"} & set(load()) == set()


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"distribution": {"nowhere": {"rule": "first"}}}, "distribution.nowhere"),
        ({"distribution": {"reported": {"rule": "by_magic"}}}, "distribution.reported.rule"),
        ({"distribution": {"reported": {"offer": 0}}}, "distribution.reported.offer"),
        ({"distribution": {"reported": {"offer": "none"}}}, "distribution.reported.offer"),
        ({"distribution": {"reported": {"release_under": 0}}}, "distribution.reported.release_under"),
        (
            {"distribution": {"reported": {"rule": "familiar", "separate": True}}},
            "distribution.reported.rule",
        ),
        ({"visibility": {"pool": "everybody"}}, "visibility.pool"),
        ({"batchable": ["nowhere"]}, "batchable.0"),
        (
            {"distribution": {"reported": {"start": "on_allocation"}}, "one_at_a_time": True},
            "distribution.reported.start",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(members: dict[str, Any], field: str) -> None:
    assert wrong_fields(**members) == [field]
