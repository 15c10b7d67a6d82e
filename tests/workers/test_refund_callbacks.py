"""Callbacks of the payment gateway: doubled, reversed, early, late, contradictory; each has its right end."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.gateways.signature import sign
from tests.workers.test_timers import make_due
from tests.workers.town import Town, dies_at
from workers.timers import tick


def say(
    here: Town, type_: str, webhook_id: str = "", *, source: str = "payment", **data: Any
) -> TestResponse:
    raw = json.dumps({"type": type_, "timestamp": "2026-11-22T10:00:00+08:00", "data": data}).encode()
    secret = getattr(here.house.settings, f"{source}_secret")
    named = webhook_id or f"msg_{here.new_word()}"
    headers = sign(secret, webhook_id=named, raw=raw) | {"Content-Type": "application/json"}
    return here.app.test_client().post(f"/api/v1/callbacks/{source}", data=raw, headers=headers)


def word_of(here: Town, ticket: dict[str, Any], **other: Any) -> dict[str, Any]:
    """As the gateway would say it: with the reference that it gave us."""
    number = ticket["details"]["refund_no"]
    found = here.one("SELECT provider_ref FROM instruction WHERE refund_no = %s", number)
    return {
        "refund_no": number,
        "amount_fen": 100_000,
        "provider_ref": found["provider_ref"] or "p-1",
    } | other


def tell(here: Town, ticket: dict[str, Any], outcome: str, webhook_id: str = "", **other: Any) -> None:
    """Stored and applied."""
    here.drain()
    reason = {"reason": "no such account"} if outcome == "failed" else {}
    answer = say(here, f"refund.{outcome}", webhook_id, **word_of(here, ticket, **reason | other))
    assert answer.status_code == 202
    here.drain()


def incidents(here: Town, ticket: dict[str, Any]) -> list[str]:
    rows = here.rows("SELECT kind FROM incident WHERE ticket_id = %s ORDER BY created_at, kind", ticket["id"])
    return [row["kind"] for row in rows]


def triggers(here: Town, ticket: dict[str, Any]) -> list[str]:
    after_pay = "SELECT trigger FROM event WHERE ticket_id = %s AND actor_id IS NULL ORDER BY seq"
    return [row["trigger"] for row in here.rows(after_pay, ticket["id"])]


@pytest.mark.parametrize("same_id", [True, False])
def test_a_callback_five_times_books_once(here: Town, same_id: bool) -> None:
    ticket = here.paying()
    for _ in range(5):
        tell(here, ticket, "succeeded", f"msg_{ticket['id']}" if same_id else "")
    assert here.state(ticket) == "paid"
    assert triggers(here, ticket) == ["callback_ok"] and incidents(here, ticket) == []


def test_a_failure_after_a_success_changes_nothing(here: Town) -> None:
    ticket = here.paying()
    tell(here, ticket, "succeeded")
    tell(here, ticket, "failed")
    assert here.state(ticket) == "paid"
    assert incidents(here, ticket) == ["contradiction"]


def test_a_success_after_a_failure_is_left_to_a_person(here: Town) -> None:
    """However often either is repeated."""
    ticket = here.paying()
    for outcome in ("failed", "succeeded", "succeeded", "failed", "succeeded"):
        tell(here, ticket, outcome)
    assert here.state(ticket) == "reconcile"
    assert triggers(here, ticket) == ["callback_fail", "callback_ok"]
    assert incidents(here, ticket) == ["contradiction"]


@pytest.mark.parametrize("place", ["before_move", "after_move", "after_apply"])
def test_a_kill_while_a_contradiction_is_applied_decides_nothing_twice(here: Town, place: str) -> None:
    ticket = here.paying()
    tell(here, ticket, "failed")
    say(here, "refund.succeeded", **word_of(here, ticket))
    assert dies_at(place, here.drain)
    here.lapse()
    here.sweep()
    here.due_now()
    here.drain()
    assert here.state(ticket) == "reconcile" and triggers(here, ticket) == ["callback_fail", "callback_ok"]


def test_a_callback_before_our_own_call_is_taken(here: Town) -> None:
    ticket = here.paying()
    data = word_of(here, ticket)
    here.rows(
        "UPDATE outbox SET due_at = guanjia_now() + interval '1 h' WHERE ticket_id = %s RETURNING 1",
        ticket["id"],
    )
    say(here, "refund.succeeded", **data)
    here.drain()
    assert here.state(ticket) == "paid"
    here.due_now()
    here.drain()
    received = [row["refund_no"] for row in here.sandbox.rows("received")]
    assert ticket["details"]["refund_no"] not in received


@pytest.mark.parametrize("other", [{"amount_fen": 99_999}, {"provider_ref": "other"}])
def test_another_sum_or_reference_books_nothing(here: Town, other: dict[str, Any]) -> None:
    ticket = here.paying()
    tell(here, ticket, "succeeded", **other)
    assert here.state(ticket) == "reconcile" and incidents(here, ticket) == ["mismatch"]
    assert here.rows("SELECT 1 AS yes FROM book_entry WHERE ticket_id = %s", ticket["id"]) == []
    tell(here, ticket, "succeeded", **other)
    assert incidents(here, ticket) == ["mismatch"] * 2
    tell(here, ticket, "succeeded")
    assert here.state(ticket) == "paid"


def test_thirty_days_late_it_still_counts(here: Town) -> None:
    ticket = here.paying()
    make_due(here, ticket, "timeout", ago="30 days")
    tick(here.house)
    assert here.state(ticket) == "reconcile"
    tell(here, ticket, "succeeded")
    assert here.state(ticket) == "paid"


def test_after_the_end_the_same_word_is_known_and_another_an_incident(here: Town) -> None:
    ticket = here.paying()
    tell(here, ticket, "succeeded")
    make_due(here, ticket, "close")
    tick(here.house)
    assert here.state(ticket) == "closed"
    tell(here, ticket, "succeeded")
    assert incidents(here, ticket) == []
    tell(here, ticket, "failed")
    assert here.state(ticket) == "closed" and incidents(here, ticket) == ["contradiction"]


def test_a_word_about_an_older_try_moves_nothing(here: Town) -> None:
    ticket = here.paying()
    tell(here, ticket, "failed")
    again = here.people["finance2"].fire(here.ticket(ticket), "retry")
    tell(here, ticket, "succeeded")
    assert here.state(ticket) == "paying" and incidents(here, ticket) == ["contradiction"]
    tell(here, again, "succeeded")
    assert here.state(ticket) == "paid"


def test_a_failure_is_logged_without_the_account_that_its_reason_names(here: Town) -> None:
    ticket = here.paying()
    tell(here, ticket, "failed", reason="账户6217003398763333户名不符")
    said = "SELECT form ->> 'reason' AS reason FROM event WHERE ticket_id = %s AND trigger = 'callback_fail'"
    assert here.one(said, ticket["id"])["reason"] == "账户****3333户名不符"


def test_a_failure_that_is_not_final_is_noted(here: Town) -> None:
    ticket = here.paying()
    tell(here, ticket, "failed", final=False)
    assert here.state(ticket) == "paying" and triggers(here, ticket) == []


def test_what_nobody_knows_is_kept_for_a_person(here: Town) -> None:
    answer = say(here, "refund.succeeded", refund_no="RF-X", amount_fen=1, provider_ref="p")
    assert answer.status_code == 202
    here.drain()
    kept = here.one(
        "SELECT i.outcome, n.kind FROM inbox i JOIN incident n ON n.inbox_id = i.id ORDER BY i.id DESC"
    )
    assert (kept["outcome"], kept["kind"]) == ("unmatched", "unmatched")


def test_a_forged_or_broken_callback_stores_nothing(here: Town) -> None:
    client, count = here.app.test_client(), "SELECT count(*) AS n FROM inbox"
    before = here.one(count)
    good = {"refund_no": "RF-X", "amount_fen": 1, "provider_ref": "p"}
    assert client.post("/api/v1/callbacks/payment", data=b"{}").status_code == 401
    assert say(here, "refund.swallowed", **good).status_code == 422
    assert say(here, "sms.delivered", message_id="m", at="2026-11-22T10:00:00+08:00").status_code == 422
    assert say(here, "refund.succeeded", **good | {"amount_fen": 1.0}).status_code == 422
    assert say(here, "refund.succeeded", **good | {"more": 1}).status_code == 422
    raw = b'{"type": "refund.succeeded", "type": 1}'
    headers = sign(here.house.settings.payment_secret, webhook_id="msg_broken", raw=raw)
    assert client.post("/api/v1/callbacks/payment", data=raw, headers=headers).status_code == 422
    assert here.one(count) == before
