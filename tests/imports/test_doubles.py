"""The same list twice, or the same line twice in a list: told row by row before it is saved."""

import pytest

from service.transaction import Row, transaction
from tests import makers
from tests.imports.books import table
from tests.imports.conftest import Desk
from tests.stage import answer

CHARGES = ["客户编号", "收费项目", "费用月份", "金额", "应收日期", "房间代码"]
PREPAYMENTS = ["客户编号", "金额", "收款方式"]
DEPOSITS = ["客户编号", "保证金类别", "金额"]


def warned(found: Row) -> list[int]:
    assert found["errors"] == []
    rows = [each["row"] for each in found["warnings"]]
    assert found["warned"] == len(set(rows)) and all(each["message"] for each in found["warnings"])
    return rows


def lines_of(desk: Desk, kind: str) -> tuple[str, list[list[object]]]:
    """Whose desk, and one line under its header."""
    who, room = desk.stage.customer.code, desk.stage.room.code
    return {
        "charges": ("finance", [CHARGES, [who, "物业费", "2026-10", 250.6, "2026-10-31", room]]),
        "prepayments": ("cashier", [PREPAYMENTS, [who, 1000, "微信"]]),
        "deposits": ("cashier", [DEPOSITS, [who, "装修", 2000]]),
    }[kind]


@pytest.mark.parametrize("kind", ["charges", "prepayments", "deposits"])
def test_a_list_that_was_saved_before_is_told_row_by_row_and_saved_if_confirmed(
    desk: Desk, kind: str
) -> None:
    who, lines = lines_of(desk, kind)
    content, table_name = table(lines), kind.removesuffix("s")
    first = desk.sent(content, kind=kind, who=who)
    assert warned(first) == []
    desk.confirmed(first["id"], who)
    again = desk.sent(content, kind=kind, who=who)
    assert (again["status"], again["valid"], warned(again)) == ("ready", 1, [2])
    (listed, *_) = answer(desk.stage.send(who, "GET", "/imports"), 200)["items"][-1:]
    assert listed["warnings"][0]["row"] == 2
    assert desk.confirmed(again["id"], who)["status"] == "saved"
    assert desk.rows(table_name) == 2


@pytest.mark.parametrize("kind", ["charges", "prepayments", "deposits"])
def test_a_line_that_stands_in_the_list_twice_is_told_with_the_row_that_it_repeats(
    desk: Desk, kind: str
) -> None:
    who, (head, line) = lines_of(desk, kind)
    other = [desk.stage.neighbour().code, *line[1:5]]
    found = desk.sent(table([head, line, other, line]), kind=kind, who=who)
    assert warned(found) == [4]
    assert "row 2" in found["warnings"][0]["message"]


def test_a_rooms_month_that_stands_in_the_list_twice_is_told_whatever_the_sums(desk: Desk) -> None:
    who, (head, line) = lines_of(desk, "charges")
    other, neighbours = [*line[:3], 250.7, *line[4:]], [desk.stage.neighbour().code, *line[1:]]
    found = desk.sent(table([head, line, other, neighbours, line]), kind="charges", who=who)
    assert warned(found) == [3, 4, 5]
    assert [each["message"][:5] for each in found["warnings"]] == ["Row 2", "Row 2", "This "]


def test_a_line_that_is_named_otherwise_the_second_time_is_told(desk: Desk) -> None:
    who, (head, line) = lines_of(desk, "charges")
    body = {"name": "物业费", "kind": "management"}
    item = answer(desk.stage.send(who, "POST", "/charge-items", body), 201)["id"]
    ids = [str(desk.stage.customer.id), item, *line[2:5], str(desk.stage.room.id)]
    found = desk.sent(table([head, line, ids]), kind="charges", who=who)
    assert warned(found) == [3]
    assert found["warnings"][0]["message"].startswith("This is the same as row 2")


def test_debts_that_only_look_alike_are_not_told(desk: Desk) -> None:
    who, (head, line) = lines_of(desk, "charges")
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office).code
    others = [
        [line[0], "水费", *line[2:]],
        [*line[:2], "2026-09", *line[3:]],
        [*line[:5], room],
        [*line[:2], None, *line[3:5], None],
        [*line[:2], None, line[3], "2026-11-30", None],
    ]
    desk.confirmed(desk.sent(table([head, line]), kind="charges", who=who)["id"], who)
    assert warned(desk.sent(table([head, *others]), kind="charges", who=who)) == []


def test_a_debt_of_no_room_and_no_month_is_known_by_its_due_day(desk: Desk) -> None:
    who, (head, line) = lines_of(desk, "charges")
    bare = table([head, [*line[:2], None, *line[3:5], None]])
    desk.confirmed(desk.sent(bare, kind="charges", who=who)["id"], who)
    assert warned(desk.sent(bare, kind="charges", who=who)) == [2]


def test_a_month_that_was_charged_before_with_another_sum_is_told(desk: Desk) -> None:
    who, (head, line) = lines_of(desk, "charges")
    desk.confirmed(desk.sent(table([head, line]), kind="charges", who=who)["id"], who)
    other = [*line[:3], 99, *line[4:]]
    assert warned(desk.sent(table([head, other]), kind="charges", who=who)) == [2]


def test_what_was_taken_back_is_no_double(desk: Desk) -> None:
    who, lines = lines_of(desk, "charges")
    desk.confirmed(desk.sent(table(lines), kind="charges", who=who)["id"], who)
    (row,) = answer(desk.stage.send(who, "GET", "/charges"), 200)["items"]
    said = {"reason": "录错"}
    answer(desk.stage.send(who, "POST", f"/charges/{row['id']}/reverse", said, version=row["version"]), 200)
    assert warned(desk.sent(table(lines), kind="charges", who=who)) == []
