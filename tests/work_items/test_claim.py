"""Claim and release: one winner, the holder alone gives back, the clock runs on."""

from threading import Barrier, Thread
from typing import Any

from schemas.base import instance
from schemas.views.work import WorkItem
from tests.demo_house import Desk, House, Json, answered, new_key, refused


def item_of(ticket: Json) -> Json:
    (item,) = ticket["work_items"]
    return dict(item)


def operate(desk: Desk, item: Json, name: str, body: Any = None, *, version: int | None = None) -> Any:
    path = f"/work-items/{item['id']}/{name}"
    return desk.post(path, body, version=item["version"] if version is None else version)


def do(desk: Desk, item: Json, name: str, body: Any = None) -> Json:
    answer = operate(desk, item, name, body)
    found = answered(answer, 200)
    instance(WorkItem).load(found)
    assert answer.headers["ETag"] == f'"v{found["version"]}"'
    assert found["version"] == item["version"] + 1
    return found


def test_a_claimed_duty_is_its_holders_alone(house: House) -> None:
    ticket = house.complaint()
    claimed = do(house["clerk"], item_of(ticket), "claim")
    assert (claimed["status"], claimed["holder"]["username"], claimed["desk"]) == (
        "claimed",
        "clerk",
        "clerk",
    )
    path = f"/tickets/{ticket['id']}/triggers/accept"
    refused(house["clerk2"].post(path, {}, version=claimed["version"]), 403, "not_you")
    answered(house["clerk"].post(path, {}, version=claimed["version"]), 200)


def test_somebody_elses_claim_is_403_and_ones_own_409(house: House) -> None:
    claimed = do(house["clerk"], item_of(house.complaint()), "claim")
    found = refused(operate(house["clerk2"], claimed, "claim"), 403, "not_you", rule="claimed_by_another")
    assert found["who_could"] == [{"desk": "clerk", "office": "GZ01", "users": ["clerk"]}]
    refused(operate(house["clerk"], claimed, "claim"), 409, "not_now", state="registered")


def test_other_desks_and_other_offices(house: House) -> None:
    item = item_of(house.complaint())
    refused(operate(house["tech"], item, "claim", version=99), 403, "not_you")
    refused(operate(house["clerk-gz02"], item, "claim"), 404, "not_found")
    refused(house["clerk-gz02"].get(f"/work-items/{item['id']}"), 404, "not_found")
    assert answered(house["tech"].get(f"/work-items/{item['id']}"), 200) == item


def test_the_version_seen_decides(house: House) -> None:
    item = item_of(house.complaint())
    refused(house["clerk"].post(f"/work-items/{item['id']}/claim"), 428, "version_required")
    do(house["clerk"], item, "claim")
    stale = refused(operate(house["clerk2"], item, "claim"), 412, "stale", version=2)
    assert [each["trigger"] for each in stale["changed"]] == ["claim"]


def test_an_ended_duty_is_409(house: House) -> None:
    ticket = house.complaint()
    item = item_of(ticket)
    house["clerk"].fire(ticket, "accept")
    for name in ("claim", "release"):
        refused(operate(house["clerk"], item, name, version=2), 409, "not_now", state="accepted")
    ended = answered(house["clerk"].get(f"/work-items/{item['id']}"), 200)
    assert (ended["status"], ended["decision"], ended["version"]) == ("done", "accept", 2)
    assert ended["ended_at"] and ended["holder"]["username"] == "clerk"


def test_what_is_no_work_item_is_404(house: House) -> None:
    ticket = house.complaint()
    for name in (ticket["id"], ticket["number"], "x", "urn:uuid:" + ticket["id"]):
        refused(house["clerk"].post(f"/work-items/{name}/claim", version=1), 404, "not_found")
        refused(house["clerk"].get(f"/work-items/{name}"), 404, "not_found")


def test_release_gives_it_back_with_its_clock(house: House) -> None:
    item = item_of(house.complaint())
    refused(operate(house["clerk"], item, "release"), 409, "not_now")
    claimed = do(house["clerk"], item, "claim")
    refused(operate(house["clerk2"], claimed, "release"), 403, "not_you")
    released = do(house["clerk"], claimed, "release")
    kept = ("status", "holder", "desk", "due_at", "created_at")
    assert {name: released[name] for name in kept} == {name: item[name] for name in kept}
    assert do(house["clerk2"], released, "claim")["holder"]["username"] == "clerk2"


def test_each_operation_is_one_event_without_a_change_of_state(house: House) -> None:
    ticket = house.complaint()
    do(house["clerk"], do(house["clerk"], item_of(ticket), "claim"), "release")
    events = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    assert [(each["seq"], each["trigger"], each["source"], each["dest"]) for each in events[1:]] == [
        (2, "claim", "registered", "registered"),
        (3, "release", "registered", "registered"),
    ]


def test_an_approval_is_claimed_by_nobody_who_may_not_give_it(house: House) -> None:
    refund = house.refund(500_000)
    item = item_of(house["clerk"].fire(refund, "submit"))
    assert item["desk"] == "supervisor"
    claimed = do(house["supervisor"], item, "claim")
    path = f"/tickets/{refund['id']}/triggers/approve"
    refused(house["supervisor2"].post(path, {}, version=claimed["version"]), 403, "not_you")
    answered(house["supervisor"].post(path, {}, version=claimed["version"]), 200)


def test_a_retry_is_answered_as_the_first_time(house: House) -> None:
    item = item_of(house.complaint())
    path, key = f"/work-items/{item['id']}/claim", {"Idempotency-Key": new_key()}
    first = house["clerk"].post(path, version=1, **key)
    again = house["clerk"].post(path, version=1, **key)
    assert (first.status_code, again.data) == (200, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = house["clerk"].post(f"/work-items/{item['id']}/release", version=2, **key)
    refused(other, 422, "key_reused")


def test_of_a_hundred_claims_at_once_one_wins(house: House) -> None:
    ticket = house.complaint()
    item, ready = item_of(ticket), Barrier(100)
    desks = [house.log_in(name) for name in ("clerk", "clerk2") * 50]
    answers: list[Any] = []

    def claim(desk: Desk) -> None:
        ready.wait()
        answers.append(operate(desk, item, "claim"))

    threads = [Thread(target=claim, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted({each.status_code for each in answers} - {503}) == [200, 412]
    assert [each.status_code for each in answers].count(200) == 1
    events = answered(house["clerk"].get(f"/tickets/{ticket['id']}/events"), 200)["items"]
    assert [each["trigger"] for each in events].count("claim") == 1
