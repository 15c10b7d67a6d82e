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


def test_whoever_leaves_on_a_day_still_lives_there_on_it_as_the_list_of_leases_means(desk: Desk) -> None:
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office)
        tenant = makers.make_customer(work, desk.stage.office, kind="tenant").code
    head = ["房间代码", "客户编号", "迁入性质", "迁入日期", "迁出日期", "止于（不含当日）"]
    lines = [
        [room.code, tenant, "租户", "2024-01-01", "2024-12-31", ""],
        [room.code, tenant, "租户", "2025-01-01", "2025-12-31", "2026-01-01"],
        [room.code, tenant, "租户", "2026-01-01", "2026-12-31", "2026-12-31"],
        [room.code, tenant, "租户", "2026-01-01", "9999-12-31", ""],
    ]
    found = desk.sent(table([head, *lines]), kind="occupancies")
    assert [(error["row"], error["column"]) for error in found["errors"]] == [
        (4, "止于（不含当日）"),
        (5, "迁出日期"),
    ]
    desk.confirmed(found["id"])
    with statements() as sql:
        rows = sql.all("SELECT until::text FROM occupancy WHERE room_id = %s ORDER BY since", [room.id])
    assert [row["until"] for row in rows] == ["2025-01-01", "2026-01-01"]


def test_a_list_of_tenants_moves_them_in_with_their_leases_end(desk: Desk) -> None:
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office)
        tenant = makers.make_customer(work, desk.stage.office, kind="tenant").code
    head = ["房号", "客户", "迁入性质", "入住日期", "租约到期"]
    line = [room.code, tenant, "租户", "2026-01-01", "2026-12-31"]
    found = desk.sent(table([head, line]), kind="moves")
    assert desk.confirmed(found["id"])["status"] == "saved"
    with statements() as sql:
        row = sql.one("SELECT until::text FROM occupancy WHERE room_id = %s", [room.id])
    assert row == {"until": "2027-01-01"}


def test_a_profile_and_both_areas_come_in_by_the_names_that_people_use(desk: Desk) -> None:
    profile = ["客户编号", "客户名", "传真", "邮箱", "行业", "职位"]
    found = desk.sent(
        table([profile, ["K-1", "周敏", "02088886666", "zm@example.com", "零售", "店长"]]), kind="customers"
    )
    assert found["preview"][0]["values"]["fax"] == "****6666"
    desk.confirmed(found["id"])
    customer = answer(desk.stage.send("clerk", "GET", "/customers/K-1"), 200)
    assert (customer["name"], customer["industry"], customer["job_title"]) == ("周敏", "零售", "店长")
    areas = [*ROOMS, "使用面积"]
    with transaction() as work:
        building = makers.make_building(work, desk.stage.office).code
    found = desk.sent(table([areas, [building, "U-1", 1, 89.5, 71.25]]))
    desk.confirmed(found["id"])
    assert answer(desk.stage.send("clerk", "GET", "/rooms/U-1"), 200)["usable_area"] == 7125
