"""Cells of which a spreadsheet made something else than was typed."""

from datetime import date

import pytest

from service.transaction import Row, statements, transaction
from tests import makers
from tests.imports.books import edited, old_table, table
from tests.imports.conftest import Desk

HEAD = ["客户编号", "收费项目", "费用月份", "金额", "应收日期"]
AS_DATE = {"default_date_format": "m-d"}


def charged(desk: Desk, month: object) -> Row:
    """A debt of 2,026.10 yuan, a number in whose column no zero is missed."""
    line = [desk.stage.customer.code, "物业费", month, 2026.1, date(2026, 10, 31)]
    return desk.sent(table([HEAD, line], **AS_DATE), kind="charges", who="finance")


def test_the_number_2026_10_is_not_taken_for_january(desk: Desk) -> None:
    found = charged(desk, 2026.10)
    (error,) = found["errors"]
    assert (error["row"], error["column"]) == (2, "费用月份")
    assert "January or October" in error["message"]
    assert found["preview"][0]["values"]["period"] == "2026.1"


def test_nor_is_what_a_spreadsheet_wrote_of_it_into_a_csv(desk: Desk) -> None:
    line = f"{desk.stage.customer.code},物业费,2026.1,2026.1,2026-10-31"
    found = desk.sent("\n".join([",".join(HEAD), line]).encode(), kind="charges", name="a.csv", who="finance")
    assert [error["column"] for error in found["errors"]] == ["费用月份"]


@pytest.mark.parametrize("sum_", ["1.5,000", "1234,567", "0,123", "1,00", ",123", "1,234.5,678"])
def test_a_comma_that_divides_no_thousands_makes_no_sum(desk: Desk, sum_: str) -> None:
    found = desk.sent(debt(desk, sum_), kind="charges", who="finance")
    assert [error["column"] for error in found["errors"]] == ["金额"]


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("￥1,234,567.5元", 123_456_750),
        ("１，２３４", 123_400),
        ("¥ 1,234.50 元", 123_450),
        ("1 234", 123_400),
    ],
)
def test_a_sum_is_read_as_people_write_it(desk: Desk, written: str, fen: int) -> None:
    found = desk.sent(debt(desk, written), kind="charges", who="finance")
    assert found["errors"] == []
    desk.confirmed(found["id"], "finance")
    with statements() as sql:
        rows = sql.all("SELECT amount_fen FROM charge WHERE office_id = %s", [desk.stage.office.id])
    assert rows == [{"amount_fen": fen}]


def debt(desk: Desk, sum_: str) -> bytes:
    return table([HEAD, [desk.stage.customer.code, "物业费", None, sum_, "2026-10-31"]])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026.10", "2026-10"), ("2026.1", "2026-01"), (2026.11, "2026-11"), (date(2026, 10, 1), "2026-10")],
)
def test_a_month_that_can_be_told_comes_in_as_it_was_meant(desk: Desk, typed: object, meant: str) -> None:
    found = charged(desk, typed)
    assert found["errors"] == []
    desk.confirmed(found["id"], "finance")
    with statements() as sql:
        rows = sql.all("SELECT period, amount_fen FROM charge WHERE office_id = %s", [desk.stage.office.id])
    assert rows == [{"period": meant, "amount_fen": 202_610}]


def test_a_code_of_which_a_spreadsheet_made_a_date_is_no_code(desk: Desk) -> None:
    with transaction() as work:
        building = makers.make_building(work, desk.stage.office).code
    lines = [[building, date(2026, 3, 5), 1], [building, "3-6", 1]]
    found = desk.sent(table([["楼宇", "房间代码", "楼层"], *lines], **AS_DATE))
    (error,) = found["errors"]
    assert (error["row"], error["column"], found["valid"]) == (2, "房间代码", 1)
    assert "made a date" in error["message"]


NO_NUL = ["客户编号", "客户名称"]
STRINGS = "xl/sharedStrings.xml"


def with_nul(name: str) -> bytes:
    """张伟 with a NUL in it, as `name` can have one."""
    if name.endswith(".xls"):
        return old_table([NO_NUL, ["C-1", "张\0伟"], ["C-2", "李娜"]])
    whole = table([NO_NUL, ["C-1", "张伟"], ["C-2", "李娜"]])
    return edited(whole, STRINGS, lambda text: text.replace("张伟".encode(), "张_x0000_伟".encode()))


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_a_character_that_no_text_may_hold_is_told_of_its_row(desk: Desk, name: str) -> None:
    found = desk.sent(with_nul(name), kind="customers", name=name)
    (error,) = found["errors"]
    assert (found["status"], error["row"], error["column"], found["valid"]) == ("ready", 2, "客户名称", 1)
    assert "type the text anew" in error["message"]
    assert found["preview"][0]["values"]["name"] == "张\ufffd伟"
    assert desk.confirmed(found["id"])["status"] == "saved"


def test_a_head_with_such_a_character_heads_nothing_and_is_shown(desk: Desk) -> None:
    heads = [*NO_NUL, "手\0机号"]
    found = desk.sent(old_table([heads, ["C-1", "张伟", "13800000000"]]), kind="customers", name="a.xls")
    assert (found["status"], found["valid"], found["ignored"]) == ("ready", 1, ["手\ufffd机号"])


def test_no_kind_of_list_is_left_unread_for_such_a_character(desk: Desk) -> None:
    who, room = desk.stage.customer.code, desk.stage.room.code
    lists: list[tuple[str, str, list[str], list[object]]] = [
        ("rooms", "clerk", ["楼宇", "房间代码", "楼层"], ["B\0", "A-1", 1]),
        ("occupancies", "clerk", LEASE, [f"{room}\0", who, "业主", "2026-01-01"]),
        ("charges", "finance", HEAD, [who, "物\0业费", None, 1, "2026-01-01"]),
        ("prepayments", "cashier", ["客户编号", "金额"], [f"{who}\0", 1]),
        ("deposits", "cashier", ["客户编号", "保证金类别", "金额"], [who, "装修\0", 1]),
    ]
    for kind, desk_of, heads, line in lists:
        found = desk.sent(old_table([heads, line]), kind=kind, name="a.xls", who=desk_of)
        assert (found["status"], len(found["errors"])) == ("ready", 1), kind


LEASE = ["房间代码", "客户编号", "迁入性质", "迁入日期"]
