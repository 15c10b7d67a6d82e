"""Batches answer row by row; urges are counted by the clock."""

from threading import Barrier, Thread
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.work import BatchResults
from service.transaction import statements
from tests.demo_house import Desk, House, Json, answered, new_key, refused
from tests.work_items.test_claim import do, item_of, operate


def batch(desk: Desk, items: list[Json], trigger: str = "approve", form: Any = None, **headers: str) -> Any:
    sent = [{"id": each["id"], "version": each["version"]} for each in items]
    body = {"trigger": trigger, "items": sent} | ({} if form is None else {"form": form})
    return desk.post("/work-items/batch", body, **headers)


def results(answer: Any) -> list[Json]:
    found = answered(answer, 207)
    instance(BatchResults).load(found)
    return list(found["items"])


def test_stale_ones_are_refused_and_the_others_go_through(house: House) -> None:
    good, stale, also = (item_of(house.submitted_refund()) for _ in range(3))
    do(house["supervisor2"], stale, "claim")
    found = results(batch(house["supervisor"], [good, stale, also]))
    assert [(each["id"], each["status"]) for each in found] == [
        (good["id"], 200),
        (stale["id"], 412),
        (also["id"], 200),
    ]
    assert (found[0]["version"], found[1]["problem"]["code"], found[1]["problem"]["version"]) == (
        good["version"] + 1,
        "stale",
        stale["version"] + 1,
    )
    ticket = answered(house["clerk"].get(f"/tickets/{good['ticket']['id']}"), 200)
    assert ticket["state"] == "approved"


def test_each_row_has_its_own_reason(house: House) -> None:
    claimed = do(house["supervisor2"], item_of(house.submitted_refund()), "claim")
    ended_ticket = house["supervisor"].fire(house.submitted_refund(), "approve")
    done = answered(house["supervisor"].get("/work-items?box=done"), 200)["items"][0]
    ended = {**done, "version": ended_ticket["version"]}
    other_state = item_of(house["clerk"].fire(house.complaint(), "accept"))
    nowhere = {"id": ended_ticket["id"], "version": 1}
    found = results(batch(house["supervisor"], [claimed, ended, other_state, nowhere]))
    assert [(each["status"], each["problem"]["code"]) for each in found] == [
        (403, "not_you"),
        (409, "not_now"),
        (409, "not_now"),
        (404, "not_found"),
    ]


def test_a_duty_of_others_is_no_way_in(house: House) -> None:
    """Fault 1 of the catalogue: holding some work item is not holding this one."""
    ticket = house.complaint()
    found = results(batch(house["supervisor"], [item_of(ticket)], "reclassify", {"reason": "x"}))
    assert found[0]["status"] == 403
    strangers = results(batch(house["supervisor-gz02"], [item_of(ticket)], "accept"))
    assert strangers[0]["status"] == 404


def test_the_same_form_goes_to_every_row(house: House) -> None:
    items = [item_of(house.submitted_refund()) for _ in range(2)]
    missing = results(batch(house["supervisor"], items, "return"))
    assert [each["problem"]["errors"][0]["field"] for each in missing] == ["reason", "reason"]
    returned = results(batch(house["supervisor"], items, "return", {"reason": "缺收据"}))
    assert [each["status"] for each in returned] == [200, 200]


def test_a_batch_sent_twice_is_done_once(house: House) -> None:
    item, key = item_of(house.submitted_refund()), {"Idempotency-Key": new_key()}
    first, again = (batch(house["supervisor"], [item], **key) for _ in range(2))
    assert (first.status_code, again.status_code, again.data) == (207, 207, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert results(first)[0]["status"] == 200


@pytest.mark.parametrize(
    "change", [{"items": []}, {"trigger": ""}, {"items": [{"id": "x", "version": 1}]}, {"more": 1}]
)
def test_a_wrong_batch_is_refused_whole(house: House, change: Json) -> None:
    item = item_of(house.complaint())
    body = {"trigger": "accept", "items": [{"id": item["id"], "version": 1}]} | change
    refused(house["clerk"].post("/work-items/batch", body), 422, "invalid")
    refused(house["clerk"].post("/work-items/batch", body, Authorization="Bearer x"), 401, "unauthenticated")


def urges(ticket: Json) -> list[Json]:
    with statements() as sql:
        query = "SELECT kind, payload FROM outbox WHERE ticket_id = %s AND payload->>'about' = 'urge'"
        return sql.all(query, [ticket["id"]])


def test_an_urge_reminds_the_pool_once_in_two_hours(house: House) -> None:
    ticket = house.complaint()
    item = item_of(ticket)
    path = f"/work-items/{item['id']}/urge"
    assert answered(house["clerk"].post(path), 200) == item
    limited = house["supervisor"].post(path)
    refused(limited, 429, "too_many")
    assert 0 < int(limited.headers["Retry-After"]) <= 7200
    assert [(each["kind"], each["payload"]["argument"]) for each in urges(ticket)] == [("tell_desk", "clerk")]
    with statements() as sql:
        sql.execute(
            """UPDATE outbox SET due_at = due_at - interval '2 hours', effect_key = effect_key || ':old'
                WHERE ticket_id = %s""",
            [ticket["id"]],
        )
    answered(house["supervisor"].post(path), 200)


def test_an_urge_reminds_the_holder(house: House) -> None:
    ticket = house.complaint()
    claimed = do(house["clerk2"], item_of(ticket), "claim")
    answered(house["clerk"].post(f"/work-items/{claimed['id']}/urge"), 200)
    (urge,) = urges(ticket)
    assert (urge["kind"], urge["payload"]["to"]) == ("tell_assignee", claimed["holder"]["id"])


def test_of_many_urges_at_once_one_goes_out(house: House) -> None:
    ticket = house.complaint()
    item, ready = item_of(ticket), Barrier(8)
    statuses: list[int] = []

    def urge(desk: Desk) -> None:
        ready.wait()
        statuses.append(desk.post(f"/work-items/{item['id']}/urge").status_code)

    threads = [Thread(target=urge, args=(house.log_in("clerk"),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), len(urges(ticket))) == ([200] + [429] * 7, 1)


def test_who_may_urge_and_what(house: House) -> None:
    ticket = house.complaint()
    item = item_of(ticket)
    path = f"/work-items/{item['id']}/urge"
    refused(house["clerk2"].post(path), 403, "not_you")
    refused(house["clerk-gz02"].post(path), 404, "not_found")
    refused(house["clerk"].post(path, {"hurry": True}), 422, "invalid")
    house["clerk"].fire(ticket, "accept")
    refused(house["clerk"].post(path), 409, "not_now", state="accepted")
    assert operate(house["clerk"], item, "urge", version=7).status_code == 409
