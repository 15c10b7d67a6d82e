"""The time is over in the instant in which people act: the clock or one of them moves, nobody after."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from service.transaction import Row
from service.usecases.timers.due_timers import Due
from service.usecases.timers.fire_timer import fire_timer
from tests.due import due_now
from tests.matrix.forms import REASON
from tests.matrix.walks import ticket_in
from tests.patterns.office import level
from tests.races.racing import mixed, often, race, seldom, statuses, the_one_event
from tests.stage import Somebody, Stage

# By turns, so that either side wins some rounds: the clock reads more than a person does.
CROWDS = ((20, 80), (90, 10))


@often
def test_a_level_is_late_or_decided(
    stage: Stage,
    pool: ThreadPoolExecutor,
    supervisors: list[Somebody],
    refunds_ask: Callable[..., None],
    rounds: int,
) -> None:
    refunds_ask(level("supervisor", timeout="P1D"), level("pm", timeout="P1D"))
    for number in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        votes = [partial(stage.fire, f"supervisor{n}", ticket, "approve") for n in range(1, 81)]
        moved = raced(stage, pool, ticket, "level:0", votes, number=number)
        assert moved in ("escalate_level", "approve")
        desks = [each["desk"] for each in stage.read(ticket)["work_items"]]
        assert sorted(desks) == (["pm", "supervisor"] if moved == "escalate_level" else ["pm"])


@seldom
def test_silence_is_a_no_or_somebody_spoke(
    stage: Stage,
    pool: ThreadPoolExecutor,
    supervisors: list[Somebody],
    refunds_ask: Callable[..., None],
    rounds: int,
) -> None:
    refunds_ask(level("supervisor", timeout="P1D", on_timeout="auto_reject"))
    for number in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        votes = [partial(stage.fire, f"supervisor{n}", ticket, "approve") for n in range(1, 81)]
        moved = raced(stage, pool, ticket, "level:0", votes, number=number)
        assert (moved, stage.read(ticket)["state"]) in [("reject", "rejected"), ("approve", "approved")]


@often
def test_a_state_is_timed_out_or_answered(stage: Stage, pool: ThreadPoolExecutor, rounds: int) -> None:
    for number in range(rounds):
        ticket = ticket_in(stage, "refund", "deduction_proposed")
        agrees = partial(stage.fire, "clerk", ticket, "customer_agrees", {"deduction_fen": 10_000})
        objects = partial(stage.fire, "clerk3", ticket, "customer_objects", REASON)
        moved = raced(stage, pool, ticket, "timeout", mixed([agrees] * 40, [objects] * 40), number=number)
        assert moved in ("timeout", "customer_agrees", "customer_objects")


def raced(
    stage: Stage,
    pool: ThreadPoolExecutor,
    ticket: Row,
    timer: str,
    people: list[Callable[[], Any]],
    *,
    number: int,
) -> str:
    """The one trigger that came of it: a person's, or the clock's, of whose many hands one moved."""
    timers, persons = CROWDS[number % len(CROWDS)]
    people = people[:persons]
    fires = partial(fired, stage, due_now(ticket, timer))
    answers = race(pool, mixed([fires] * timers, people))
    said = [each for each in answers if isinstance(each, str)]
    heard = statuses(each for each in answers if not isinstance(each, str))
    by_clock = [each for each in said if each != "gone"]
    assert len(by_clock) + heard[200] == 1, (by_clock, heard)
    assert heard[200] + heard[409] + heard[412] == len(people), heard
    event = the_one_event(ticket)
    assert (event["actor"] is None) == bool(by_clock)
    return str(event["trigger"])


def fired(stage: Stage, due: Due) -> str:
    with stage.app.app_context():
        return fire_timer(due)
