"""While a long file is looked at, everybody else goes on working."""

from uuid import UUID

from service.transaction import statements, transaction
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.kinds import KINDS
from service.usecases.register_imports.rows import Target
from service.usecases.register_imports.try_rows import Tried, try_rows
from service.visibility import caller_of_account
from tests import makers
from tests.imports.books import table
from tests.imports.conftest import Desk
from tests.stage import answer

STAYS = ["房间代码", "客户编号", "迁入性质", "迁入日期"]


def test_a_preview_holds_no_row_while_it_goes_on(desk: Desk) -> None:
    """With all its rows in one transaction everybody waited for the last one, two minutes for 6,000."""
    room, who = desk.stage.room, desk.stage.customer
    owners = [[room.code, who.code, "owner", "2026-02-01"]]
    rest = [[makers.unique("none"), who.code, "owner", "2026-01-01"] for _ in range(99)]
    met = []

    def beat(done: int) -> None:
        with transaction() as work:
            work.sql.execute("SELECT FROM room WHERE id = %s FOR UPDATE NOWAIT", [room.id])
            work.sql.execute("SELECT FROM customer WHERE id = %s FOR UPDATE NOWAIT", [who.id])
        body = {"room": str(room.id), "customer": str(who.id), "on": "2026-03-01", "nature": "owner"}
        answer(desk.stage.send("clerk", "POST", "/moves", body), 201)
        met.append(done)

    tried = tries(desk, "moves", ["room", "customer", "nature", "on"], owners + rest, beat=beat)
    assert (met, len(tried.wrong_rows)) == ([100], 99)
    assert desk.rows("occupancy") == 1


def test_a_code_is_free_for_others_while_the_file_that_holds_it_is_looked_at(desk: Desk) -> None:
    def beat(done: int) -> None:
        body = {"office": desk.stage.office.code, "code": "C-0", "name": "张伟"}
        answer(desk.stage.send("clerk", "POST", "/customers", body), 201)

    tries(desk, "customers", ["code", "name"], [[f"C-{n}", "李娜"] for n in range(100)], beat=beat)
    assert desk.rows("customer") == 2


def test_rows_of_one_room_see_each_other_however_far_apart_they_stand(desk: Desk) -> None:
    room, who = desk.stage.room.code, desk.stage.customer.code
    first = [room, who, "业主", "2026-01-01"]
    between = [[makers.unique("none"), who, "业主", "2026-01-01"] for _ in range(120)]
    shown = desk.sent(table([STAYS, first, *between, first]), kind="occupancies")
    assert shown["preview"][0]["valid"]
    assert [each["row"] for each in shown["errors"]][-1] == 123
    assert shown["valid"] == 1


def test_more_rows_of_one_room_than_are_tried_together_are_named(desk: Desk) -> None:
    room, who = desk.stage.room.code, desk.stage.customer.code
    rows = [[room, who, "租户", f"2026-01-{day:02}"] for day in range(1, 27)] * 2
    shown = desk.sent(table([STAYS, *rows]), kind="moves")
    assert "50" in [each["message"] for each in shown["errors"] if each["row"] == 53][0]


def tries(desk: Desk, kind: str, fields: list[str], rows: list[list[str]], *, beat: object) -> Tried:
    found = Columns(fields, {name: at for at, name in enumerate(fields)}, list(enumerate(rows, 2)))  # type: ignore[arg-type]
    with statements() as sql:
        actor = caller_of_account(sql, UUID(desk.stage.who("clerk").id))
    assert actor is not None
    return try_rows(Target(KINDS[kind], desk.stage.office.id, actor), found, beat=beat)  # type: ignore[arg-type]
