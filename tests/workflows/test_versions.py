"""Where a ticket stands under a newer version of its workflow, decided without a database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.case import Case
from workflows.complaint import complaint
from workflows.soundness import Unsound
from workflows.versions import fate

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SAME = replace(complaint, version=2)
OPEN = [state.name for state in complaint.states if not state.is_end]


def case(state: str, **more: object) -> Case:
    return Case(id="1", workflow="complaint", state=state, version=3, now=NOW, **more)  # type: ignore[arg-type]


def rules(found: object) -> list[str]:
    return [rule.name for rule in found.rules]  # type: ignore[attr-defined]


@given(
    st.sampled_from(complaint.states), st.sets(st.sampled_from(["timeout", "auto_close", "clock:response"]))
)
def test_under_the_same_table_every_open_ticket_stays_where_it_is(state: object, armed: set[str]) -> None:
    name: str = state.name  # type: ignore[attr-defined]
    found = fate(complaint, SAME, case(name), armed=armed)
    assert found.state == name
    expected = ["at_an_end"] if name not in OPEN else ["approval_open"] if name == "plan_review" else []
    assert rules(found) == expected


@pytest.mark.parametrize("version", [1, 0])
def test_never_back(version: int) -> None:
    assert rules(fate(complaint, replace(complaint, version=version), case("accepted"), armed=())) == [
        "not_newer"
    ]


def test_a_state_may_be_mapped_to_an_open_one_only() -> None:
    mapped = replace(complaint, version=2, migrates={"accepted": "investigating"})
    assert fate(complaint, mapped, case("accepted"), armed=()).state == "investigating"
    for nowhere in ("closed", "no_such_state"):
        with pytest.raises(Unsound):
            replace(complaint, version=2, migrates={"accepted": nowhere})


def test_into_an_approval_nobody_comes_without_asking() -> None:
    mapped = replace(complaint, version=2, migrates={"accepted": "plan_review"})
    assert rules(fate(complaint, mapped, case("accepted"), armed=())) == ["approval_open"]


def test_all_that_stands_in_the_way_is_named_at_once() -> None:
    bare = [replace(each, timers=()) if each.name == "resolved" else each for each in complaint.states]
    newer = replace(complaint, version=2, states=bare, needs=("cause",))
    found = fate(complaint, newer, case("resolved", suspended=True), armed=["auto_close"])
    assert rules(found) == ["not_suspended", "details_missing", "timer_unknown"]
    assert rules(fate(complaint, newer, case("resolved", details={"cause": "x"}), armed=[])) == []
