"""Suspending a ticket: who may, what rests and what goes on, and that deadlines move by the pause alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.ticket import Ticket
from service.transaction import statements
from service.usecases.audit.verify import verify
from service.usecases.callbacks.settle_refund import Said, settle_refund
from service.usecases.timers.due_timers import claim_due
from service.usecases.timers.fire_timer import fire_timer
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.tickets.people import patch
from tests.work_items.test_claim import do, item_of

WAIT = {"code": "waiting_customer", "reason": "业主出差"}
INTERNAL = {"code": "internal", "reason": "等内部会议"}


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    """A clock of its own to be moved."""
    with demo_app(servers, f"suspended_{worker_name}") as app:
        yield House(app)
        later(timedelta())


def later(by: timedelta) -> None:
    with statements() as sql:
        sql.execute("UPDATE token SET expires_at = 'infinity'")
        sql.execute("DELETE FROM clock_offset")
        sql.execute("INSERT INTO clock_offset (by) VALUES (%s)", [by])


def investigated(house: House) -> Json:
    """A complaint that tech is at work on: its clocks run, and nothing else."""
    accepted = house["clerk"].fire(house.complaint(severity="urgent"), "accept")
    return house["supervisor"].fire(accepted, "assign", {"to": "tech"})


def act(house: House, who: str, ticket: Json, what: str, body: Any = None) -> Json:
    found = house[who].post(f"/tickets/{ticket['id']}/{what}", body or {}, version=ticket["version"])
    return answered(found, 200)


def read(house: House, ticket: Json) -> Json:
    return answered(house["clerk"].get(f"/tickets/{ticket['id']}"), 200)


def timers(ticket: Json) -> dict[str, datetime]:
    with statements() as sql:
        rows = sql.all(
            "SELECT kind, due_at FROM timer WHERE ticket_id = %s AND status = 'armed'", [ticket["id"]]
        )
    return {row["kind"]: row["due_at"] for row in rows}


def tick() -> None:
    with statements() as sql:
        due = claim_due(sql)
    for each in due:
        fire_timer(each)


def due_at(ticket: Json, clock: str) -> datetime:
    found = next(each for each in ticket["clocks"] if each["name"] == clock)
    return datetime.fromisoformat(found["due_at"])


def test_the_answer_names_the_rest_and_who_began_it(house: House) -> None:
    until = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    ticket = act(house, "tech", investigated(house), "suspend", WAIT | {"until": until.isoformat()})
    instance(Ticket).load(ticket)
    rest = ticket["suspended"]
    assert (rest["code"], rest["reason"], rest["by"]["username"]) == (WAIT["code"], WAIT["reason"], "tech")
    assert datetime.fromisoformat(rest["until"]) == until
    assert ticket["state"] == "investigating" and ticket["work_items"][0]["paused"]
    assert read(house, ticket) == ticket
    resumed = act(house, "supervisor", ticket, "resume", {"reason": "业主已回"})
    assert resumed["suspended"] is None and not resumed["work_items"][0]["paused"]
    assert read(house, resumed) == resumed
    events = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    assert [each["trigger"] for each in events[-2:]] == ["suspend_ticket", "resume_ticket"]


def test_only_holders_and_supervisors_suspend(house: House) -> None:
    ticket = investigated(house)
    path = f"/tickets/{ticket['id']}/suspend"
    for who in ("tech2", "clerk", "pm", "auditor"):
        refused(house[who].post(path, WAIT, version=ticket["version"]), 403, "not_you")
    refused(house["supervisor-gz02"].post(path, WAIT, version=ticket["version"]), 404, "not_found")
    refused(house["supervisor"].post(path, WAIT), 428, "version_required")
    refused(house["supervisor"].post(path, WAIT, version=1), 412, "stale")
    refused(house["auditor"].post(path, WAIT, version=1), 403, "not_you")
    assert act(house, "supervisor2", ticket, "suspend", WAIT)["suspended"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": "holiday", "reason": "x"}, "code"),
        ({"code": "internal"}, "reason"),
        (INTERNAL | {"until": "2020-01-01T00:00:00Z"}, "until"),
        (INTERNAL | {"zz": 1}, "zz"),
    ],
)
def test_a_wrong_word_suspends_nothing(house: House, body: Json, field: str) -> None:
    ticket = investigated(house)
    answer = house["tech"].post(f"/tickets/{ticket['id']}/suspend", body, version=ticket["version"])
    assert [each["field"] for each in refused(answer, 422, "invalid")["errors"]] == [field]
    assert read(house, ticket)["version"] == ticket["version"]


def test_nobody_works_on_a_suspended_ticket(house: House) -> None:
    ticket = act(house, "tech", investigated(house), "suspend", WAIT)
    path = f"/tickets/{ticket['id']}"
    form = {"cause": "x", "plan": "y"}
    found = refused(
        house["tech"].post(f"{path}/triggers/propose", form, version=ticket["version"]), 409, "not_now"
    )
    assert found["allowed"] == [] and found["suspended"]["code"] == WAIT["code"]
    assert WAIT["code"] in found["detail"]
    item = f"/work-items/{ticket['work_items'][0]['id']}"
    given = {"to": "tech2", "reason": "休假"}
    refused(house["tech"].post(f"{item}/transfer", given, version=ticket["version"]), 409, "not_now")
    refused(house["supervisor"].post(f"{item}/urge"), 409, "not_now")
    refused(house["tech"].post(f"{path}/suspend", WAIT, version=ticket["version"]), 409, "not_now")
    moves = answered(house["tech"].get(f"{path}/moves"), 200)["items"]
    assert not any(each["allowed"] or each["who_could"] for each in moves)
    people = (each for each in moves if each["why_not"][0]["rule"] != "system_only")
    assert {each["why_not"][0]["rule"] for each in people} == {"not_suspended"}


def test_words_papers_and_corrections_go_on(house: House) -> None:
    ticket = act(house, "tech", investigated(house), "suspend", WAIT)
    path = f"/tickets/{ticket['id']}"
    answered(house["clerk"].post(f"{path}/comments", {"text": "业主来电"}), 201)
    answered(house["clerk"].post(f"{path}/watchers", {"who": "pm"}), 201)
    found = answered(patch(house["clerk"], ticket, {"subject": "换个标题"}), 200)
    assert found["suspended"] == ticket["suspended"]
    assert [str(each) for each in verify()] == []


def test_resuming_what_does_not_rest_is_not_now(house: House) -> None:
    ticket = investigated(house)
    path = f"/tickets/{ticket['id']}/resume"
    refused(house["tech"].post(path, {}, version=ticket["version"]), 409, "not_now")
    ended = house["clerk"].fire(house.complaint(), "withdraw", {"reason": "误会"})
    for what, body in (("suspend", WAIT), ("resume", {})):
        answer = house["supervisor"].post(f"/tickets/{ended['id']}/{what}", body, version=ended["version"])
        refused(answer, 409, "not_now", allowed=[])


def test_a_pause_moves_the_deadline_and_the_duty_by_itself_alone(house: House) -> None:
    ticket = investigated(house)
    before, duty = due_at(ticket, "resolution"), item_of(ticket)["due_at"]
    try:
        rested = act(house, "tech", ticket, "suspend", WAIT)
        assert not any(kind.startswith("clock:") for kind in timers(rested))
        later(timedelta(hours=26))
        back = act(house, "tech", rested, "resume")
    finally:
        later(timedelta())
    assert timedelta(hours=26) <= due_at(back, "resolution") - before < timedelta(hours=26, minutes=2)
    moved = datetime.fromisoformat(item_of(back)["due_at"]) - datetime.fromisoformat(duty)
    assert timedelta(hours=26) <= moved < timedelta(hours=26, minutes=2)
    assert timers(back)["clock:resolution"] == due_at(back, "resolution")
    assert [str(each) for each in verify()] == []


def test_a_code_that_does_not_pause_leaves_every_deadline(house: House) -> None:
    ticket = investigated(house)
    rested = act(house, "tech", ticket, "suspend", INTERNAL)
    assert rested["clocks"] == ticket["clocks"] and timers(rested) == timers(ticket)
    assert act(house, "tech", rested, "resume")["clocks"] == ticket["clocks"]


@pytest.mark.parametrize(("code", "moved"), [(WAIT, 5), (INTERNAL, 0)])
def test_a_timer_of_the_state_waits_and_has_its_time_left(house: House, code: Json, moved: int) -> None:
    ticket = investigated(house)
    ticket = house["tech"].fire(ticket, "need_info", {"question": "几点？"})
    before = timers(ticket)
    assert set(before) == {"timeout", "remind_1", "remind_2"}
    try:
        rested = act(house, "supervisor", ticket, "suspend", code)
        assert timers(rested) == {}
        later(timedelta(days=5))
        tick()
        assert read(house, rested)["state"] == "waiting_customer"
        back = act(house, "supervisor", rested, "resume")
        late = timers(back)["timeout"] - before["timeout"]
        assert timedelta(days=moved) - timedelta(minutes=1) <= late <= timedelta(days=moved, minutes=2)
    finally:
        later(timedelta())


def test_what_came_due_in_an_unpaused_rest_fires_after_it(house: House) -> None:
    ticket = house["tech"].fire(investigated(house), "need_info", {"question": "几点？"})
    rested = act(house, "supervisor", ticket, "suspend", INTERNAL)
    try:
        later(timedelta(days=8))
        act(house, "supervisor", rested, "resume")
        tick()
        found = read(house, ticket)
        assert found["state"] == "investigating"  # an urgent one goes back to work
    finally:
        later(timedelta())


def test_it_goes_on_by_itself_when_its_time_has_come(house: House) -> None:
    until = datetime.now(UTC) + timedelta(days=2)
    ticket = act(house, "tech", investigated(house), "suspend", WAIT | {"until": until.isoformat()})
    try:
        later(timedelta(days=1))
        tick()
        assert read(house, ticket)["suspended"]
        later(timedelta(days=2, minutes=1))
        tick()
        tick()
    finally:
        later(timedelta())
    found = read(house, ticket)
    assert (found["suspended"], found["version"]) == (None, ticket["version"] + 1)
    events = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    assert (events[-1]["trigger"], events[-1]["actor"]["username"]) == ("resume_ticket", "system")
    assert [str(each) for each in verify()] == []


def paying(house: House) -> Json:
    ticket = house["supervisor"].fire(house.submitted_refund(), "approve")
    return house["finance"].fire(ticket, "pay")


def settled(ticket: Json, outcome: str) -> str:
    return settle_refund(
        Said(ticket["details"]["refund_no"], outcome, f"test:{ticket['id']}:{outcome}", amount_fen=100_000)
    )


def test_money_that_arrives_meanwhile_still_counts(house: House) -> None:
    ticket = act(house, "supervisor", paying(house), "suspend", WAIT)
    assert settled(ticket, "succeeded") == "callback_ok"
    found = read(house, ticket)
    assert (found["state"], found["suspended"]["code"]) == ("paid", WAIT["code"])
    assert timers(found) == {}
    tick()
    assert read(house, found)["state"] == "paid"
    back = act(house, "supervisor", found, "resume")
    assert set(timers(back)) == {"close"}
    tick()
    assert read(house, back)["state"] == "closed"
    assert [str(each) for each in verify()] == []


def test_clocks_of_a_state_reached_meanwhile_stand_still(house: House) -> None:
    ticket = act(house, "supervisor", paying(house), "suspend", WAIT)
    assert settled(ticket, "failed") == "callback_fail"
    found = read(house, ticket)
    (clock,) = (each for each in found["clocks"] if each["name"] == "retry")
    assert (found["state"], bool(clock["paused_at"])) == ("pay_failed", True)
    assert not any(kind.startswith("clock:") for kind in timers(found))
    refused(
        house["finance"].post(f"/tickets/{found['id']}/triggers/retry", {}, version=found["version"]),
        409,
        "not_now",
    )
    back = act(house, "supervisor", found, "resume")
    assert "clock:retry" in timers(back)
    assert [str(each) for each in verify()] == []


def test_a_signer_who_holds_the_vote_may_let_it_rest(house: House) -> None:
    held = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    rested = act(house, "supervisor", held["ticket"] | {"version": held["version"]}, "suspend", WAIT)
    assert rested["work_items"][0]["paused"]
    path = f"/tickets/{rested['id']}/triggers/approve"
    refused(house["supervisor"].post(path, {}, version=rested["version"]), 409, "not_now")
    box = answered(house["supervisor"].get("/work-items?box=mine&limit=200"), 200)["items"]
    assert next(each for each in box if each["id"] == held["id"])["paused"]
    back = act(house, "supervisor", rested, "resume")
    assert house["supervisor"].fire(back, "approve")["state"] == "approved"


def test_the_time_of_a_level_waits_in_working_hours(house: House) -> None:
    """Two working days were left, and two working days are left, whenever it goes on."""
    ticket = house.submitted_refund()
    with statements() as sql:
        sql.execute(
            "UPDATE timer SET due_at = guanjia_now() + interval '9 days' WHERE ticket_id = %s", [ticket["id"]]
        )
    before = timers(ticket)
    assert "level:0" in before
    rested = act(house, "supervisor", ticket, "suspend", WAIT)
    assert timers(rested) == {}
    back = act(house, "supervisor", rested, "resume")
    assert set(timers(back)) == set(before)
    late = timers(back)["level:0"] - before["level:0"]
    # Nine days from now may lie in a weekend: then it is the end of the Friday before.
    assert timedelta(hours=-63) <= late <= timedelta(hours=64)
    assert [str(each) for each in verify()] == []


def test_a_stand_in_of_the_holder_may_and_the_log_names_both(house: House) -> None:
    ticket = investigated(house)
    path = f"/tickets/{ticket['id']}/suspend"
    refused(house["guard"].post(path, INTERNAL, version=ticket["version"]), 403, "not_you")
    dated = {"to": "guard", "from": "2020-01-01T00:00:00Z", "until": "2199-01-01T00:00:00Z"}
    stands = answered(house["tech"].post("/substitutions", dated), 201)
    rested = act(house, "guard", ticket, "suspend", INTERNAL)
    assert rested["suspended"]["by"]["username"] == "guard"
    event = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"][-1]
    assert (event["actor"]["username"], event["on_behalf_of"]["username"]) == ("guard", "tech")
    gone = house["tech"].client.delete(f"/api/v1/substitutions/{stands['id']}", headers=house["tech"].headers)
    assert gone.status_code < 300
    refused(
        house["guard"].post(f"/tickets/{ticket['id']}/resume", {}, version=rested["version"]), 403, "not_you"
    )
    act(house, "tech", rested, "resume")
    assert [str(each) for each in verify()] == []


def test_the_same_key_suspends_once(house: House) -> None:
    ticket = investigated(house)
    call: Any = lambda: house["tech"].post(  # noqa: E731
        f"/tickets/{ticket['id']}/suspend",
        WAIT,
        version=ticket["version"],
        **{"Idempotency-Key": ticket["id"]},
    )
    first, second = call(), call()
    assert answered(first, 200) == answered(second, 200)
    assert second.headers["Idempotency-Replayed"] == "true"


def test_an_office_chooses_its_codes(house: House) -> None:
    policy = answered(house["admin"].get("/policies/complaint?office=GZ01"), 200)
    assert policy["suspend"]["waiting_parts"] is True and policy["suspend"]["internal"] is False
    body = {name: said for name, said in policy.items() if name not in ("workflow", "office", "version")}
    put = house["admin"].put(
        "/policies/complaint?office=GZ01", body | {"suspend": {"holiday": True}}, version=policy["version"]
    )
    assert answered(put, 200)["suspend"] == {"holiday": True}
    ticket = investigated(house)
    path = f"/tickets/{ticket['id']}/suspend"
    refused(house["tech"].post(path, WAIT, version=ticket["version"]), 422, "invalid")
    answered(house["tech"].post(path, {"code": "holiday", "reason": "春节"}, version=ticket["version"]), 200)
