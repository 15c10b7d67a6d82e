"""What a move answered is what a read answers next, to the letter: a client may keep either."""

import pytest

from tests.matrix.walks import WALKS, ticket_in
from tests.stage import Stage

STATES = [(workflow, state) for workflow, states in WALKS.items() for state in states]


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_a_read_after_a_move_answers_the_same(stage: Stage, workflow: str, state: str) -> None:
    answered = ticket_in(stage, workflow, state)
    assert stage.read(answered) == answered
