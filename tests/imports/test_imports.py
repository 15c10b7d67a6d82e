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


def test_a_file_headed_like_the_template_loses_no_column_to_an_earlier_one_with_fewer(desk: Desk) -> None:
    who = desk.stage.customer.code
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office).code
    few = table([["客户编号", "收费项目", "金额", "应收日期"], [who, "物业费", 1, "2026-10-31"]])
    desk.confirmed(desk.sent(few, kind="charges", who="finance")["id"], "finance")
    head = ["客户编号", "房间代码", "收费项目", "费用月份", "金额", "应收日期"]
    full = table([head, [who, room, "物业费", "2026-11", 2, "2026-11-30"]])
    desk.confirmed(desk.sent(full, kind="charges", who="finance")["id"], "finance")
    with statements() as sql:
        row = sql.one(
            "SELECT period, r.code FROM charge c JOIN room r ON r.id = c.room_id WHERE c.office_id = %s",
            [desk.stage.office.id],
        )
    assert row == {"period": "2026-11", "code": room}


def test_whoever_names_one_column_keeps_the_others_and_is_told_which_fill_nothing(desk: Desk) -> None:
    head = ["编号", "姓名X", "手机号", "客户类别", "地址", "车位", "车位"]
    line = ["M-1", "周敏", "13800000000", "租户", "一街 1 号", "B1", "B2"]
    found = desk.sent(table([head, line]), kind="customers", mapping={"code": "编号", "name": "姓名X"})
    assert found["ignored"] == ["车位", "车位"]
    assert found["mapping"] == {
        "code": "编号",
        "name": "姓名X",
        "kind": "客户类别",
        "phone": "手机号",
        "address": "地址",
    }
    desk.confirmed(found["id"])
    customer = answer(desk.stage.send("clerk", "GET", "/customers/M-1"), 200)
    assert (customer["kind"], customer["address"]) == ("tenant", "一街 1 号")


def test_columns_named_once_are_known_again_beside_others_and_without_them(desk: Desk) -> None:
    mapping = {"code": "编号", "name": "姓名X", "phone": "备用号码"}
    heads = ["编号", "姓名X", "备用号码"]
    made = desk.sent(table([heads, ["N-1", "周敏", "13800000000"]]), kind="customers", mapping=mapping)
    desk.confirmed(made["id"])
    again = desk.sent(table([["编号", "姓名X", "手机号"], ["N-2", "王五", "13900000000"]]), kind="customers")
    assert again["mapping"] == {"code": "编号", "name": "姓名X", "phone": "手机号"}
    assert (again["valid"], again["ignored"]) == (1, [])


def test_the_example_of_the_documentation_reads_a_list_whose_other_columns_are_the_templates(
    desk: Desk,
) -> None:
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office).code
    head = ["房号", "租客编号", "迁入性质", "迁入日期"]
    line = [room, desk.stage.customer.code, "租户", "2026-11-01"]
    mapping = {"room": "房号", "customer": "租客编号"}
    found = desk.sent(table([head, line]), kind="occupancies", mapping=mapping)
    assert (found["status"], found["valid"]) == ("ready", 1)


def test_a_column_that_was_named_for_one_field_fills_no_other(desk: Desk) -> None:
    """迁出日期 is the last day by its name; here the office says that it is the first day after."""
    with transaction() as work:
        room = makers.make_room(work, desk.stage.office).code
    head = ["房间代码", "客户编号", "迁入性质", "迁入日期", "迁出日期"]
    line = [room, desk.stage.customer.code, "租户", "2026-01-01", "2026-12-31"]
    content = table([head, line])
    found = desk.sent(content, kind="occupancies", mapping={"until": "迁出日期"})
    assert (found["valid"], found["mapping"]["until"]) == (1, "迁出日期")
    assert "last_day" not in found["mapping"]


def test_a_column_named_once_for_one_list_takes_no_end_from_a_later_list_that_is_headed_as_ours(
    desk: Desk,
) -> None:
    with transaction() as work:
        rooms = [makers.make_room(work, desk.stage.office).code for _ in range(3)]
    who = desk.stage.customer.code
    head = ["房间代码", "客户编号", "迁入性质", "迁入日期", "迁出日期", "止于（不含当日）"]
    lines = [[room, who, "租户", "2026-01-01"] for room in rooms]
    once = table([head[:5], [*lines[0], "2026-12-31"]])
    desk.confirmed(desk.sent(once, kind="occupancies", mapping={"until": "迁出日期"})["id"])
    later = table([head, [*lines[1], "", "2027-01-01"], [*lines[2], "2027-01-31", ""]])
    found = desk.sent(later, kind="occupancies")
    assert (found["mapping"]["last_day"], found["mapping"]["until"]) == (head[4], head[5])
    assert found["ignored"] == []
    desk.confirmed(found["id"])
    with statements() as sql:
        rows = sql.all(
            "SELECT until::text FROM occupancy WHERE office_id = %s ORDER BY until", [desk.stage.office.id]
        )
    assert [row["until"] for row in rows] == ["2026-12-31", "2027-01-01", "2027-02-01"]


def test_a_column_named_once_is_preferred_again_to_the_one_that_bears_the_fields_name(desk: Desk) -> None:
    head = ["客户编号", "客户名称", "手机号", "备用号码"]
    first = table([head, ["P-1", "周敏", "13800000000", "13900000000"]])
    made = desk.sent(first, kind="customers", mapping={"phone": "备用号码"})
    desk.confirmed(made["id"])
    again = desk.sent(table([head, ["P-2", "王五", "13800000001", "13900000001"]]), kind="customers")
    assert (again["mapping"]["phone"], again["ignored"]) == ("备用号码", ["手机号"])
