"""Slips of everyday work at the moves: the year, the order of days, a long code, a name that nobody tells."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from service.transaction import statements, transaction
from tests.register.house import CHEN, LI, WANG, ZHANG, House, answered, house_on, refused, wrong
from tests.stage import stage_on


@pytest.fixture
def house(app: Flask) -> House:
    return house_on(stage_on(app))


@pytest.mark.parametrize("path", ["/handovers", "/moves", "/occupancies"])
def test_a_day_far_ahead_is_taken_for_the_slip_that_it_is(house: House, path: str) -> None:
    far = f"{date.today().year + 3}-01-01"
    named = {"room": house.room.code, "customer": house.people[ZHANG].code, "nature": "owner"}
    if path == "/handovers":
        del named["nature"]
    field = "since" if path == "/occupancies" else "on"
    problem = refused(house.send("POST", path, named | {field: far}), 422, "invalid")
    assert [each["field"] for each in problem["errors"]] == [field]
    assert "年份" in problem["errors"][0]["detail"]
    assert house.relations() == []


def test_a_correction_goes_no_further_ahead(house: House) -> None:
    house.owner()
    stay = house.moves_in(LI, "tenant", "2026-02-01")
    far = {"in_on": f"{date.today().year + 3}-01-01"}
    assert wrong(house.send("PATCH", f"/moves/{stay['id']}", far, version=1)) == ["in_on"]


def test_who_is_there_already_and_since_when_is_told_to_who_may_see_it(house: House) -> None:
    house.owner(on="2026-05-01")
    code = house.people[ZHANG].code
    there = refused(house.asked("/handovers", CHEN, "2026-04-01"), 422, "not_so", "one_of_each_nature")
    assert there["detail"] == f"该房间在这段时间已有同一性质的客户：{ZHANG}（{code}），自 2026-05-01 起。"
    body = {"room": house.room.code, "customer": house.people[CHEN].code, "nature": "owner"}
    again = house.send("POST", "/occupancies", body | {"since": "2026-06-01"})
    assert refused(again, 422, "not_so", "one_of_each_nature")["detail"] == there["detail"]


@pytest.mark.parametrize("day", ["2026-09-01", "2026-10-01"])
def test_a_lease_is_not_moved_to_where_it_ends_before_it_begins(house: House, day: str) -> None:
    house.owner()
    stay = house.moves_in(LI, "tenant", "2026-02-01", until="2026-09-01")
    moved = house.send("PATCH", f"/moves/{stay['id']}", {"in_on": day}, version=1)
    refused(moved, 422, "not_so", "until_after_day")
    assert house.relations()[1] == ("tenant", LI, "2026-02-01", "2026-09-01")


def test_a_long_code_that_is_handed_on_leaves_one_that_can_be_saved_again(house: House) -> None:
    house.owner()
    long = "甲" * 60
    with transaction() as work:
        work.sql.execute("UPDATE customer SET code = %s WHERE id = %s", [long, house.people[ZHANG].id])
    made = house.made("/transfers", CHEN, "2026-11-10", pass_code=True)
    assert (made["passed_code"], made["left_code"]) == (long, "甲" * 58 + "-1")
    answered(house.send("POST", f"/transfers/{made['id']}/reverse", {"reason": "x"}), 200)
    assert house.get(f"/customers/{house.people[ZHANG].id}")["code"] == long


def test_accounts_and_members_that_go_with_their_customer_leave_a_line_each(house: House) -> None:
    who = f"/customers/{house.people[WANG].id}"
    account = {"holder": WANG, "bank": "工商银行", "number": "6222021234567890128"}
    member = {"name": "王小强", "relation": "child"}
    made: list[Any] = [
        answered(house.send("POST", f"{who}/accounts", account, who="finance"), 201),
        answered(house.send("POST", f"{who}/members", member), 201),
    ]
    assert house.send("DELETE", who).status_code == 204
    with statements() as sql:
        lines = sql.all(
            "SELECT noun FROM register_event WHERE verb = 'delete' AND row_id::text = ANY(%s) ORDER BY noun",
            [[*(each["id"] for each in made), str(house.people[WANG].id)]],
        )
    assert [each["noun"] for each in lines] == ["bank_account", "customer", "member"]
