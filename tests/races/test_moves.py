"""Different moves of one ticket at one instant: one wins, and the log is a line."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from service.policy import DEFAULTS
from service.usecases.tickets.fire_trigger import Fired, fire_as_system
from tests.matrix.forms import REASON
from tests.matrix.walks import ticket_in
from tests.races.racing import race, statuses, triggers_of
from tests.stage import Stage

ROUNDS = 15


def test_approve_reject_return_withdraw_and_amend(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """The submitter takes it back in the instant in which others decide."""
    for _ in range(ROUNDS):
        ticket = ticket_in(stage, "refund", "pending_approval")
        fired = [
            ("supervisor", "approve", {}),
            ("supervisor2", "reject", REASON),
            ("supervisor3", "return", REASON),
        ]
        fired += [("clerk2", "withdraw", {}), ("clerk2", "amend", {"amount_fen": 150_000})]
        answers = race(pool, [partial(stage.fire, who, ticket, *said) for who, *said in fired])
        assert statuses(answers) == {200: 1, 412: 4}
        winner = [each.status_code for each in answers].index(200)
        assert triggers_of(ticket) == ["create", "submit", fired[winner][1]]


def test_agree_object_cancel_and_the_timer(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """The time is over in the instant in which the customer answers."""
    timers = DEFAULTS["refund"]["timers"] | {"deduction_proposed.timeout": "PT0S"}
    stage.policy("refund", timers=timers)
    for _ in range(ROUNDS):
        ticket = ticket_in(stage, "refund", "deduction_proposed")
        fired = [
            ("clerk", "customer_agrees", {"deduction_fen": 10_000}),
            ("clerk3", "customer_objects", REASON),
        ]
        fired += [("clerk2", "cancel", REASON)]
        people = [partial(stage.fire, who, ticket, *said) for who, *said in fired]
        *answers, timed = race(pool, [*people, partial(timer, stage, ticket["id"])])
        moved = [said[1] for said, each in zip(fired, answers, strict=True) if each.status_code == 200]
        moved += ["timeout"] if timed.moved else []
        assert len(moved) == 1 and statuses(answers)[412] == len(answers) - (not timed.moved)
        assert triggers_of(ticket) == ["create", "submit", "fail", *moved]
    stage.policy("refund")


def timer(stage: Stage, ticket: str) -> Fired:
    with stage.app.app_context():
        return fire_as_system(ticket, "timeout", fired="timeout")


def test_approve_withdraw_and_the_system(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """The system reads again when somebody was faster, and still moves what can be moved."""
    for _ in range(ROUNDS):
        ticket = ticket_in(stage, "complaint", "plan_review")
        people = [partial(stage.fire, "supervisor", ticket, "approve")]
        people += [partial(stage.fire, "clerk", ticket, "withdraw", REASON)]
        *answers, system = race(pool, [*people, partial(escalate, stage, ticket["id"])])
        fired = [each.status_code for each in answers]
        assert sorted(fired) in ([200, 412], [412, 412])
        told = triggers_of(ticket)[4:]
        assert told.count("escalate") == system.moved
        assert sum(each != "escalate" for each in told) == fired.count(200)
        assert system.moved or told == ["withdraw"]


def escalate(stage: Stage, ticket: str) -> Fired:
    with stage.app.app_context():
        return fire_as_system(ticket, "escalate")
