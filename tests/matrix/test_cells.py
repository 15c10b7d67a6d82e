"""Every desk × state × trigger over HTTP, one person a desk, held against what the document answers.

Each is tried first (`dry_run=true`) and asked for (`/moves`): neither may differ from what then happens.
"""

import zlib

import pytest
from werkzeug.test import TestResponse

from schemas.base import instance
from schemas.catalog import FORMS as SCHEMAS
from service.transaction import Row
from tests.matrix.counted import written
from tests.matrix.expected import GUARDED, Person, cast, could_ever, expected
from tests.matrix.forms import FORMS
from tests.matrix.rehearsed import assert_moves_agree, fired_after_trying, moves_for
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
    moves = {who: moves_for(stage, who, ticket) for who in {person.name for _, person in cells}}
    before = written()
    for cell in cells:
        if cell not in able:
            assert_moves_agree(moves[cell[1].name], cell[0], assert_refused(stage, ticket, *cell))
        elif has_required_fields(ticket["workflow"], cell[0]):
            assert answer(stage.fire(cell[1].name, ticket, cell[0], {}), 422)["code"] == "invalid"
    assert written() == before
    for cell in able:
        fresh = ticket_in(stage, ticket["workflow"], ticket["state"])
        assert_moves_agree(moves[cell[1].name], cell[0], assert_moved(stage, fresh, *cell))


def assert_refused(stage: Stage, ticket: Row, trigger: str, person: Person) -> TestResponse:
    code = expected(ticket, trigger, person)
    answered = fired_after_trying(stage, person.name, ticket, trigger, {})
    problem = answer(answered, STATUS[code])
    assert problem["code"] == code, f"{person.name} fires {trigger} in {ticket['state']}"
    return answered


def assert_moved(stage: Stage, ticket: Row, trigger: str, person: Person) -> TestResponse:
    """A valid form moves it as the table says, unless a fact of this very ticket stands against it."""
    workflow, state = ticket["workflow"], ticket["state"]
    form = FORMS[workflow][trigger](stage, ticket)
    answered = fired_after_trying(stage, person.name, ticket, trigger, form, counted=True)
    rule = GUARDED.get((workflow, state, trigger))
    if rule is not None:
        assert rule in [each["rule"] for each in answer(answered, 422)["rules"]]
        return answered
    moved = answer(answered, 200)
    lands = {state if row[2] == "=" else row[2] for row in oracle.rows_of(workflow, state, trigger)}
    assert moved["state"] in lands and moved["version"] == ticket["version"] + 1
    return answered


def has_required_fields(workflow: str, trigger: str) -> bool:
    schema = instance(SCHEMAS[workflow][trigger])
    return any(field.required for field in schema.load_fields.values())
