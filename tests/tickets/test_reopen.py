"""Reopening: a further round of its own, linked both ways; the old one is not touched."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from schemas.base import instance
from schemas.views.ticket import Ticket
from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.statement_counter import counted_statements
from tests.tickets.test_exceptions import proposed, second, send, small_refund
from tests.tickets.test_suspend import investigated, later, read, settled, tick

WHY = {"reason": "客户说问题又出现了"}


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"reopened_{worker_name}") as app:
        yield House(app)


def reopen(house: House, who: str, ticket: Json, body: Any = WHY, **more: Any) -> TestResponse:
    return send(house, who, ticket, "reopen", body, **more)


def withdrawn(house: House) -> Json:
    """A complaint that tech was at work on."""
    return read(house, house["clerk"].fire(investigated(house), "withdraw", {"reason": "误会"}))


def rejected(house: House) -> Json:
    return house["supervisor"].fire(small_refund(house), "reject", {"reason": "材料不符"})


def test_a_new_round_is_a_ticket_of_its_own_linked_both_ways(house: House) -> None:
    old = withdrawn(house)
    answer = reopen(house, "supervisor", old)
    new = answered(answer, 201)
    instance(Ticket).load(new)
    assert answer.headers["Location"] == f"/api/v1/tickets/{new['id']}" and new["id"] != old["id"]
    assert new["reopened_from"] == {"id": old["id"], "number": old["number"]}
    assert (new["state"], new["version"], new["reopen_count"]) == ("registered", 1, 1)
    assert (new["submitter"]["username"], new["assignee"]) == ("supervisor", None)
    for name in ("workflow", "office", "subject", "room", "customer", "urgency"):
        assert new[name] == old[name], name
    for name in ("category", "severity", "channel", "text"):
        assert new["details"][name] == old["details"][name]
    assert read(house, new) == new
    assert read(house, old) == old | {"reopened_as": {"id": new["id"], "number": new["number"]}}
    again = answered(reopen(house, "clerk", withdraw(house, new)), 201)
    assert (again["reopen_count"], again["reopened_from"]["number"]) == (2, new["number"])
    assert [str(each) for each in verify()] == []


def withdraw(house: House, ticket: Json) -> Json:
    return house["clerk"].fire(ticket, "withdraw", {"reason": "又是误会"})


def test_whoever_worked_on_it_hears_of_it(house: House) -> None:
    new = answered(reopen(house, "pm", withdrawn(house)), 201)
    with statements() as sql:
        rows = sql.all(
            "SELECT payload FROM outbox WHERE ticket_id = %s AND kind = 'tell_assignee'", [new["id"]]
        )
        tech = sql.one("SELECT id::text FROM account WHERE username = 'tech'")
    assert tech and [(row["payload"]["to"], row["payload"]["about"]) for row in rows] == [
        (tech["id"], "reopened")
    ]


def test_the_log_of_the_new_round_says_why(house: House) -> None:
    old = withdrawn(house)
    new = answered(reopen(house, "clerk2", old), 201)
    events = answered(house["clerk"].get(f"/tickets/{new['id']}/events"), 200)["items"]
    (first,) = events
    assert (first["trigger"], first["actor"]["username"]) == ("register", "clerk2")
    assert (first["form"]["reopens"], first["form"]["reopen_reason"]) == (old["number"], WHY["reason"])
    last = answered(house["clerk"].get(f"/tickets/{old['id']}/events"), 200)["items"][-1]
    assert last["trigger"] == "withdraw"


def test_nobody_reopens_but_those_around_the_case(house: House) -> None:
    old = withdrawn(house)
    for who in ("tech", "finance", "auditor", "admin"):
        refused(reopen(house, who, old), 403, "not_you")
    refused(reopen(house, "clerk-gz02", old), 404, "not_found")
    refused(reopen(house, "supervisor", old, version=None), 428, "version_required")
    refused(reopen(house, "supervisor", old, version=1), 412, "stale")
    refused(reopen(house, "supervisor", old, {}), 422, "invalid")
    refused(reopen(house, "supervisor", old, WHY | {"zz": 1}), 422, "invalid")
    refused(reopen(house, "supervisor", investigated(house)), 409, "not_now")


def test_once_only(house: House) -> None:
    old = withdrawn(house)
    more = {"Idempotency-Key": old["id"]}
    first, again = (reopen(house, "clerk", old, **more) for _ in range(2))
    assert answered(first, 201) == answered(again, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    refused(reopen(house, "supervisor", old), 409, "duplicate")
    with statements() as sql:
        found = sql.one("SELECT count(*) AS n FROM ticket WHERE reopened_from = %s", [old["id"]])
    assert found and found["n"] == 1


def test_after_the_window_it_is_a_new_case(house: House) -> None:
    old = withdrawn(house)
    try:
        later(timedelta(days=31))
        refused(reopen(house, "supervisor", old), 422, "not_so", rule="reopen_in_time")
        later(timedelta(days=29))
        answered(reopen(house, "supervisor", old), 201)
    finally:
        later(timedelta())


def test_an_office_may_close_the_window(house: House) -> None:
    policy = answered(house["admin"].get("/policies/complaint?office=GZ01"), 200)
    body = {name: said for name, said in policy.items() if name not in ("workflow", "office", "version")}
    path = "/policies/complaint?office=GZ01"
    closed = house["admin"].put(path, body | {"reopen_within": None}, version=policy["version"])
    assert answered(closed, 200)["reopen_within"] is None
    old = withdrawn(house)
    refused(reopen(house, "supervisor", old), 422, "not_so", rule="reopen_in_time")
    answered(house["admin"].put(path, body, version=policy["version"] + 1), 200)


def test_a_refused_refund_starts_anew_with_its_money_frozen_again(house: House) -> None:
    old = rejected(house)
    new = answered(reopen(house, "clerk", old), 201)
    assert (new["state"], new["details"]["deposit"]) == ("draft", old["details"]["deposit"])
    assert new["details"]["payee"] == old["details"]["payee"] and "account_last4" in new["details"]["payee"]
    with statements() as sql:
        row = sql.one("SELECT frozen_by::text AS by FROM deposit WHERE id = %s", [new["details"]["deposit"]])
    assert row and row["by"] == new["id"]
    assert house["clerk"].fire(new, "submit")["state"] == "pending_approval"
    assert [str(each) for each in verify()] == []


def test_the_rules_of_an_opening_hold(house: House) -> None:
    """Somebody else has asked for the same deposit meanwhile."""
    old = rejected(house)
    details = {name: old["details"][name] for name in ("deposit", "amount_fen", "reason")}
    payee = {"name": "张伟", "bank": "工商银行", "account": "6222020200119999"}
    house["clerk"].open("refund", details | {"payee": payee})
    refused(reopen(house, "clerk", old), 422, "not_so", rule="no_other_slip")


def test_money_paid_out_is_no_round_before(house: House) -> None:
    ticket = house["clerk"].open("repair", {"category": "水", "urgency": "normal", "place": "common"})
    done = answered(send(house, "admin", ticket, "terminate", WHY), 200)
    assert answered(reopen(house, "clerk", done), 201)["state"] == "reported"
    sent = house["finance"].fire(house["supervisor"].fire(small_refund(house), "approve"), "pay")
    settled(sent, "succeeded")
    tick()
    closed = read(house, sent)
    assert closed["state"] == "closed"
    refused(reopen(house, "supervisor", closed), 422, "not_so", rule="reopen_declared")


def test_what_two_persons_ended_may_be_opened_again(house: House) -> None:
    ended = answered(second(house, "pm", proposed(house, small_refund(house))), 200)
    new = answered(reopen(house, "clerk", ended), 201)
    assert (new["exceptions"], new["proposals"]) == ([], [])
    assert read(house, new) == new


def test_it_takes_four_statements(house: House) -> None:
    old = withdrawn(house)
    answered(reopen(house, "clerk", withdrawn(house)), 201)
    with counted_statements() as seen:
        answered(reopen(house, "clerk", old), 201)
    assert len(seen) <= 4
