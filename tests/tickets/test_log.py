"""The append-only log: in order, chained, masked, and who stood behind each event."""

from schemas.base import instance
from schemas.views.ticket import EventPage
from service.usecases.tickets.fire_trigger import fire_as_system
from tests.demo_house import House, answered
from tests.tickets.people import patch, repair


def test_events_are_chained_from_the_opening_on(house: House) -> None:
    made = house["clerk"].fire(house.complaint(), "accept")
    page = answered(house["supervisor"].get(f"/tickets/{made['id']}/events"), 200)
    instance(EventPage).load(page)
    first, second = page["items"]
    assert [first["seq"], first["source"], first["dest"], first["prev_hash"]] == [1, None, "registered", None]
    assert second["prev_hash"] == first["hash"] and len(bytes.fromhex(first["hash"])) == 32
    assert second["actor"]["username"] == "clerk" and second["on_behalf_of"] is None


def test_a_payee_is_masked_in_the_log(house: House) -> None:
    page = answered(house["pm"].get(f"/tickets/{house.refund()['id']}/events"), 200)
    assert page["items"][0]["form"]["payee"] == {"name": "张伟", "bank": "工商银行", "account_last4": "2233"}


def test_what_a_clerk_enters_for_the_customer_says_so(house: House) -> None:
    made = house["clerk2"].fire(house.complaint(), "withdraw", {"reason": "误会"})
    event = answered(house["pm"].get(f"/tickets/{made['id']}/events"), 200)["items"][-1]
    assert event["actor"]["username"] == "clerk2"
    assert (event["on_behalf_of"]["username"], event["on_behalf_of"]["name"]) == ("A-1-0101", "张伟")


def test_the_system_has_no_id(house: House) -> None:
    made = house["dispatcher"].fire(repair(house), "triage", {"place": "common"})
    assert fire_as_system(made["id"], "auto").moved
    event = answered(house["pm"].get(f"/tickets/{made['id']}/events"), 200)["items"][-1]
    assert event["actor"] == {"id": None, "username": "system", "name": "系统"}


def test_the_log_has_pages(house: House) -> None:
    made = house.complaint()
    for number in range(2, 6):
        made = answered(patch(house["clerk"], made, {"subject": f"第 {number} 版"}), 200)
    found, path = [], f"/tickets/{made['id']}/events?limit=2"
    while path:
        page = answered(house["clerk"].get(path), 200)
        found += [event["seq"] for event in page["items"]]
        path = page["next"] and f"/tickets/{made['id']}/events?limit=2&cursor={page['next']}"
    assert found == [1, 2, 3, 4, 5]
