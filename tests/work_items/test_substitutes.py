"""Stand-ins (代理): in the absent person's right and in no other, seen by both, logged with both names."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from schemas.base import instance
from schemas.substitutions import Substitution
from schemas.views.ticket import Event
from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.tickets.test_copies import done_effects, notices
from tests.work_items.test_claim import do, item_of, operate
from tests.work_items.test_giving import rules, ticket_of


@pytest.fixture(scope="module")
def shared(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"substitutes_{worker_name}") as app:
        yield House(app)


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """Nobody stands in for anybody when a test begins; after it the log still replays."""
    with statements() as sql:
        sql.execute(
            "UPDATE substitution SET ended_at = guanjia_now(), ended_by = absent_id WHERE ended_at IS NULL"
        )
    yield shared
    assert [str(each) for each in verify() if each.invariant != "I11"] == []


def days(number: float) -> str:
    return (datetime.now(UTC) + timedelta(days=number)).isoformat()


def appointment(to: str, **parts: Any) -> Json:
    return {"to": to, "from": days(-1), "until": days(7), **parts}


def stands_in(house: House, who: str, to: str, **parts: Any) -> Json:
    found = answered(house[who].post("/substitutions", appointment(to, **parts)), 201)
    instance(Substitution).load(found)
    return found


def events(house: House, ticket: Json) -> list[Json]:
    found: list[Json] = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    for each in found:
        instance(Event).load(each)
    return found


def approve(house: House, who: str, ticket: Json) -> Any:
    return house[who].post(f"/tickets/{ticket['id']}/triggers/approve", {}, version=ticket["version"])


def box(house: House, who: str, name: str) -> set[str]:
    items = answered(house[who].get(f"/work-items?box={name}&limit=200"), 200)["items"]
    return {each["ticket"]["id"] for each in items}


def test_a_stand_in_decides_in_the_absent_ones_right_and_the_log_names_both(house: House) -> None:
    refund = house.submitted_refund()
    refused(approve(house, "legal", refund), 403, "not_you")
    stands_in(house, "supervisor", "legal")
    done = answered(approve(house, "legal", refund), 200)
    assert done["state"] == "approved"
    vote = events(house, refund)[-1]
    assert (vote["actor"]["username"], vote["on_behalf_of"]["username"]) == ("legal", "supervisor")
    ended = next(
        each
        for each in answered(house["legal"].get("/work-items?box=done"), 200)["items"]
        if each["ticket"]["id"] == refund["id"]
    )
    assert (ended["holder"]["username"], ended["on_behalf_of"]["username"]) == ("legal", "supervisor")
    alone = answered(house["legal"].get(f"/work-items/{ended['id']}"), 200)
    assert alone["on_behalf_of"]["username"] == "supervisor"


def test_both_see_the_absent_ones_duties_and_the_first_decision_wins(house: House) -> None:
    refund = house.submitted_refund()
    claimed = do(house["supervisor"], item_of(refund), "claim")
    pooled = house.submitted_refund()
    assert pooled["id"] not in box(house, "legal", "pool")
    before = answered(house["legal"].get("/work-items/counts"), 200)
    stands_in(house, "supervisor", "legal")
    assert refund["id"] in box(house, "legal", "mine") & box(house, "supervisor", "mine")
    assert pooled["id"] in box(house, "legal", "pool") & box(house, "supervisor", "pool")
    after = answered(house["legal"].get("/work-items/counts"), 200)
    assert after["mine"] > before["mine"] and after["pool"] > before["pool"]
    answered(approve(house, "supervisor", ticket_of(house, claimed)), 200)
    late = approve(house, "legal", ticket_of(house, claimed))
    assert late.status_code == 409
    refused(approve(house, "legal", {**refund, "version": claimed["version"]}), 412, "stale")


def test_of_both_at_once_one_wins(house: House) -> None:
    stands_in(house, "supervisor", "legal")
    refund = house.submitted_refund()
    barrier, codes = Barrier(2), []
    clients = {who: house[who] for who in ("supervisor", "legal")}

    def decide(who: str) -> None:
        with house.app.app_context():
            barrier.wait()
            path = f"/tickets/{refund['id']}/triggers/approve"
            codes.append(clients[who].post(path, {}, version=refund["version"]).status_code)

    threads = [Thread(target=decide, args=[who]) for who in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(codes) in ([200, 409], [200, 412])


def test_what_a_stand_in_claims_is_the_absent_ones(house: House) -> None:
    stands_in(house, "clerk", "guard")
    claimed = do(house["guard"], item_of(house.complaint()), "claim")
    assert (claimed["holder"]["username"], claimed["status"]) == ("clerk", "claimed")
    assert claimed["ticket"]["id"] in box(house, "guard", "mine") & box(house, "clerk", "mine")
    do(house["guard"], claimed, "release")


def test_it_counts_only_between_its_dates_and_until_it_is_ended(house: House) -> None:
    refund = house.submitted_refund()
    early = stands_in(house, "supervisor", "legal", **{"from": days(1)})
    assert early["active"] is False
    refused(approve(house, "legal", refund), 403, "not_you")
    now = stands_in(house, "supervisor", "legal", until=days(0.5))
    assert now["active"] is True
    answered(house["legal"].get(f"/tickets/{refund['id']}/moves"), 200)
    assert (
        house["supervisor"]
        .client.delete(f"/api/v1/substitutions/{now['id']}", headers=house["supervisor"].headers)
        .status_code
        == 204
    )
    refused(approve(house, "legal", refund), 403, "not_you")
    kept = answered(house["supervisor"].get(f"/substitutions/{now['id']}"), 200)
    assert kept["ended_by"]["username"] == "supervisor" and not kept["active"]


def test_only_of_the_workflows_it_names(house: House) -> None:
    stands_in(house, "supervisor", "legal", workflows=["complaint"])
    refund = house.submitted_refund()
    assert refund["id"] not in box(house, "legal", "pool")
    refused(approve(house, "legal", refund), 403, "not_you")


def test_over_the_cap_the_stand_in_may_not_decide(house: House) -> None:
    stands_in(house, "supervisor", "legal", cap_fen=100_000)
    over = slip(house, 100_001, "6222000000000001")
    refused(approve(house, "legal", over), 403, "not_you", rule="over_cap")
    refused(operate(house["legal"], item_of(over), "claim"), 403, "not_you", rule="over_cap")
    move = moves(house, "legal", over)["approve"]
    assert (move["allowed"], [each["rule"] for each in move["why_not"]]) == (False, ["over_cap"])
    assert "legal" not in users(move)
    answered(approve(house, "supervisor", over), 200)
    answered(approve(house, "legal", slip(house, 100_000, "6222000000000002")), 200)


def slip(house: House, amount_fen: int, account: str) -> Json:
    """To a payee of its own: the slips of one payee and day are added up."""
    payee = {"name": "张伟", "bank": "工商银行", "account": account}
    details = {"deposit": house.deposit(amount_fen), "amount_fen": amount_fen, "payee": payee}
    return house["clerk"].fire(house["clerk"].open("refund", details | {"reason": "退房"}), "submit")


def test_a_stand_in_may_not_raise_the_amount_over_the_cap(house: House) -> None:
    stands_in(house, "clerk", "clerk2", cap_fen=50_000)
    refund = house.refund(60_000)
    path = f"/tickets/{refund['id']}/triggers/amend"
    refused(house["clerk2"].post(path, {"amount_fen": 40_000}, version=1), 403, "not_you", rule="over_cap")
    small = house["clerk"].fire(refund, "amend", {"amount_fen": 40_000})
    again = house["clerk2"].post(path, {"amount_fen": 50_001}, version=small["version"])
    refused(again, 403, "not_you", rule="over_cap")
    answered(house["clerk2"].post(path, {"amount_fen": 50_000}, version=small["version"]), 200)


def moves(house: House, who: str, ticket: Json) -> dict[str, Json]:
    found = answered(house[who].get(f"/tickets/{ticket['id']}/moves"), 200)["items"]
    return {each["trigger"]: each for each in found}


def users(move: Json) -> set[str]:
    return {user for each in move["who_could"] for user in each["users"]}


def test_moves_and_who_could_know_the_stand_in(house: House) -> None:
    refund = house.submitted_refund()
    stands_in(house, "supervisor", "legal")
    move = moves(house, "legal", refund)["approve"]
    assert (move["allowed"], move["why_not"]) == (True, [])
    assert {"legal", "supervisor"} <= users(move)
    answered(approve(house, "legal", refund), 200)


def test_four_eyes_bar_both_of_them(house: House) -> None:
    refund = house.submitted_refund()
    # Who opened it stands in for the one who could approve.
    stands_in(house, "supervisor", "clerk")
    refused(approve(house, "clerk", refund), 403, "not_you", rule="four_eyes")
    # And who could approve stands in for the one who opened it, were it even in their own right.
    stands_in(house, "clerk", "supervisor2")
    refused(approve(house, "supervisor2", refund), 403, "not_you", rule="four_eyes")
    answered(approve(house, "supervisor", refund), 200)


def test_a_vote_of_a_stand_in_is_a_vote_of_both(house: House) -> None:
    stands_in(house, "supervisor", "pm")
    refund = house.submitted_refund(500_000)
    first = answered(approve(house, "pm", refund), 200)
    refused(approve(house, "pm", first), 403, "not_you", rule="four_eyes")
    holding(house, "supervisor", "pm")
    refused(approve(house, "supervisor", first), 403, "not_you", rule="four_eyes")
    answered(approve(house, "pm2", first), 200)


def holding(house: House, username: str, desk: str) -> None:
    with statements() as sql:
        sql.execute(
            """INSERT INTO desk_holding (id, account_id, office_id, desk)
               SELECT gen_random_uuid(), a.id, o.id, %s FROM account a, office o
                WHERE a.username = %s AND o.code = 'GZ01' ON CONFLICT DO NOTHING""",
            [desk, username],
        )


def test_a_right_stood_in_for_goes_no_further(house: House) -> None:
    stands_in(house, "supervisor", "legal")
    stands_in(house, "legal", "guard")
    refused(approve(house, "guard", house.submitted_refund()), 403, "not_you")


def test_a_right_that_the_absent_one_lost_decides_nothing(house: House) -> None:
    stands_in(house, "legal2", "guard")
    holding(house, "legal2", "supervisor")
    refund = house.submitted_refund()
    assert moves(house, "guard", refund)["approve"]["allowed"]
    with statements() as sql:
        sql.execute(
            "UPDATE desk_holding SET until = now() WHERE desk = 'supervisor' AND account_id ="
            " (SELECT id FROM account WHERE username = 'legal2')"
        )
    refused(approve(house, "guard", refund), 403, "not_you")


def test_an_opinion_stays_personal(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    owned = do(house["supervisor"], claimed, "delegate", {"to": "legal"})
    opinion = next(each for each in ticket_of(house, owned)["work_items"] if each["kind"] == "opinion")
    stands_in(house, "legal", "guard")
    refused(operate(house["guard"], opinion, "opinion", {"text": "可以"}), 403, "not_you")
    assert owned["ticket"]["id"] not in box(house, "guard", "mine")


def test_a_duty_is_not_handed_to_oneself_by_standing_in(house: House) -> None:
    stands_in(house, "supervisor", "pm")
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    answer = operate(house["pm"], claimed, "transfer", {"to": "pm", "reason": "x"})
    assert rules(answer) == ["receiver_not_self"]
    given = do(house["pm"], claimed, "transfer", {"to": "supervisor2", "reason": "出差"})
    assert given["holder"]["username"] == "supervisor2"


def test_a_stand_in_of_the_submitter_may_act_as_the_submitter(house: House) -> None:
    stands_in(house, "clerk", "guard")
    refund = house.refund()
    edited = house["guard"].client.patch(
        f"/api/v1/tickets/{refund['id']}",
        json={"subject": "改过"},
        headers=house["guard"].headers | {"If-Match": '"v1"'},
    )
    submitted = house["guard"].fire(answered(edited, 200), "submit")
    assert submitted["state"] == "pending_approval"
    assert [each["on_behalf_of"] and each["on_behalf_of"]["username"] for each in events(house, refund)] == [
        None,
        "clerk",
        "clerk",
    ]


def test_a_batch_takes_what_one_stands_in_for(house: House) -> None:
    stands_in(house, "supervisor", "legal")
    item = item_of(house.submitted_refund())
    batch = {"trigger": "approve", "items": [{"id": item["id"], "version": item["version"]}]}
    done = answered(house["legal"].post("/work-items/batch", batch), 207)["items"]
    assert [each["status"] for each in done] == [200]


def test_both_are_told(house: House) -> None:
    stands_in(house, "supervisor", "legal")
    with statements() as sql:
        told = sql.all(
            """SELECT a.username FROM notice n JOIN account a ON a.id = n.account_id
                WHERE n.template = 'substitution.made' ORDER BY n.id DESC LIMIT 2"""
        )
    assert {each["username"] for each in told} == {"supervisor", "legal"}
    refund = house.submitted_refund()
    answered(approve(house, "legal", refund), 200)
    with statements() as sql:
        demanded = sql.all(
            """SELECT a.username FROM outbox o JOIN account a ON a.id = (o.payload ->> 'to')::uuid
                WHERE o.ticket_id = %s AND o.payload ->> 'about' = 'stood_in'""",
            [refund["id"]],
        )
    assert [each["username"] for each in demanded] == ["supervisor"]


@pytest.mark.parametrize(
    ("who", "body", "status", "code", "rule"),
    [
        ("supervisor", {"to": "supervisor"}, 422, "not_so", "receiver_not_self"),
        ("supervisor", {"to": "clerk-gz02"}, 422, "invalid", None),
        ("supervisor2", {"to": "legal", "who": "pm"}, 403, "not_you", None),
        ("pm", {"to": "pm", "who": "supervisor"}, 403, "not_you", "four_eyes"),
        ("supervisor", {"to": "legal", "until": days(-0.5)}, 422, "invalid", None),
        ("supervisor", {"to": "legal", "until": days(-2)}, 422, "invalid", None),
        ("supervisor", {"to": "legal", "cap_fen": -1}, 422, "invalid", None),
        ("supervisor", {"to": "legal", "workflows": []}, 422, "invalid", None),
    ],
)
def test_who_cannot_be_appointed(
    house: House, who: str, body: Json, status: int, code: str, rule: str | None
) -> None:
    refused(house[who].post("/substitutions", appointment(**body)), status, code, rule=rule)


def test_an_admin_or_a_pm_appoints_for_others_and_a_double_is_refused(house: House) -> None:
    made = answered(house["pm"].post("/substitutions", appointment("legal", who="supervisor")), 201)
    assert (made["who"]["username"], made["created_by"]["username"]) == ("supervisor", "pm")
    double = appointment("legal", who="supervisor", workflows=["refund"])
    refused(house["admin"].post("/substitutions", double), 409, "duplicate")
    found = answered(house["clerk"].get("/substitutions?who=supervisor&active=true"), 200)["items"]
    assert [each["id"] for each in found] == [made["id"]]
    refused(house["clerk-gz02"].get(f"/substitutions/{made['id']}"), 404, "not_found")
    ended = house["clerk"].client.delete(
        f"/api/v1/substitutions/{made['id']}", headers=house["clerk"].headers
    )
    refused(ended, 403, "not_you")


def test_verify_finds_a_deed_in_a_right_that_nobody_had_given(house: House) -> None:
    stands_in(house, "supervisor", "legal")
    refund = house.submitted_refund()
    answered(approve(house, "legal", refund), 200)
    moved_by("9 days")
    found = [each.row for each in verify() if each.invariant == "I6"]
    moved_by("-9 days")
    assert found == [f"{refund['number']}#3"]


def moved_by(span: str) -> None:
    with statements() as sql:
        sql.execute(
            """UPDATE substitution SET begins_at = begins_at + %(by)s::interval,
                      ends_at = ends_at + %(by)s::interval WHERE ended_at IS NULL""",
            {"by": span},
        )


def test_an_urge_reaches_the_holder_and_the_stand_in(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    stands_in(house, "supervisor", "guard")
    answered(house["clerk"].post(f"/work-items/{claimed['id']}/urge"), 200)
    ticket = {"id": claimed["ticket"]["id"]}
    done_effects(ticket, "tell_assignee", times=2)
    for who in ("supervisor", "guard"):
        assert [each["title"] for each in notices(house, who, ticket)] == ["You are urged"]
    refused(house["clerk"].post(f"/work-items/{claimed['id']}/urge"), 429, "too_many")


def test_what_a_stand_in_grabs_is_the_absent_ones_work(house: House) -> None:
    stands_in(house, "tech", "guard")
    details = {"category": "水电", "urgency": "normal", "place": "private"}
    repair = house["clerk"].open("repair", details, room="A-1-0101")
    triaged = house["dispatcher"].fire(repair, "triage", {"place": "private", "in_warranty": True})
    grabbed = house["guard"].fire(triaged, "grab")
    assert grabbed["assignee"]["username"] == "tech"
    assert [each["holder"]["username"] for each in grabbed["work_items"]] == ["tech"]
    assert house["tech"].fire(grabbed, "accept")["assignee"]["username"] == "tech"


def test_of_several_rights_a_batch_uses_the_one_that_the_duty_named_belongs_to(house: House) -> None:
    stands_in(house, "supervisor", "supervisor2")
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    batch = {"trigger": "approve", "items": [{"id": claimed["id"], "version": claimed["version"]}]}
    done = answered(house["supervisor2"].post("/work-items/batch", batch), 207)["items"]
    assert [each["status"] for each in done] == [200]
    vote = events(house, {"id": claimed["ticket"]["id"]})[-1]
    assert (vote["actor"]["username"], vote["on_behalf_of"]["username"]) == ("supervisor2", "supervisor")


def test_a_refusal_names_the_stand_in_too(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    stands_in(house, "supervisor", "guard")
    stands_in(house, "supervisor2", "legal", cap_fen=1)
    told = refused(operate(house["supervisor2"], claimed, "release"), 403, "not_you")["who_could"]
    assert [each["users"] for each in told] == [["supervisor", "guard"]]
    told = refused(
        operate(house["cashier"], claimed, "transfer", {"to": "pm", "reason": "x"}), 403, "not_you"
    )
    # Over the cap nobody is named who could not.
    assert {"supervisor", "supervisor2", "guard"} <= set(told["who_could"][-1]["users"])
    assert "legal" not in told["who_could"][-1]["users"]
