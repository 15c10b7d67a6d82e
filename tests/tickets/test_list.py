"""The list: what one may see, filters, search, five orders, and crawls that miss and double nothing."""

from datetime import datetime
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.ticket import TicketRow
from service.transaction import statements
from tests.demo_house import COMPLAINT, House, answered, refused
from tests.statement_counter import counted_statements
from tests.tickets.people import crawl, listed, patch, repair, search


def test_a_row_has_the_shape_that_is_described(house: House) -> None:
    house.complaint(), house.refund(), repair(house)
    for row in listed(house["clerk"]):
        instance(TicketRow).load(row)


def test_payees_are_shown_masked(house: House) -> None:
    made = house.refund()
    row = next(row for row in listed(house["clerk"], workflow="refund") if row["id"] == made["id"])
    assert row["details"]["payee"] == {"name": "张伟", "bank": "工商银行", "account_last4": "2233"}


def test_the_newest_come_first_unless_said_otherwise(house: House) -> None:
    older, newer = repair(house), repair(house)
    assert [row["id"] for row in listed(house["clerk"])[:2]] == [newer["id"], older["id"]]
    assert [row["id"] for row in crawl(house["clerk"], limit=3, sort="created_at")][-2:] == [
        older["id"],
        newer["id"],
    ]


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "number", "due_at", "updated_at"])
def test_a_crawl_meets_every_row_once_in_its_order(house: House, sort: str) -> None:
    repair(house), house.complaint(), house.refund()
    found = crawl(house["clerk"], limit=2, sort=sort)
    assert len({row["id"] for row in found}) == len(found) == count_of("GZ01")
    if sort in ("number", "updated_at"):
        assert [row[sort] for row in found] == sorted(row[sort] for row in found)


def test_tickets_without_a_due_time_come_last(house: House) -> None:
    repair(house), house.refund()
    ids = [row["id"] for row in crawl(house["clerk"], limit=2, sort="due_at")]
    with statements() as sql:
        dues = {str(row["id"]): row["due_at"] for row in sql.all("SELECT id, due_at FROM ticket")}
    never = datetime.max.replace(tzinfo=next(each.tzinfo for each in dues.values() if each))
    in_order = [dues[each] or never for each in ids]
    assert in_order == sorted(in_order) and never in in_order


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "number"])
def test_rows_added_meanwhile_neither_hide_nor_double_those_that_were_there(house: House, sort: str) -> None:
    before = {row["id"] for row in crawl(house["clerk"], limit=200)}
    left = iter(range(5))

    def add() -> None:
        if next(left, None) is not None:
            repair(house), house.complaint()

    found = [row["id"] for row in crawl(house["clerk"], limit=2, sort=sort, between=add)]
    assert len(set(found)) == len(found) and before <= set(found)


def test_filters_choose(house: House) -> None:
    made = repair(house, room="A-1-0202", customer="A-1-0101", subject="过滤器")
    house["dispatcher"].fire(made, "triage", {"place": "common"})
    clerk = house["clerk"]
    right: dict[str, Any] = {
        "workflow": "repair",
        "state": "pending_dispatch",
        "office": "GZ01",
        "room": "A-1-0202",
        "customer": "A-1-0101",
        "open": "true",
        "overdue": "false",
        "q": "过滤器",
    }
    wrong = {"workflow": "refund", "state": "reported", "office": "GZ02", "room": "A-1-0203"}
    wrong |= {"customer": "nobody", "open": "false", "overdue": "true", "q": "别的"}
    assert [row["id"] for row in listed(clerk, **right)] == [made["id"]]
    for name, value in wrong.items():
        assert listed(clerk, **right | {name: value}) == [], name
    by_id = {"room": made["room"]["id"], "customer": made["customer"]["id"], "office": made["office"]["id"]}
    assert [row["id"] for row in listed(clerk, **right | by_id)] == [made["id"]]


