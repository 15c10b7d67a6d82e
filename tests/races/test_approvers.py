"""A hundred approvers at one instant: one is heard, the others are told that they came too late."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from service.transaction import Row, statements
from tests.matrix.walks import ticket_in
from tests.races.racing import assert_one_won, often, race, the_one_event, triggers_of
from tests.stage import Somebody, Stage, answer

ROUNDS = 10
STRESS_PIECES, STRESS_ROUNDS = 10, 100


def test_of_a_hundred_approvers_one_is_heard(
    stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody]
) -> None:
    for _ in range(ROUNDS):
        approve_at_once(stage, pool, supervisors)


@pytest.mark.stress
@pytest.mark.parametrize("piece", range(STRESS_PIECES))
def test_of_a_hundred_approvers_one_is_heard_a_thousand_times(
    stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody], piece: int
) -> None:
    for _ in range(STRESS_ROUNDS):
        approve_at_once(stage, pool, supervisors)


def approve_at_once(stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody]) -> None:
    ticket = ticket_in(stage, "refund", "pending_approval")
    names = [f"supervisor{number}" for number in range(1, len(supervisors) + 1)]
    answers = race(pool, [partial(stage.fire, name, ticket, "approve") for name in names])
    assert_one_won(answers)
    assert triggers_of(ticket) == ["create", "submit", "approve"]
    votes = votes_of(ticket)
    assert [vote["status"] for vote in votes] == ["done"]


def votes_of(ticket: Row) -> list[Row]:
    with statements() as sql:
        return sql.all("SELECT status FROM work_item WHERE kind = 'vote' AND ticket_id = %s", [ticket["id"]])


@often
def test_of_a_hundred_claimers_one_has_it(
    stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody], rounds: int
) -> None:
    names = [f"supervisor{number}" for number in range(1, len(supervisors) + 1)]
    for _ in range(rounds):
        ticket = ticket_in(stage, "complaint", "accepted")
        claim = f"/work-items/{ticket['work_items'][0]['id']}/claim"
        calls = [partial(stage.send, name, "POST", claim, version=ticket["version"]) for name in names]
        answers = race(pool, calls)
        assert_one_won(answers)
        assert the_one_event(ticket)["trigger"] == "claim"
        winner = names[[each.status_code for each in answers].index(200)]
        (item,) = stage.read(ticket)["work_items"]
        assert item["holder"]["username"] == stage.who(winner).username
        late = stage.send(winner, "POST", claim, version=ticket["version"] + 1)
        assert answer(late, 409)["code"] == "not_now"
