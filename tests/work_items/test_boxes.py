"""The boxes: whose duties they show, page by page, in how many statements; and that rows and schema agree."""

from collections.abc import Iterator
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.work import Counts, WorkItemPage
from service.transaction import statements
from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers
from tests.statement_counter import counted_statements
from tests.work_items.test_claim import do, item_of

BOXES = ("mine", "pool", "done", "watching", "started")


def box(house: House, who: str, name: str, **asked: Any) -> list[Json]:
    query = "".join(f"&{key}={value}" for key, value in asked.items())
    found = answered(house[who].get(f"/work-items?box={name}&limit=200{query}"), 200)
    instance(WorkItemPage).load(found)
    return list(found["items"])


def numbers(rows: list[Json]) -> list[str]:
    return [row["ticket"]["number"] for row in rows]


def watch(house: House, ticket: Json, who: str) -> None:
    answered(house["clerk"].post(f"/tickets/{ticket['id']}/watchers", {"who": who}), 201)


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    """Its own: these tests put rows where no move would."""
    with demo_app(servers, f"boxes_{worker_name}") as app:
        yield House(app)


@pytest.fixture
def fresh(house: House) -> House:
    """Nothing in any box: what earlier tests opened is closed."""
    with statements() as sql:
        sql.execute("UPDATE work_item SET status = 'cancelled', ended_at = now() WHERE ended_at IS NULL")
        sql.execute("UPDATE work_item SET status = 'cancelled', decision = NULL WHERE status = 'done'")
        sql.execute("UPDATE ticket SET closed_at = now() WHERE closed_at IS NULL")
    return house


def test_a_duty_goes_from_box_to_box(fresh: House) -> None:
    ticket = fresh.complaint()
    number = ticket["number"]
    assert numbers(box(fresh, "clerk", "pool")) == numbers(box(fresh, "clerk2", "pool")) == [number]
    claimed = do(fresh["clerk"], item_of(ticket), "claim")
    assert (box(fresh, "clerk", "pool"), box(fresh, "clerk2", "pool")) == ([], [])
    assert numbers(box(fresh, "clerk", "mine")) == [number]
    path = f"/tickets/{ticket['id']}/triggers/accept"
    answered(fresh["clerk"].post(path, {}, version=claimed["version"]), 200)
    assert (box(fresh, "clerk", "mine"), numbers(box(fresh, "clerk", "done"))) == ([], [number])
    assert box(fresh, "clerk2", "done") == []
    assert numbers(box(fresh, "supervisor", "pool")) == [number]


def test_rows_are_those_of_the_ticket_itself(fresh: House) -> None:
    ticket = fresh.complaint()
    (row,) = box(fresh, "clerk", "pool")
    assert row == item_of(ticket) == answered(fresh["clerk"].get(f"/work-items/{row['id']}"), 200)


@pytest.mark.parametrize("fraction", ["0.123450", "0.100000", "0.000000"])
def test_a_moment_is_written_alike_in_every_answer(fresh: House, fraction: str) -> None:
    """One that ends in zeros too, as every tenth does."""
    ticket = fresh.complaint()
    for table, key in (("work_item", "ticket_id"), ("ticket", "id")):
        at = "created_at = date_trunc('second', created_at) + %s::interval"
        with statements() as sql:
            sql.execute(f"UPDATE {table} SET {at} WHERE {key} = %s", [f"{fraction} s", ticket["id"]])
    (row,) = box(fresh, "clerk", "pool")
    read = answered(fresh["clerk"].get(f"/tickets/{ticket['id']}"), 200)
    assert row == item_of(read) == answered(fresh["clerk"].get(f"/work-items/{row['id']}"), 200)
    (listed,) = answered(fresh["clerk"].get(f"/tickets?q={ticket['number']}"), 200)["items"]
    assert listed == {name: read[name] for name in listed}


def test_watching_and_started_show_open_tickets(fresh: House) -> None:
    ticket = fresh.complaint()
    watch(fresh, ticket, "tech")
    (watched,) = box(fresh, "tech", "watching")
    (started,) = box(fresh, "clerk", "started")
    assert watched == started
    assert (watched["id"], watched["kind"], watched["ticket"]["number"]) == (None, None, ticket["number"])
    assert (box(fresh, "clerk", "watching"), box(fresh, "tech", "started")) == ([], [])
    with statements() as sql:
        sql.execute("UPDATE ticket SET closed_at = now() WHERE id = %s", [ticket["id"]])
    assert (box(fresh, "tech", "watching"), box(fresh, "clerk", "started")) == ([], [])


def test_another_office_sees_nothing(fresh: House) -> None:
    fresh.complaint()
    assert [box(fresh, "clerk-gz02", name) for name in BOXES] == [[]] * 5
    assert box(fresh, "clerk", "pool", office="GZ02") == []
    assert len(box(fresh, "clerk", "pool", office="GZ01")) == 1


