"""Terminate, jump and skip: who may, with whom, from where, and that nobody who was passed over is hidden."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from schemas.base import instance
from schemas.views.ticket import Proposal, Ticket
from service.transaction import statements, transaction
from service.usecases.audit.verify import verify
from tests import makers
from tests.demo_house import PAYEE, House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.tickets.test_suspend import act, investigated, later, read, timers
from tests.work_items.test_claim import do, item_of

WHY = {"reason": "客户已撤诉"}
JUMPED = WHY | {"to": "executing"}


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"exceptions_{worker_name}") as app:
        yield House(app)


def send(house: House, who: str, ticket: Json, what: str, body: Any = None, **more: Any) -> TestResponse:
    given = {"version": ticket["version"], **more}
    return house[who].post(f"/tickets/{ticket['id']}/{what}", {} if body is None else body, **given)


def proposed(
    house: House, ticket: Json, what: str = "terminate", body: Any = WHY, who: str = "admin"
) -> Json:
    """The ticket with what waits in it for a second person."""
    instance(Proposal).load(answered(send(house, who, ticket, what, body), 202))
    return read(house, ticket)


def second(house: House, who: str, ticket: Json, what: str = "confirm", **more: Any) -> TestResponse:
    return send(house, who, ticket, f"proposals/{ticket['proposals'][0]['id']}/{what}", **more)


def clean() -> bool:
    return [str(each) for each in verify()] == []


def small_refund(house: House, amount_fen: int = 100_000) -> Json:
    """It waits for the supervisor. A payee of its own: slips of one payee on one day count together."""
    payee = {**PAYEE, "account": f"62{secrets.randbelow(10**14):014}"}
    details = {"amount_fen": amount_fen, "payee": payee, "reason": "退房"}
    opened = house["clerk"].open("refund", details | {"deposit": house.deposit(amount_fen)})
    return house["clerk"].fire(opened, "submit")


def big_refund(house: House) -> Json:
    """Asked of the supervisor, then of pm and finance."""
    return small_refund(house, 300_000)


def test_an_admin_ends_a_complaint_alone_and_everybody_sees_it(house: House) -> None:
    ticket = answered(send(house, "admin", investigated(house), "terminate", WHY), 200)
    instance(Ticket).load(ticket)
    assert (ticket["state"], ticket["is_final"], ticket["work_items"]) == ("withdrawn", True, [])
    (shown,) = ticket["exceptions"]
    assert (shown["kind"], shown["by"]["username"], shown["confirmed_by"]) == ("terminate", "admin", None)
    assert (shown["reason"], shown["skipped"]) == (WHY["reason"], [])
    assert read(house, ticket) == ticket
    assert clean()


def test_the_end_may_be_named_where_the_workflow_declares_it(house: House) -> None:
    ticket = investigated(house)
    answer = send(house, "admin", ticket, "terminate", WHY | {"end": "closed"})
    refused(answer, 422, "not_so", rule="end_declared")
    ended = answered(send(house, "pm", ticket, "terminate", WHY | {"end": "invalid"}), 200)
    assert (ended["state"], ended["resolution"]) == ("invalid", "invalid")
    refused(send(house, "admin", ended, "terminate", WHY), 409, "not_now")


def test_nobody_but_admin_and_pm(house: House) -> None:
    ticket = investigated(house)
    for who in ("supervisor", "tech", "city", "auditor"):
        found = refused(send(house, who, ticket, "terminate", WHY), 403, "not_you")
        assert [each["desk"] for each in found["who_could"]] == ["admin", "pm"]
    refused(send(house, "clerk-gz02", ticket, "terminate", WHY), 404, "not_found")
    refused(send(house, "admin", ticket, "terminate", WHY, version=None), 428, "version_required")
    refused(send(house, "admin", ticket, "terminate", WHY, version=1), 412, "stale")
    refused(send(house, "admin", ticket, "terminate", {}), 422, "invalid")


def test_money_takes_two_persons(house: House) -> None:
    ticket = small_refund(house)
    asked = proposed(house, ticket)
    assert (asked["state"], asked["version"]) == ("pending_approval", ticket["version"] + 1)
    (waiting,) = asked["proposals"]
    assert (waiting["kind"], waiting["by"]["username"]) == ("terminate", "admin")
    assert waiting["skipped"] == [
        {"approval": "refund", "level": "supervisor", "seats": [{"desk": "supervisor"}]}
    ]
    refused(send(house, "pm", asked, "terminate", WHY), 409, "duplicate")
    refused(second(house, "admin", asked), 403, "not_you", rule="two_persons")
    refused(second(house, "supervisor", asked), 403, "not_you")
    ended = answered(second(house, "pm", asked), 200)
    assert (ended["state"], ended["proposals"]) == ("cancelled", [])
    (shown,) = ended["exceptions"]
    assert (shown["by"]["username"], shown["confirmed_by"]["username"]) == ("admin", "pm")
    assert shown["skipped"] == waiting["skipped"]
    assert read(house, ended) == ended
    assert free(ended)
    assert clean()


def free(ticket: Json) -> bool:
    """The deposit is as it was before the slip."""
    with statements() as sql:
        row = sql.one("SELECT frozen_fen FROM deposit WHERE id = %s", [ticket["details"]["deposit"]])
    return row is not None and row["frozen_fen"] == 0


def test_two_accounts_of_one_person_are_one_person(house: House) -> None:
    with transaction() as work:
        found = work.sql.one("SELECT person_id FROM account WHERE username = 'admin'")
        office = work.sql.one("SELECT id FROM office WHERE code = 'GZ01'")
        assert found and office
        other = makers.make_account(work, person=_Person(found["person_id"]), username="admin9")  # type: ignore[arg-type]
        makers.give_desk(work, other, _Office(office["id"]), "pm")  # type: ignore[arg-type]
    asked = proposed(house, small_refund(house))
    refused(second(house, "admin9", asked), 403, "not_you", rule="two_persons")


class _Person:
    def __init__(self, id: Any) -> None:
        self.id = id


class _Office(_Person):
    pass


def test_whoever_is_barred_from_the_vote_neither_proposes_nor_confirms(house: House) -> None:
    ticket = house["supervisor"].fire(big_refund(house), "approve")
    ticket = house["pm"].fire(ticket, "approve")
    refused(send(house, "pm", ticket, "skip", WHY), 403, "not_you", rule="four_eyes")
    asked = proposed(house, ticket, "skip")
    refused(second(house, "pm", asked), 403, "not_you", rule="four_eyes")
    assert asked["proposals"][0]["skipped"][0]["seats"] == [{"desk": "finance"}]
    done = answered(second(house, "pm2", asked), 200)
    assert done["state"] == "approved"
    assert house["finance2"].fire(done, "pay")["state"] == "paying"
    assert clean()


def test_a_skipped_level_is_over_and_its_seats_are_named(house: House) -> None:
    asked = proposed(house, big_refund(house), "skip")
    done = answered(second(house, "pm", asked), 200)
    assert done["state"] == "pending_approval"
    assert sorted(each["desk"] for each in done["work_items"]) == ["finance", "pm"]
    assert {each["level"] for each in done["work_items"]} == {"pm_finance"}
    assert {kind for kind in timers(done) if kind.startswith("level:")} == {"level:1"}
    (shown,) = done["exceptions"]
    assert (shown["kind"], shown["skipped"][0]["level"]) == ("skip", "supervisor")
    assert read(house, done) == done
    path = f"/tickets/{done['id']}/triggers/approve"
    refused(house["supervisor"].post(path, {}, version=done["version"]), 403, "not_you")
    refused(house["pm"].post(path, {}, version=done["version"]), 403, "not_you", rule="four_eyes")
    done = house["pm2"].fire(done, "approve")
    assert house["finance"].fire(done, "approve")["state"] == "approved"
    assert clean()


def test_skipping_needs_a_level_that_is_asked(house: House) -> None:
    refused(send(house, "admin", investigated(house), "skip", WHY), 409, "not_now")
    planned = house["tech"].fire(investigated(house), "propose", {"cause": "x", "plan": "y"})
    done = answered(send(house, "admin", planned, "skip", WHY), 200)
    assert (done["state"], done["exceptions"][0]["skipped"][0]["approval"]) == ("executing", "plan")
    assert clean()


def test_a_promise_of_money_makes_it_two_persons_matter(house: House) -> None:
    form = {"cause": "x", "plan": "y", "compensation_fen": 10_000}
    planned = house["tech"].fire(investigated(house), "propose", form)
    assert proposed(house, planned, "skip")["state"] == "plan_review"


def test_a_jump_names_the_approval_it_passes_over(house: House) -> None:
    done = answered(send(house, "admin", investigated(house), "jump", JUMPED), 200)
    assert done["state"] == "executing"
    assert done["exceptions"][0]["skipped"] == [
        {"approval": "plan", "level": "supervisor", "seats": [{"desk": "supervisor"}]}
    ]
    assert done["work_items"][0]["holder"]["username"] == "tech"
    back = answered(send(house, "pm", done, "jump", WHY | {"to": "investigating"}), 200)
    assert [each["skipped"] for each in back["exceptions"]][1] == []
    assert read(house, back) == back
    assert clean()


def test_a_jump_from_an_approval_leaves_its_open_levels_named(house: House) -> None:
    asked = proposed(house, big_refund(house), "jump", WHY | {"to": "approved"})
    levels = [each["level"] for each in asked["proposals"][0]["skipped"]]
    assert levels == ["supervisor", "pm_finance"]
    done = answered(second(house, "pm", asked), 200)
    assert (
        done["state"] == "approved" and done["exceptions"][0]["skipped"] == asked["proposals"][0]["skipped"]
    )
    assert house["finance"].fire(done, "pay")["state"] == "paying"
    back = proposed(house, big_refund(house), "jump", WHY | {"to": "draft"})
    assert back["proposals"][0]["skipped"] == []
    assert answered(second(house, "pm2", back), 200)["state"] == "draft"
    assert clean()


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        ("closed", "no_jump"),
        ("investigating", "no_jump"),
        ("waiting_repair", "no_jump"),
        ("plan_review", "details_known"),
    ],
)
def test_where_nobody_jumps_to(house: House, to: str, rule: str) -> None:
    refused(send(house, "admin", investigated(house), "jump", WHY | {"to": to}), 422, "not_so", rule=rule)


def test_a_jump_into_nobodys_work_or_nowhere(house: House) -> None:
    ticket = house.complaint()
    to = {"to": "investigating"}
    refused(send(house, "admin", ticket, "jump", WHY | to), 422, "not_so", rule="duty_has_holder")
    found = refused(send(house, "admin", ticket, "jump", WHY | {"to": "paradise"}), 422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["to"]


def test_what_has_left_the_house_is_never_taken_back(house: House) -> None:
    ticket = house["supervisor"].fire(small_refund(house), "approve")
    for state in ("paying", "paid", "pay_failed"):
        refused(send(house, "admin", ticket, "jump", WHY | {"to": state}), 422, "not_so", rule="no_jump")
    sent = house["finance"].fire(ticket, "pay")
    for what, body in (("terminate", WHY), ("jump", WHY | {"to": "draft"})):
        refused(send(house, "admin", sent, what, body), 422, "not_so", rule="money_sent")
    refused(send(house, "admin", sent, "skip", WHY), 409, "not_now")


def test_what_a_proposal_is_bound_to(house: House) -> None:
    ticket = small_refund(house)
    asked = proposed(house, ticket)
    claimed = do(house["supervisor"], item_of(asked), "claim")
    asked = asked | {"version": claimed["version"]}
    refused(second(house, "pm", asked, version=claimed["version"] - 1), 412, "stale")
    amended = house["clerk"].fire(asked, "amend", {"reason": "改了原因"})
    asked = asked | {"version": amended["version"]}
    found = refused(second(house, "pm", asked), 412, "stale", version=amended["version"])
    assert [each["trigger"] for each in found["changed"]] == ["claim", "amend"]
    again = proposed(house, amended)
    assert answered(second(house, "pm", again), 200)["state"] == "cancelled"
    assert clean()


def test_it_is_refused_or_withdrawn_by_whom_it_should_be(house: House) -> None:
    asked = proposed(house, small_refund(house))
    refused(second(house, "admin", asked, "refuse"), 403, "not_you", rule="two_persons")
    refused(second(house, "pm", asked, "withdraw"), 403, "not_you", rule="not_proposer")
    gone = answered(second(house, "pm", asked, "refuse"), 200)
    assert (gone["state"], gone["proposals"], gone["exceptions"]) == ("pending_approval", [], [])
    refused(send(house, "pm", gone, f"proposals/{asked['proposals'][0]['id']}/confirm"), 409, "not_now")
    asked = proposed(house, gone)
    assert answered(second(house, "admin", asked, "withdraw"), 200)["proposals"] == []
    events = answered(house["clerk"].get(f"/tickets/{gone['id']}/events"), 200)["items"]
    assert [each["trigger"] for each in events[-4:]] == [
        "propose_exception",
        "refuse_exception",
        "propose_exception",
        "withdraw_exception",
    ]
    assert clean()


def test_a_week_later_it_has_expired(house: House) -> None:
    asked = proposed(house, small_refund(house))
    try:
        later(timedelta(days=8))
        assert read(house, asked)["proposals"] == []
        refused(second(house, "pm", asked), 409, "not_now")
        again = proposed(house, asked)
        assert again["proposals"][0]["id"] != asked["proposals"][0]["id"]
    finally:
        later(timedelta())


def test_who_has_lost_the_desk_proposes_nothing_any_more(house: House) -> None:
    asked = proposed(house, small_refund(house), who="pm2")
    ended = (
        "UPDATE desk_holding h SET until = {} FROM account a WHERE a.id = h.account_id AND a.username = 'pm2'"
    )
    with statements() as sql:
        sql.execute(ended.format("now()"))  # type: ignore[arg-type]
    refused(second(house, "pm", asked), 422, "not_so", rule="proposer_still_may")
    with statements() as sql:
        sql.execute(ended.format("NULL"))  # type: ignore[arg-type]
    assert answered(second(house, "pm", asked), 200)["state"] == "cancelled"


def test_strange_addresses_are_404_before_all_else(house: House) -> None:
    asked = proposed(house, small_refund(house))
    for word in ("x", "01a2148e-e268-7434-aea6-b3b29fafdeab"):
        answer = send(house, "pm", asked, f"proposals/{word}/confirm", version=None)
        refused(answer, 404, "not_found")
    refused(second(house, "pm", asked, version=None), 428, "version_required")


def test_two_confirm_at_once_and_one_has_done_it(house: House) -> None:
    asked = proposed(house, small_refund(house))
    answered(second(house, "pm", asked), 200)
    refused(second(house, "pm2", asked), 412, "stale")


def test_the_same_key_proposes_once(house: House) -> None:
    ticket = small_refund(house)
    more = {"Idempotency-Key": ticket["id"]}
    first, again = (send(house, "admin", ticket, "terminate", WHY, **more) for _ in range(2))
    assert answered(first, 202) == answered(again, 202)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_suspended_ticket_can_be_ended_but_not_pushed_on(house: House) -> None:
    rested = act(
        house, "supervisor", investigated(house), "suspend", {"code": "internal", "reason": "等会议"}
    )
    refused(send(house, "admin", rested, "jump", JUMPED), 409, "not_now")
    ended = answered(send(house, "admin", rested, "terminate", WHY), 200)
    assert (ended["state"], ended["suspended"]) == ("withdrawn", None)
    assert clean()


def test_a_stand_in_does_none_of_it(house: House) -> None:
    found = house["admin"].post(
        "/substitutions",
        {"to": "tech", "from": "2020-01-01T00:00:00Z", "until": "2199-01-01T00:00:00Z"},
    )
    answered(found, 201)
    refused(send(house, "tech", investigated(house), "terminate", WHY), 403, "not_you")


FORGED = """
ALTER TABLE event DISABLE TRIGGER event_append_only;
UPDATE event SET dest = 'closed' WHERE ticket_id = '{id}' AND trigger = 'terminate';
UPDATE event SET changes = jsonb_set(changes, '{{ticket,proposal,person}}', to_jsonb('{pm}'::text))
 WHERE ticket_id = '{id}' AND trigger = 'propose_exception';
ALTER TABLE event ENABLE TRIGGER event_append_only
"""


def test_verify_names_a_detour_that_nobody_declared_or_proposed(house: House) -> None:
    """Somebody with the database in hand makes one person of two, and another end of one declared."""
    ended = answered(second(house, "pm", proposed(house, small_refund(house))), 200)
    with transaction() as work:
        found = work.sql.one("SELECT person_id FROM account WHERE username = 'pm'")
        assert found is not None
        work.sql.execute(FORGED.format(id=ended["id"], pm=found["person_id"]))  # type: ignore[arg-type]
    said = [str(each) for each in verify()]
    assert any("stands in no row" in each for each in said)
    assert any("no other person had proposed it" in each for each in said)
