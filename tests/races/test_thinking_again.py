"""Take back, withdraw and vote at one instant: whoever is first is heard, and nothing is both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from werkzeug.test import TestResponse

from service.transaction import Row, statements
from tests.matrix.walks import ticket_in
from tests.patterns.office import level
from tests.races.racing import assert_one_won, mixed, often, race, seldom, the_one_event
from tests.stage import Somebody, Stage, answer

Asks = Callable[..., None]
ONE_SUPERVISOR = level("supervisor", mode="any")


@seldom
def test_whoever_takes_back_by_a_hundred_clicks_does_it_once(
    stage: Stage, pool: ThreadPoolExecutor, refunds_ask: Asks, rounds: int
) -> None:
    refunds_ask(ONE_SUPERVISOR)
    for _ in range(rounds):
        ticket = approved(stage)
        assert_one_won(race(pool, [take_back(stage, ticket)] * 100))
        assert the_one_event(ticket)["trigger"] == "take_back"
        assert duties(stage, ticket) == [("pending_approval", "supervisor", "claimed")]


@often
def test_a_decision_is_taken_back_or_taken_up_but_not_both(
    stage: Stage, pool: ThreadPoolExecutor, refunds_ask: Asks, rounds: int
) -> None:
    refunds_ask(ONE_SUPERVISOR)
    for _ in range(rounds):
        ticket = approved(stage)
        path = f"/work-items/{ticket['work_items'][0]['id']}/claim"
        claim = partial(stage.send, "finance", "POST", path, version=ticket["version"])
        assert_one_won(race(pool, mixed([take_back(stage, ticket)] * 60, [claim] * 40)))
        if the_one_event(ticket)["trigger"] == "claim":
            assert duties(stage, ticket) == [("approved", "finance", "claimed")]
            late = answer(take_back(stage, ticket, ticket["version"] + 1)(), 422)
            assert late["rule"] == "untouched"
        else:
            assert duties(stage, ticket) == [("pending_approval", "supervisor", "claimed")]
            answer(stage.send("finance", "POST", path, version=ticket["version"] + 1), 409)


@often
def test_a_slip_is_withdrawn_or_approved_but_not_both(
    stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody], rounds: int
) -> None:
    for _ in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        votes = [partial(stage.fire, f"supervisor{n}", ticket, "approve") for n in range(1, 51)]
        assert_one_won(race(pool, mixed([partial(stage.fire, "clerk2", ticket, "withdraw")] * 50, votes)))
        event, after = the_one_event(ticket), stage.read(ticket)
        left = [each["state"] for each in after["work_items"]]
        assert (event["trigger"], after["state"], left) in [
            ("withdraw", "cancelled", []),
            ("approve", "approved", ["approved"]),
        ]


def approved(stage: Stage) -> Row:
    return stage.fired("supervisor", ticket_in(stage, "refund", "pending_approval"), "approve")


def take_back(stage: Stage, ticket: Row, version: int | None = None) -> Callable[[], TestResponse]:
    with statements() as sql:
        vote = sql.one("SELECT id FROM work_item WHERE ticket_id = %s AND kind = 'vote'", [ticket["id"]])
    assert vote is not None
    path = f"/work-items/{vote['id']}/take-back"
    return partial(stage.send, "supervisor", "POST", path, version=version or ticket["version"])


def duties(stage: Stage, ticket: Row) -> list[tuple[str, str, str]]:
    return [(each["state"], each["desk"], each["status"]) for each in stage.read(ticket)["work_items"]]
