"""What is done beside the votes, in the instant of a vote: one is first, and nobody is asked for nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from werkzeug.test import TestResponse

from service.transaction import Row
from tests.matrix.forms import REASON
from tests.matrix.walks import ticket_in
from tests.patterns.office import level
from tests.races.racing import assert_one_won, mixed, race, seldom, statuses, the_one_event
from tests.stage import Somebody, Stage, answer

Asks = Callable[..., None]
Call = Callable[[], TestResponse]


@seldom
def test_a_signer_joins_or_the_last_vote_is_cast(
    stage: Stage, pool: ThreadPoolExecutor, refunds_ask: Asks, rounds: int
) -> None:
    """Either the added one is asked and waited for, or it was decided before."""
    refunds_ask(level("pm", "finance"))
    for _ in range(rounds):
        ticket = at_the_last_vote(stage)
        adds = operation(stage, "pm", ticket, "add-signer", joins(stage))
        votes = partial(stage.fire, "pm", ticket, "approve")
        assert_one_won(race(pool, mixed([adds] * 50, [votes] * 50)))
        after = stage.read(ticket)
        if the_one_event(ticket)["trigger"] == "add_signer":
            assert stage.fired("pm", after, "approve")["state"] == "pending_approval"
            after = stage.fired("legal", stage.read(after), "approve")
        assert (after["state"], [each["kind"] for each in after["work_items"]]) == ("approved", ["task"])


@seldom
def test_a_signer_is_removed_or_votes(
    stage: Stage, pool: ThreadPoolExecutor, refunds_ask: Asks, rounds: int
) -> None:
    """Only the added one is still waited for: with the vote or without the signer it is decided once.

    Whoever is asked no more is no signer of this ticket: that is said before anything of versions.
    """
    refunds_ask(level("pm", "finance"))
    for _ in range(rounds):
        ticket = at_the_last_vote(stage)
        answer(operation(stage, "pm", ticket, "add-signer", joins(stage))(), 200)
        ticket = stage.fired("pm", stage.read(ticket), "approve")
        who = {"who": stage.who("legal").username}
        removes = operation(stage, "supervisor", ticket, "remove-signer", who)
        votes = partial(stage.fire, "legal", ticket, "approve")
        found = statuses(race(pool, mixed([removes] * 50, [votes] * 50)))
        event = the_one_event(ticket)
        removed = event["trigger"] == "remove_signer"
        assert removed or event["trigger"] == "approve"
        assert (found[200], found[412] + (found[403] if removed else 0)) == (1, 99), found
        assert (event["dest"], stage.read(ticket)["state"]) == ("approved", "approved")


@seldom
def test_the_absent_one_and_the_stand_in_have_one_voice(
    stage: Stage, pool: ThreadPoolExecutor, rounds: int
) -> None:
    now = datetime.now(UTC)
    dates = {"from": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=7)).isoformat()}
    said = {"to": stage.who("legal").username, **dates}
    made = answer(stage.send("supervisor", "POST", "/substitutions", said), 201)
    for _ in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        signs = partial(stage.fire, "supervisor", ticket, "approve")
        refuses = partial(stage.fire, "legal", ticket, "reject", REASON)
        assert_one_won(race(pool, mixed([signs] * 50, [refuses] * 50)))
        event, absent = the_one_event(ticket), stage.who("supervisor").id
        assert (event["trigger"], event["on_behalf_of"]) in [("approve", None), ("reject", absent)]
    assert stage.send("supervisor", "DELETE", f"/substitutions/{made['id']}").status_code == 204


@seldom
def test_of_two_who_confirm_and_one_who_refuses_one_is_heard(
    stage: Stage, pool: ThreadPoolExecutor, rounds: int
) -> None:
    for _ in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        proposes = beside(stage, "pm", ticket, "terminate", REASON)
        answers = race(pool, [proposes] * 20)
        assert statuses(answers) == {202: 1, 412: 19}
        ticket = stage.read(ticket)
        made = f"proposals/{ticket['proposals'][0]['id']}"
        seconds = [beside(stage, who, ticket, f"{made}/confirm") for who in ("pm2", "admin")]
        refuses = beside(stage, "admin", ticket, f"{made}/refuse", REASON)
        assert_one_won(race(pool, mixed(*([each] * 33 for each in (*seconds, refuses)))))
        ended = (the_one_event(ticket)["trigger"], stage.read(ticket)["is_final"])
        assert ended in [("terminate", True), ("refuse_exception", False)]


@seldom
def test_work_rests_or_is_decided(stage: Stage, pool: ThreadPoolExecutor, rounds: int) -> None:
    for _ in range(rounds):
        ticket = ticket_in(stage, "refund", "pending_approval")
        rests = beside(stage, "supervisor2", ticket, "suspend", {"code": "waiting_customer", **REASON})
        votes = partial(stage.fire, "supervisor", ticket, "approve")
        assert_one_won(race(pool, mixed([rests] * 50, [votes] * 50)))
        event, after = the_one_event(ticket), stage.read(ticket)
        assert (event["trigger"], after["state"]) in [
            ("suspend_ticket", "pending_approval"),
            ("approve", "approved"),
        ]


@seldom
def test_what_is_reopened_by_a_hundred_has_one_further_round(
    stage: Stage, pool: ThreadPoolExecutor, rounds: int
) -> None:
    for _ in range(max(1, rounds // 5)):
        ticket = ticket_in(stage, "complaint", "withdrawn")
        answers = race(pool, [beside(stage, "clerk", ticket, "reopen", REASON)] * 100)
        found = statuses(answers)
        assert (found[201], found[409]) == (1, 99), found
        assert {answer(each, 409)["code"] for each in answers if each.status_code == 409} == {"duplicate"}
        (made,) = [each.get_json() for each in answers if each.status_code == 201]
        assert made["reopen_count"] == 1


@seldom
def test_forty_who_ask_for_their_next_duty_get_one_each(
    stage: Stage, pool: ThreadPoolExecutor, supervisors: list[Somebody], rounds: int
) -> None:
    """More than one look finds: whoever was too slow for all of them looks again."""
    kind = {"workflow": "complaint", "state": "accepted"}
    names = [f"supervisor{number}" for number in range(1, 41)]
    for _ in range(max(1, rounds // 5)):
        tickets = [ticket_in(stage, "complaint", "accepted") for _ in names]
        calls = [partial(stage.send, name, "POST", "/work-items/next", kind) for name in names]
        answers = race(pool, calls)
        taken = [answer(each, 200)["ticket"]["id"] for each in answers]
        assert sorted(taken) == sorted(each["id"] for each in tickets)


def at_the_last_vote(stage: Stage) -> Row:
    """Finance has agreed; the pm has the other seat."""
    return stage.fired("finance", ticket_in(stage, "refund", "pending_approval"), "approve")


def joins(stage: Stage) -> Row:
    return {"who": stage.who("legal").username, "where": "parallel"}


def operation(stage: Stage, who: str, ticket: Row, name: str, body: Row) -> Call:
    path = f"/work-items/{ticket['work_items'][0]['id']}/{name}"
    return partial(stage.send, who, "POST", path, body, version=ticket["version"])


def beside(stage: Stage, who: str, ticket: Row, name: str, body: Row | None = None) -> Call:
    return partial(
        stage.send, who, "POST", f"/tickets/{ticket['id']}/{name}", body or {}, version=ticket["version"]
    )
