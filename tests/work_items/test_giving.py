"""Dispatch, transfer, delegate and opinion: who may give a duty to whom, and what goes with it."""

from typing import Any

import pytest

from service.transaction import statements
from tests.demo_house import House, Json, answered, refused
from tests.work_items.test_claim import do, item_of, operate


def investigated(house: House) -> Json:
    """A complaint that tech is at work on."""
    accepted = house["clerk"].fire(house.complaint(), "accept")
    return house["supervisor"].fire(accepted, "assign", {"to": "tech"})


def ticket_of(house: House, item: Json) -> Json:
    return answered(house["clerk"].get(f"/tickets/{item['ticket']['id']}"), 200)


def rules(answer: Any) -> list[str]:
    return [each["rule"] for each in refused(answer, 422, "not_so")["rules"]]


def test_a_supervisor_gives_a_pools_duty_to_a_person(house: House) -> None:
    item = item_of(house.complaint())
    given = do(house["supervisor"], item, "dispatch", {"to": "clerk2"})
    assert (given["status"], given["holder"]["username"], given["due_at"]) == (
        "claimed",
        "clerk2",
        item["due_at"],
    )
    refused(operate(house["clerk"], given, "dispatch", {"to": "clerk"}), 403, "not_you")
    refused(operate(house["supervisor"], given, "dispatch", {"to": "clerk"}), 409, "not_now")
    mine = answered(house["clerk2"].get("/work-items?box=mine&limit=200"), 200)["items"]
    assert given["id"] in [each["id"] for each in mine]


@pytest.mark.parametrize("name", ["\ud800", "a\x00", "a\nb", "字" * 201])
def test_a_name_that_nobody_could_have_is_a_wrong_field(house: House, name: str) -> None:
    """Half a character in `to` was answered with an internal error."""
    item = item_of(house.complaint())
    refused(operate(house["supervisor"], item, "dispatch", {"to": name}), 422, "invalid")
    accepted = house["clerk"].fire(house.complaint(), "accept")
    path = f"/tickets/{accepted['id']}/triggers/assign"
    refused(house["supervisor"].post(path, {"to": name}, version=accepted["version"]), 422, "invalid")


def test_dispatch_asks_desk_shift_and_says_so(house: House) -> None:
    item = item_of(house.complaint())
    assert rules(operate(house["supervisor"], item, "dispatch", {"to": "tech"})) == ["receiver_holds_desk"]
    refused(operate(house["supervisor"], item, "dispatch", {"to": "clerk-gz02"}), 422, "invalid")
    refused(operate(house["supervisor"], item, "dispatch", {}), 422, "invalid")
    off_duty(house, "clerk2", on_duty=False)
    assert rules(operate(house["supervisor"], item, "dispatch", {"to": "clerk2"})) == ["on_shift"]
    reason = {"to": "clerk2", "override_reason": "值班表有误"}
    assert do(house["supervisor"], item, "dispatch", reason)["holder"]["username"] == "clerk2"
    off_duty(house, "clerk2", on_duty=True)


def off_duty(house: House, username: str, *, on_duty: bool) -> None:
    with statements() as sql:
        sql.execute("UPDATE account SET on_duty = %s WHERE username = %s", [on_duty, username])


def test_a_transfer_moves_the_duty_and_the_work_on_the_ticket(house: House) -> None:
    item = item_of(investigated(house))
    assert (item["desk"], item["holder"]["username"]) == (None, "tech")
    moved = do(house["tech"], item, "transfer", {"to": "tech2", "reason": "休假"})
    assert (moved["holder"]["username"], moved["due_at"], moved["status"]) == (
        "tech2",
        item["due_at"],
        "open",
    )
    assert ticket_of(house, moved)["assignee"]["username"] == "tech2"
    refused(operate(house["tech"], moved, "transfer", {"to": "tech", "reason": "x"}), 403, "not_you")
    back = do(house["supervisor"], moved, "transfer", {"to": "tech", "reason": "回来了"})
    assert ticket_of(house, back)["assignee"]["username"] == "tech"


@pytest.mark.parametrize(
    ("who", "to", "rule"),
    [
        ("tech", "tech", "receiver_not_self"),
        ("supervisor", "tech", "receiver_not_self"),
        ("supervisor", "supervisor", "receiver_not_self"),
        ("tech", "clerk", "receiver_holds_desk"),
    ],
)
def test_who_cannot_receive_a_transfer(house: House, who: str, to: str, rule: str) -> None:
    item = item_of(investigated(house))
    assert rules(operate(house[who], item, "transfer", {"to": to, "reason": "x"})) == [rule]


