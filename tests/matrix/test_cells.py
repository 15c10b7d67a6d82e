"""Every desk × state × trigger over HTTP, one person a desk, held against what the document answers."""

import zlib

import pytest

from schemas.base import instance
from schemas.catalog import FORMS as SCHEMAS
from service.transaction import Row
from tests.matrix.counted import written
from tests.matrix.expected import GUARDED, Person, cast, could_ever, expected
from tests.matrix.forms import FORMS
from tests.matrix.walks import ticket_in
from tests.stage import Stage, answer
from tests.workflows import oracle

STATES = [(name, state) for name, states in oracle.STATES.items() for state in " ".join(states).split()]
Cell = tuple[str, Person]
STATUS = {"not_you": 403, "not_now": 409}


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_every_desk_has_its_answer_to_every_trigger_of_a_state(
    stage: Stage, workflow: str, state: str
) -> None:
    """409 is in `test_outside.py`; what is 403 whatever the state is asked in one state, by turns."""
    ticket = ticket_in(stage, workflow, state)
    assert_cells(stage, ticket, [cell for cell in every_cell(workflow) if is_drawn(ticket, *cell)])


@pytest.mark.stress
@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_every_desk_has_its_answer_to_every_trigger(stage: Stage, workflow: str, state: str) -> None:
    assert_cells(stage, ticket_in(stage, workflow, state), every_cell(workflow))


def every_cell(workflow: str) -> list[Cell]:
    return [(trigger, person) for trigger in oracle.triggers(workflow) for person in cast(workflow)]


def is_drawn(ticket: Row, trigger: str, person: Person) -> bool:
    workflow, state = ticket["workflow"], ticket["state"]
    if could_ever(workflow, trigger, person, assigned=ticket["assignee"] is not None):
        return bool(oracle.rows_of(workflow, state, trigger))
    states = [each for name, each in STATES if name == workflow]
    return states[zlib.crc32(f"{trigger} {person.name}".encode()) % len(states)] == state


def assert_cells(stage: Stage, ticket: Row, cells: list[Cell]) -> None:
    able = [cell for cell in cells if expected(ticket, *cell) == "ok"]
    before = written()
    for cell in cells:
        if cell not in able:
            assert_refused(stage, ticket, *cell)
        elif has_required_fields(ticket["workflow"], cell[0]):
            assert answer(stage.fire(cell[1].name, ticket, cell[0], {}), 422)["code"] == "invalid"
    assert written() == before
    for cell in able:
        assert_moved(stage, ticket_in(stage, ticket["workflow"], ticket["state"]), *cell)


def assert_refused(stage: Stage, ticket: Row, trigger: str, person: Person) -> None:
    code = expected(ticket, trigger, person)
    problem = answer(stage.fire(person.name, ticket, trigger, {}), STATUS[code])
    assert problem["code"] == code, f"{person.name} fires {trigger} in {ticket['state']}"


def assert_moved(stage: Stage, ticket: Row, trigger: str, person: Person) -> None:
    """A valid form moves it as the table says, unless a fact of this very ticket stands against it."""
    workflow, state = ticket["workflow"], ticket["state"]
    answered = stage.fire(person.name, ticket, trigger, FORMS[workflow][trigger](stage, ticket))
    rule = GUARDED.get((workflow, state, trigger))
    if rule is not None:
        assert rule in [each["rule"] for each in answer(answered, 422)["rules"]]
        return
    moved = answer(answered, 200)
    lands = {state if row[2] == "=" else row[2] for row in oracle.rows_of(workflow, state, trigger)}
    assert moved["state"] in lands and moved["version"] == ticket["version"] + 1


def has_required_fields(workflow: str, trigger: str) -> bool:
    schema = instance(SCHEMAS[workflow][trigger])
    return any(field.required for field in schema.load_fields.values())
