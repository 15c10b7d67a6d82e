"""Terminate and reopen, once for each workflow: what goes with them goes through, and the log proves it."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest

from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.demo_house import House, Json, answered, demo_app
from tests.servers import Servers
from tests.tickets.test_exceptions import WHY, proposed, second, send, small_refund
from tests.tickets.test_reopen import reopen, withdrawn
from tests.tickets.test_suspend import act, investigated, read


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"every_table_{worker_name}") as app:
        yield House(app)


def repair(house: House) -> Json:
    details = {"category": "水", "urgency": "normal", "place": "common", "text": "走廊漏水"}
    return house["clerk"].open("repair", details)


def dunning(house: House) -> Json:
    details = {"customer": "A-1-0101", "measure": "sms", "charges": "overdue"}
    return house["clerk"].open("dunning", details)


def visit(house: House) -> Json:
    return house["supervisor"].open("visit", {"parent": house.complaint()["id"], "questions": ["满意吗？"]})


CASES: list[tuple[Callable[[House], Json], bool, str, str]] = [
    (House.complaint, False, "withdrawn", "clerk"),
    (repair, False, "cancelled", "clerk"),
    (visit, False, "cancelled", "supervisor"),
    (dunning, True, "withdrawn", "clerk"),
    (small_refund, True, "cancelled", "clerk"),
]


@pytest.mark.parametrize(("opened", "two", "end", "who"), CASES)
def test_a_case_is_ended_and_begun_anew(
    house: House, opened: Callable[[House], Json], two: bool, end: str, who: str
) -> None:
    ticket = opened(house)
    if two:
        ended = answered(second(house, "pm", proposed(house, ticket)), 200)
    else:
        ended = answered(send(house, "pm", ticket, "terminate", WHY), 200)
    assert (ended["state"], ended["work_items"]) == (end, [])
    new = answered(reopen(house, who, ended), 201)
    assert read(house, new) == new
    assert new["details"].keys() == ticket["details"].keys()
    assert [str(each) for each in verify()] == []


def at_once(*calls: Callable[[], Any]) -> list[int]:
    """The statuses, in order of size."""
    ready, found = Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        ready.wait()
        found.append(call().status_code)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def in_app(house: House, call: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with house.app.app_context():
            return call()

    return run


@pytest.mark.parametrize("again", range(5))
def test_of_two_who_reopen_at_once_one_has_a_ticket(house: House, again: int) -> None:
    old = withdrawn(house)
    both = [in_app(house, lambda who=who: reopen(house, who, old)) for who in ("clerk", "supervisor")]
    assert at_once(*both) == [201, 409]
    with statements() as sql:
        found = sql.one("SELECT count(*) AS n FROM ticket WHERE reopened_from = %s", [old["id"]])
    assert found and found["n"] == 1


@pytest.mark.parametrize("again", range(5))
def test_of_confirm_and_withdraw_at_once_one_counts(house: House, again: int) -> None:
    asked = proposed(house, small_refund(house))
    house["pm"], house["admin"]
    found = at_once(
        in_app(house, lambda: second(house, "pm", asked)),
        in_app(house, lambda: second(house, "admin", asked, "withdraw")),
    )
    assert found == [200, 412]
    ticket = read(house, asked)
    assert (ticket["state"] == "cancelled") == bool(ticket["exceptions"])


@pytest.mark.parametrize("again", range(5))
def test_of_work_and_rest_at_once_one_comes_first(house: House, again: int) -> None:
    ticket = investigated(house)
    path = f"/tickets/{ticket['id']}"
    form, rest = {"cause": "x", "plan": "y"}, {"code": "internal", "reason": "等会议"}
    tag = {"version": ticket["version"]}
    found = at_once(
        in_app(house, lambda: house["tech"].post(f"{path}/triggers/propose", form, **tag)),
        in_app(house, lambda: house["supervisor"].post(f"{path}/suspend", rest, **tag)),
    )
    assert found == [200, 412]
    after = read(house, ticket)
    assert (after["state"] == "investigating") == bool(after["suspended"])
    if after["suspended"]:
        act(house, "supervisor", after, "resume")
