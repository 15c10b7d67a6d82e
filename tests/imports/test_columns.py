"""Where two columns could fill one field, none is guessed."""

from typing import Any

import pytest

from service.transaction import statements, transaction
from tests import makers
from tests.imports.books import table
from tests.imports.conftest import Desk
from tests.stage import answer

ITEM, DUE = "收费项目", "应收日期"


def debt(desk: Desk, *sums: tuple[str, int]) -> bytes:
    head, line = zip(*sums, strict=True)
    return table([["客户编号", ITEM, *head, DUE], [desk.stage.customer.code, "物业费", *line, "2026-11-01"]])


def refusal(desk: Desk, content: bytes, **more: Any) -> str:
    said = answer(desk.send(content, **more), 422)
    assert (said["code"], said["rule"]) == ("not_so", "columns_mapped")
    return str(said["detail"])


def sums(desk: Desk) -> list[int]:
    with statements() as sql:
        rows = sql.all("SELECT amount_fen FROM charge WHERE office_id = %s", [desk.stage.office.id])
    return [row["amount_fen"] for row in rows]


def test_of_two_columns_for_the_sum_none_is_guessed(desk: Desk) -> None:
    content = debt(desk, ("金额", 1000), ("已收", 400), ("余额", 600))
    said = refusal(desk, content, kind="charges", who="finance")
    assert "金额, 余额" in said and "`mapping`" in said


def test_whoever_says_which_of_them_is_the_sum_is_heard(desk: Desk) -> None:
    content = debt(desk, ("金额", 1000), ("已收", 400), ("余额", 600))
    found = desk.sent(content, kind="charges", who="finance", mapping={"amount": "余额"})
    assert (found["errors"], found["ignored"]) == ([], ["金额", "已收"])
    desk.confirmed(found["id"], "finance")
    assert sums(desk) == [60_000]


def test_a_list_of_one_column_confirmed_before_decides_nothing_between_two(desk: Desk) -> None:
    before = desk.sent(debt(desk, ("金额", 1)), kind="charges", who="finance")
    desk.confirmed(before["id"], "finance")
    assert "余额" in refusal(desk, debt(desk, ("金额", 2), ("余额", 1)), kind="charges", who="finance")


@pytest.mark.parametrize("mapping", [None, {"amount": "金额"}])
def test_of_two_columns_of_one_name_none_is_guessed(desk: Desk, mapping: dict[str, str] | None) -> None:
    more = {} if mapping is None else {"mapping": mapping}
    content = debt(desk, ("金额", 1000), ("已收", 400), ("金额", 600))
    assert "rename" in refusal(desk, content, kind="charges", who="finance", **more)


def test_a_column_that_bears_the_fields_own_name_goes_before_one_that_may_be_it(desk: Desk) -> None:
    with transaction() as work:
        building = makers.make_building(work, desk.stage.office).code
    found = desk.sent(table([["楼宇", "房号", "房间代码", "楼层"], [building, "101", "A-101", 1]]))
    assert (found["mapping"]["code"], found["ignored"]) == ("房间代码", ["房号"])


def test_of_two_columns_that_only_may_be_the_field_none_is_guessed(desk: Desk) -> None:
    content = table(
        [["客户编号", "客户名称", "电话", "联系电话"], ["C-1", "张伟", "13800000000", "82340000"]]
    )
    assert "电话, 联系电话" in refusal(desk, content, kind="customers")
    found = desk.sent(content, kind="customers", mapping={"phone": "联系电话"})
    assert (found["errors"], found["mapping"]["phone"]) == ([], "联系电话")
    desk.confirmed(found["id"])
    assert desk.sent(content, kind="customers")["mapping"]["phone"] == "联系电话"
