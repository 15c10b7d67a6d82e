"""Lists brought in: sent, shown row by row, then saved as a whole or not at all."""

import xlsxwriter

from service.transaction import statements, transaction
from tests import makers
from tests.imports.books import book, table
from tests.imports.conftest import Desk
from tests.stage import answer

ROOMS = ["楼宇", "房间代码", "楼层", "建筑面积"]


def rooms(desk: Desk, count: int, *, head: list[str] | None = None) -> bytes:
    with transaction() as work:
        building = makers.make_building(work, desk.stage.office).code
    return table([head or ROOMS, *([building, f"B-{n:04}", 1 + n % 30, 89.5] for n in range(count))])


def refused(desk: Desk, content: bytes, **more: str) -> dict[str, object]:
    return answer(desk.send(content, **more), 422)


def test_rooms_are_sent_shown_and_saved(desk: Desk) -> None:
    before = desk.rows("room")
    found = desk.sent(rooms(desk, 3))
    assert (found["status"], found["rows"], found["valid"], found["errors"]) == ("ready", 3, 3, [])
    assert found["preview"][0]["values"]["code"] == "B-0000"
    assert desk.rows("room") == before
    saved = desk.confirmed(found["id"])
    assert (saved["status"], saved["done"]) == ("saved", 3)
    assert desk.rows("room") == before + 3
    with statements() as sql:
        row = sql.one(
            "SELECT gross_area, floor FROM room WHERE code = 'B-0000' AND office_id = %s",
            [desk.stage.office.id],
        )
    assert row == {"gross_area": 8950, "floor": 1}


def test_r_occ_30_only_sheet1_is_recognised(desk: Desk) -> None:
    def on_sheet2(made: xlsxwriter.Workbook, _sheet: object) -> None:
        made.add_worksheet("Sheet2").write_row(0, 0, ["房间代码", "客户编号", "迁入性质", "迁入日期"])

    said = refused(desk, book(on_sheet2), kind="occupancies")
    assert (said["code"], said["rule"], said["detail"]) == ("not_so", "sheet1_filled", "Sheet1 is empty")
    assert desk.rows("import_job") == desk.rows("occupancy") == 0


def test_a_list_of_imports_stays_small_however_wrong_their_files_are(desk: Desk) -> None:
    lines = [["没有这一栋", f"B-{n:04}", 1, 89.5] for n in range(30)]
    made = desk.sent(table([ROOMS, *lines]))
    (listed,) = answer(desk.stage.send("clerk", "GET", "/imports"), 200)["items"]
    assert (len(made["errors"]), len(listed["errors"])) == (30, 20)


def test_r_occ_31_columns_are_mapped_20_rows_shown_and_the_18_valid_saved(desk: Desk) -> None:
    with transaction() as work:
        building = makers.make_building(work, desk.stage.office)
        for n in range(20):
            makers.make_room(work, desk.stage.office, building_id=building.id, code=f"R-{n}")
    who = desk.stage.customer.code
    lines = [[f"R-{n}", who, "租户", "2026-11-01"] for n in range(20)]
    lines[4][0], lines[7][3] = "R-99", "下个月"
    content = table([["房号", "租客编号", "性质", "入住"], *lines])
    mapping = {"room": "房号", "customer": "租客编号", "nature": "性质", "since": "入住"}
    shown = desk.sent(content, kind="occupancies", mapping=mapping)
    assert (shown["rows"], shown["valid"]) == (20, 18)
    assert [(each["sheet"], each["row"], each["column"]) for each in shown["errors"]] == [
        ("Sheet1", 6, "房号"),
        ("Sheet1", 9, "入住"),
    ]
    assert all(each["message"] for each in shown["errors"])
    assert desk.confirmed(shown["id"])["status"] == "saved"
    assert desk.rows("occupancy") == 18