def test_a_transfer_needs_a_reason_and_a_person_of_the_office(house: House) -> None:
    item = item_of(investigated(house))
    found = refused(operate(house["tech"], item, "transfer", {"to": "tech2"}), 422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["reason"]
    stranger = {"to": "clerk-gz02", "reason": "x"}
    found = refused(operate(house["tech"], item, "transfer", stranger), 422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["to"]


def test_who_is_barred_by_four_eyes_cannot_be_given_the_vote(house: House) -> None:
    refund = house.submitted_refund(500_000)
    first = house["supervisor"].fire(refund, "approve")
    finance = next(each for each in first["work_items"] if each["desk"] == "finance")
    holding(house, "supervisor", "finance")
    holding(house, "clerk", "finance")
    for barred in ("supervisor", "clerk"):
        answer = operate(house["supervisor2"], finance, "transfer", {"to": barred, "reason": "x"})
        assert rules(answer) == ["four_eyes"]
    refused(operate(house["clerk"], finance, "claim"), 403, "not_you", rule="four_eyes")
    given = do(house["supervisor2"], finance, "transfer", {"to": "finance2", "reason": "休假"})
    path = f"/tickets/{refund['id']}/triggers/approve"
    refused(house["finance"].post(path, {}, version=given["version"]), 403, "not_you")
    answered(house["finance2"].post(path, {}, version=given["version"]), 200)


def test_one_person_has_one_seat_in_a_round(house: House) -> None:
    first = house["supervisor"].fire(house.submitted_refund(500_000), "approve")
    holding(house, "pm2", "finance")
    seats = {each["desk"]: each for each in first["work_items"]}
    claimed = do(house["pm2"], seats["pm"], "claim")
    other = {**seats["finance"], "version": claimed["version"]}
    refused(operate(house["pm2"], other, "claim"), 403, "not_you", rule="one_seat_a_person")
    answer = operate(house["supervisor"], other, "transfer", {"to": "pm2", "reason": "x"})
    assert rules(answer) == ["one_seat_a_person"]


def holding(house: House, username: str, desk: str) -> None:
    with statements() as sql:
        sql.execute(
            """INSERT INTO desk_holding (id, account_id, office_id, desk)
               SELECT gen_random_uuid(), a.id, o.id, %s FROM account a, office o
                WHERE a.username = %s AND o.code = 'GZ01' ON CONFLICT DO NOTHING""",
            [desk, username],
        )


def test_a_draft_belongs_to_who_opened_it(house: House) -> None:
    item = item_of(house.refund())
    answer = operate(house["clerk"], item, "transfer", {"to": "clerk2", "reason": "x"})
    assert rules(answer) == ["submitters_own"]


def test_a_delegate_gives_an_opinion_and_the_owner_decides(house: House) -> None:
    refund = house.submitted_refund()
    item = item_of(refund)
    refused(operate(house["supervisor"], item, "delegate", {"to": "legal"}), 409, "not_now")
    claimed = do(house["supervisor"], item, "claim")
    owned = do(house["supervisor"], claimed, "delegate", {"to": "legal"})
    assert (owned["holder"]["username"], owned["status"]) == ("supervisor", "claimed")
    opinion = next(each for each in ticket_of(house, owned)["work_items"] if each["kind"] == "opinion")
    assert (opinion["holder"]["username"], opinion["due_at"]) == ("legal", item["due_at"])
    decide = f"/tickets/{refund['id']}/triggers/approve"
    refused(house["legal"].post(decide, {}, version=opinion["version"]), 403, "not_you")
    refused(operate(house["supervisor"], opinion, "opinion", {"text": "可以"}), 403, "not_you")
    refused(operate(house["supervisor"], owned, "opinion", {"text": "可以"}), 409, "not_now")
    refused(operate(house["legal"], opinion, "opinion", {"text": ""}), 422, "invalid")
    given = do(house["legal"], opinion, "opinion", {"text": "合同无异议"})
    assert (given["status"], given["decision"]) == ("done", "opinion")
    event = answered(house["clerk"].get(f"/tickets/{refund['id']}/events"), 200)["items"][-1]
    assert (event["trigger"], event["form"]["text"]) == ("opinion", "合同无异议")
    done = answered(house["legal"].get("/work-items?box=done"), 200)["items"]
    assert given["id"] in [each["id"] for each in done]
    answered(house["supervisor"].post(decide, {}, version=given["version"]), 200)


def test_nobody_is_asked_twice_and_nobody_barred(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    asked = do(house["supervisor"], claimed, "delegate", {"to": "legal"})
    again = operate(house["supervisor"], asked, "delegate", {"to": "legal"})
    assert rules(again) == ["asked_already"]
    oneself = operate(house["supervisor"], asked, "delegate", {"to": "supervisor"})
    assert rules(oneself) == ["receiver_not_self"]
    opener = operate(house["supervisor"], asked, "delegate", {"to": "clerk"})
    assert rules(opener) == ["four_eyes"]
    refused(operate(house["supervisor2"], asked, "delegate", {"to": "legal2"}), 403, "not_you")


def test_a_decision_ends_the_opinions_it_did_not_wait_for(house: House) -> None:
    first = house["supervisor"].fire(house.submitted_refund(500_000), "approve")
    pm = next(each for each in first["work_items"] if each["desk"] == "pm")
    claimed = do(house["pm"], pm, "claim")
    owned = do(house["pm"], claimed, "delegate", {"to": "legal"})
    opinion = next(each for each in ticket_of(house, owned)["work_items"] if each["kind"] == "opinion")
    voted = house["pm"].fire(ticket_of(house, owned), "approve")
    assert [each["desk"] for each in voted["work_items"]] == ["finance"]
    ended = answered(house["legal"].get(f"/work-items/{opinion['id']}"), 200)
    assert ended["status"] == "not_needed"


def test_the_receiver_gets_a_notice(house: House) -> None:
    given = do(house["supervisor"], item_of(house.complaint()), "dispatch", {"to": "clerk2"})
    with statements() as sql:
        told = sql.all(
            "SELECT payload->>'to' AS account FROM outbox WHERE ticket_id = %s AND kind = 'tell_assignee'",
            [given["ticket"]["id"]],
        )
    assert [each["account"] for each in told] == [given["holder"]["id"]]