def test_filters(fresh: House) -> None:
    late, refund = fresh.complaint(), fresh.submitted_refund()
    with statements() as sql:
        sql.execute(
            "UPDATE work_item SET due_at = now() - interval '1 day' WHERE ticket_id = %s", [late["id"]]
        )
    fresh["clerk"].fire(late, "accept")
    assert numbers(box(fresh, "supervisor", "pool", workflow="refund")) == [refund["number"]]
    with statements() as sql:
        sql.execute(
            "UPDATE work_item SET due_at = now() - interval '1 day' WHERE ticket_id = %s", [late["id"]]
        )
    overdue = box(fresh, "supervisor", "pool", overdue="true")
    assert (numbers(overdue), overdue[0]["overdue"]) == ([late["number"]], True)
    assert numbers(box(fresh, "supervisor", "pool", overdue="false")) == [refund["number"]]


def test_pages_go_by_due_time_and_meet_every_row_once(fresh: House) -> None:
    opened = [fresh.complaint()["number"] for _ in range(7)]
    with statements() as sql:
        for day, number in enumerate(reversed(opened)):
            sql.execute(
                """UPDATE work_item SET due_at = now() + make_interval(days => %s)
                    WHERE ticket_id = (SELECT id FROM ticket WHERE number = %s)""",
                [day // 2, number],
            )
            sql.execute(
                "UPDATE ticket SET due_at = CASE WHEN %s > 3 THEN now() + make_interval(days => %s) END"
                " WHERE number = %s",
                [day, day // 2, number],
            )
    for name in ("pool", "started"):
        whole = box(fresh, "clerk", name)
        assert len(whole) == 7
        assert crawl(fresh, name, limit=2) == whole
        dues = [row["due_at"] for row in whole]
        assert dues == sorted(dues, key=lambda due: (due is None, due or ""))


def test_done_shows_the_last_first(fresh: House) -> None:
    tickets = [fresh.complaint() for _ in range(5)]
    for ticket in tickets:
        fresh["clerk"].fire(ticket, "accept")
    assert numbers(box(fresh, "clerk", "done")) == [each["number"] for each in reversed(tickets)]
    assert crawl(fresh, "done", limit=2) == box(fresh, "clerk", "done")


def crawl(house: House, name: str, *, limit: int) -> list[Json]:
    met, cursor = [], ""
    while cursor is not None:
        answer = house["clerk"].get(f"/work-items?box={name}&limit={limit}{cursor}")
        found = answered(answer, 200)
        met += found["items"]
        cursor = f"&cursor={found['next']}" if found["next"] else None
        assert ("Link" in answer.headers) == (cursor is not None)
    return met


def test_counts_are_those_of_the_boxes(fresh: House) -> None:
    first, second, third = fresh.complaint(), fresh.complaint(), fresh.complaint()
    do(fresh["clerk"], item_of(first), "claim")
    watch(fresh, second, "clerk")
    with statements() as sql:
        sql.execute(
            "UPDATE work_item SET due_at = now() - interval '1 day' WHERE ticket_id = %s", [third["id"]]
        )
    found = answered(fresh["clerk"].get("/work-items/counts"), 200)
    instance(Counts).load(found)
    assert found == {"mine": 1, "pool": 2, "overdue": 1, "watching": 1, "started": 3}


@pytest.mark.parametrize("path", [*(f"/work-items?box={name}" for name in BOXES), "/work-items/counts"])
def test_a_page_is_one_statement_whatever_the_rows(house: House, path: str) -> None:
    for _ in range(3):
        house.complaint()
        assert len(answered(house["clerk"].get(path), 200)) in (2, 5)
        with counted_statements() as sent:
            answered(house["clerk"].get(path), 200)
        assert len(sent) == 1, sent


def test_a_claim_is_one_read_and_one_write(house: House) -> None:
    item = item_of(house.complaint())
    with counted_statements() as sent:
        do(house["clerk"], item, "claim")
    assert len(sent) == 2, sent


@pytest.mark.parametrize(
    "query", ["box=yours", "limit=0", "limit=201", "cursor=abc", "overdue=maybe", "sort=x", "boxes=mine"]
)
def test_strange_parameters_are_422_and_a_dead_token_is_said_first(house: House, query: str) -> None:
    refused(house["clerk"].get(f"/work-items?{query}"), 422, "invalid")
    dead = {"Authorization": "Bearer " + "A" * 43}
    refused(house["clerk"].get(f"/work-items?{query}", **dead), 401, "unauthenticated")


@pytest.mark.parametrize("path", ["/work-items", "/work-items/counts", "/work-items/x"])
def test_a_dead_token_is_401(house: House, path: str) -> None:
    refused(house["clerk"].get(path, Authorization="Bearer " + "A" * 43), 401, "unauthenticated")


def test_a_cursor_of_another_box_is_no_cursor(house: House) -> None:
    for _ in range(2):
        house.complaint()
    cursor = answered(house["clerk"].get("/work-items?box=pool&limit=1"), 200)["next"]
    assert cursor
    refused(house["clerk"].get(f"/work-items?box=started&cursor={cursor}"), 422, "invalid")


def test_a_waiting_ticket_is_paused(house: House) -> None:
    accepted = house["clerk"].fire(house.complaint(), "accept")
    assigned = house["supervisor"].fire(accepted, "assign", {"to": "tech"})
    waiting = house["tech"].fire(assigned, "need_info", {"question": "几点？"})
    (row,) = (row for row in box(house, "tech", "mine") if row["ticket"]["number"] == waiting["number"])
    assert row["paused"] and item_of(waiting)["paused"]
    refund = item_of(house.submitted_refund())
    assert not refund["paused"]