def test_the_assignee_is_a_filter_by_name_and_id(house: House) -> None:
    made = house["dispatcher"].fire(repair(house), "triage", {"place": "common"})
    made = house["tech"].fire(made, "grab")
    for who in ("tech", made["assignee"]["id"]):
        assert made["id"] in {row["id"] for row in listed(house["clerk"], assignee=who)}
    assert made["id"] not in {row["id"] for row in listed(house["clerk"], assignee="tech2")}


def test_what_is_late_is_overdue(house: House) -> None:
    late = repair(house, source_due_at="2026-01-01T00:00:00+08:00")
    house["dispatcher"].fire(late, "triage", {"place": "common"})
    with statements() as sql:
        sql.execute("UPDATE ticket SET due_at = '2026-01-01T00:00:00Z' WHERE id = %s", [late["id"]])
    assert late["id"] in {row["id"] for row in listed(house["clerk"], overdue="true")}
    assert late["id"] not in {row["id"] for row in listed(house["clerk"], overdue="false", limit=200)}


@pytest.mark.parametrize("q", ["Kupferrohr", "kupferROHR", "rohr ß", "ß", "铜管", "铜", "100%_\\"])
def test_search_finds_parts_of_the_subject(house: House, q: str) -> None:
    made = repair(house, subject="铜管 Kupferrohr ß 100%_\\")
    assert made["id"] in {row["id"] for row in listed(house["clerk"], q=q)}


def test_search_finds_number_room_and_customer(house: House) -> None:
    made = repair(house, room="A-1-1604", customer="A-1-0101", subject="别的")
    for q in (made["number"], made["number"][-4:], "1604", "-0101", "张伟", "伟"):
        assert made["id"] in {row["id"] for row in listed(house["clerk"], q=q, limit=200)}, q
    assert listed(house["clerk"], q="A-1-1604张伟") == []


def test_search_needs_the_whole_text_not_only_its_pairs(house: House) -> None:
    repair(house, subject="abcbd")
    assert listed(house["clerk"], q="bdabc") == listed(house["clerk"], q="abd") == []


def test_nobody_sees_the_tickets_of_other_offices(house: House) -> None:
    made = house.complaint()
    outsider = house["clerk-gz02"]
    for query in ({}, {"q": made["number"]}, {"office": "GZ01"}, {"customer": "A-1-0101"}):
        assert made["id"] not in {row["id"] for row in listed(outsider, **query)}, query


def test_a_list_takes_two_statements_however_long(house: House) -> None:
    for _ in range(5):
        repair(house)
    house["clerk"]
    for limit in (1, 50):
        with counted_statements() as seen:
            answered(search(house["clerk"], limit=limit, q="测试"), 200)
        assert len(seen) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "price"},
        {"open": "yes"},
        {"limit": 0},
        {"limit": 201},
        {"workflow": "party"},
        {"q": ""},
        {"q": "a\x00b"},
        {"colour": "red"},
        {"cursor": "nonsense"},
    ],
)
def test_a_wrong_query_is_named(house: House, query: dict[str, Any]) -> None:
    found = refused(search(house["clerk"], **query), 422, "invalid")
    assert [error["field"] for error in found["errors"]] == list(query)


def test_a_cursor_of_another_order_is_refused(house: House) -> None:
    repair(house), repair(house)
    cursor = answered(search(house["clerk"], limit=1, sort="number"), 200)["next"]
    refused(search(house["clerk"], sort="due_at", cursor=cursor), 422, "invalid")


def test_an_edited_subject_is_found_by_its_new_words(house: House) -> None:
    made = house["clerk"].open("complaint", COMPLAINT, customer="A-1-0101", subject="旧词甲")
    answered(patch(house["clerk"], made, {"subject": "新词乙"}), 200)
    assert listed(house["clerk"], q="旧词甲") == []
    assert [row["id"] for row in listed(house["clerk"], q="新词乙")] == [made["id"]]


COUNT = "SELECT count(*) AS n FROM ticket t JOIN office o ON o.id = t.office_id WHERE o.code = %s"


def count_of(office: str) -> int:
    with statements() as sql:
        row = sql.one(
            "SELECT count(*) AS n FROM ticket t JOIN office o ON o.id = t.office_id WHERE o.code = %s",
            [office],
        )
    return int(row["n"]) if row else 0
