"""Whatever a table does not say is refused and writes nothing: every (state, trigger) pair outside it."""

import zlib

import pytest

from service.transaction import Row
from tests.matrix.counted import written
from tests.matrix.expected import Person, cast, could_ever
from tests.matrix.walks import WALKS, ticket_in
from tests.stage import Stage, answer
from tests.workflows import oracle
from workflows.catalog import CATALOG

STATES = [(name, state.name) for name, versions in CATALOG.items() for state in versions.newest.states]


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_a_pair_outside_the_table_is_refused_and_writes_nothing(
    stage: Stage, workflow: str, state: str
) -> None:
    table = CATALOG[workflow].newest
    ticket = ticket_in(stage, workflow, state)
    triggers = dict.fromkeys(row.trigger for row in table.rows)
    outside = [each for each in triggers if not table.rows_of(state, each)]
    assert ticket["is_final"] == (outside == list(triggers)) == (state in oracle.ends(workflow))
    before = written()
    for trigger in outside:
        assert_refused(stage, ticket, trigger, by_turns(able(ticket, trigger), f"{state} {trigger}"))
    assert written() == before


@pytest.mark.stress
@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_a_pair_outside_the_table_is_refused_to_everybody(stage: Stage, workflow: str, state: str) -> None:
    table = CATALOG[workflow].newest
    ticket = ticket_in(stage, workflow, state)
    before = written()
    for trigger in {row.trigger for row in table.rows}:
        if not table.rows_of(state, trigger):
            assert_refused(stage, ticket, trigger, able(ticket, trigger))
    assert written() == before


def test_the_walks_reach_every_state() -> None:
    assert {(name, state) for name, walks in WALKS.items() for state in walks} == set(STATES)


def by_turns(people: list[Person], turn: str) -> list[Person]:
    """One of them, another one in another state."""
    return people and [people[zlib.crc32(turn.encode()) % len(people)]]


def assert_refused(stage: Stage, ticket: Row, trigger: str, people: list[Person]) -> None:
    """409 to who may fire it in another state; where nobody may: 403 to all."""
    for person in people:
        problem = answer(stage.fire(person.name, ticket, trigger, {}), 409)
        assert (problem["code"], problem["state"]) == ("not_now", ticket["state"])
        assert trigger not in problem["allowed"]
    if not people:
        assert is_the_systems_alone(ticket["workflow"], trigger)
        for person in cast(ticket["workflow"]):
            assert answer(stage.fire(person.name, ticket, trigger, {}), 403)["code"] == "not_you"


def able(ticket: Row, trigger: str) -> list[Person]:
    assigned = ticket["assignee"] is not None
    people = cast(ticket["workflow"])
    return [each for each in people if could_ever(ticket["workflow"], trigger, each, assigned=assigned)]


def is_the_systems_alone(workflow: str, trigger: str) -> bool:
    return {row[3] for row in oracle.flat(workflow) if row[1] == trigger} == {"system"}
