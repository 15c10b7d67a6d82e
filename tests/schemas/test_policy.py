"""A policy is data with closed names: what could never be decided or counted is refused at the door."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from marshmallow import ValidationError

from schemas.errors import errors_list
from schemas.policy import Names, load_policy

NAMES = Names(
    facts={"with_deduction", "is_fee"}, approvals={"refund"}, triggers={"submit", "timeout", "cooled"}
)
BODY: dict[str, Any] = {
    "approvals": {
        "refund": {
            "levels": [
                {"name": "supervisor", "seats": [{"desk": "supervisor"}], "mode": "any", "over_fen": 0},
                {
                    "name": "pm_finance",
                    "seats": [{"desk": "pm"}, {"user": "finance2"}],
                    "mode": "all",
                    "pass": 2,
                    "over_fen": 200000,
                    "only_if": ["with_deduction"],
                    "skip_if": ["is_fee"],
                    "timeout": {"for": "P2D", "calendar": "working"},
                    "on_timeout": "escalate",
                },
            ]
        }
    },
    "timers": {
        "timeout": "P7D",
        "paying.timeout": "PT24H",
        "a.timeout.danger": "PT5M",
        "draft.remind_1": "P7D",
        "cooled": None,
    },
    "clocks": {"response": {"normal": {"for": "PT4H", "calendar": "service"}, "urgent": "PT15M"}},
    "sampling": {"normal": 40},
    "hours": {"calling": ["22:00", "06:00"], "service": ["08:00", "20:00"], "working": ["00:00", "24:00"]},
    "attempts": {"max": 3, "apart": "half_day"},
    "evidence": ["submit"],
    "visit_after": "PT0S",
    "load_limit": 20,
    "thresholds": {"max_tries": 3},
}


def load(body: object, workflow: str = "refund") -> dict[str, Any]:
    return load_policy(body, workflow=workflow, names=NAMES)


def changed(path: str, value: object) -> dict[str, Any]:
    body = copy.deepcopy(BODY)
    here: Any = body
    *above, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in above:
        here = here[part]
    here[last] = value
    return body


def wrong_fields(body: object, workflow: str = "refund") -> list[str]:
    with pytest.raises(ValidationError) as caught:
        load(body, workflow)
    return [error["field"] for error in errors_list(caught.value, "zh")]


def test_it_is_kept_as_written_and_stays_json() -> None:
    loaded = load(BODY)
    assert json.loads(json.dumps(loaded)) == loaded
    assert loaded["approvals"]["refund"]["levels"][1] == BODY["approvals"]["refund"]["levels"][1]
    assert {key: loaded[key] for key in BODY if key != "approvals"} == {
        key: BODY[key] for key in BODY if key != "approvals"
    }
    assert load(loaded) == loaded


def test_only_approvals_and_timers_must_be_said() -> None:
    assert load({"approvals": {}, "timers": {}})["attempts"] == {"max": 3, "apart": "half_day"}
    assert wrong_fields({}) == ["approvals", "timers"]


LEVEL = "approvals/refund/levels/1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", 3),
        ("approvals/plan", {"levels": []}),
        (f"{LEVEL}/seats", []),
        (f"{LEVEL}/seats/0", {"desk": "pm", "user": "pm"}),
        (f"{LEVEL}/seats/0", {}),
        (f"{LEVEL}/seats/0/desk", "customer"),
        (f"{LEVEL}/mode", "most"),
        (f"{LEVEL}/pass", 3),
        (f"{LEVEL}/reject", 0),
        (f"{LEVEL}/over_fen", 1.5),
        (f"{LEVEL}/only_if/0", "measure_court"),
        (f"{LEVEL}/skip_if/0", "1 == 1"),
        (f"{LEVEL}/timeout", "P1M"),
        (f"{LEVEL}/timeout", {"for": "P1W", "calendar": "working"}),
        (f"{LEVEL}/timeout", {"for": "P1D", "calendar": "lunar"}),
        (f"{LEVEL}/timeout", {"for": "P1D"}),
        (f"{LEVEL}/on_timeout", "auto_pass"),
        (f"{LEVEL}/on_timeout", "explode"),
        (f"{LEVEL}/condition", "amount > 3"),
        ("timers/explode", "P1D"),
        ("timers/paying.explode", "P1D"),
        ("timers/timeout", "tomorrow"),
        ("timers/Timeout", "P1D"),
        ("clocks/response/normal", 5),
        ("sampling/normal", 101),
        ("sampling/normal", -1),
        ("sampling/normal", True),
        ("hours/calling", ["09:00"]),
        ("hours/calling", ["9:00", "20:00"]),
        ("hours/calling", ["09:00", "24:01"]),
        ("hours/service", ["20:00", "08:00"]),
        ("attempts/max", 0),
        ("attempts/apart", "day"),
        ("evidence/0", "fly"),
        ("visit_after", "P4000D"),
        ("load_limit", 0),
        ("thresholds/max_tries", "3"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: object) -> None:
    found = wrong_fields(changed(path, value))
    dotted = path.replace("/", ".")
    assert found and all(field.startswith(dotted) for field in found), found


def test_money_never_passes_by_time_and_other_things_may() -> None:
    body = changed(f"{LEVEL}/on_timeout", "auto_pass")
    for workflow in ("refund", "dunning", "repair", "complaint"):
        assert wrong_fields(body, workflow) == ["approvals.refund.levels.1.on_timeout"]
    assert load(body, "visit")


def test_quorums_are_held_against_what_they_count() -> None:
    ratio = changed(LEVEL, {"name": "a", "seats": [{"desk": "pm"}], "mode": "ratio", "pass": 67})
    assert load(ratio)["approvals"]["refund"]["levels"][1]["pass"] == 67
    heavy = {"name": "a", "seats": [{"desk": "pm", "weight": 3}, {"desk": "hq"}], "mode": "weight", "pass": 4}
    assert load(changed(LEVEL, heavy))
    assert wrong_fields(changed(LEVEL, heavy | {"pass": 5})) == ["approvals.refund.levels.1.pass"]
