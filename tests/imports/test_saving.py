"""What a confirmed import writes: all of it, once, whoever dies, and nothing that the person may not."""

import pytest

from schemas.words import IMPORT_KINDS
from service.queries.register.balances import book_differences
from service.queries.register.ledger import ledger_faults
from service.transaction import statements, transaction
from service.usecases.register_imports.save_import import save_import
from service.usecases.timers.clean_up import clean_up
from tests import makers
from tests.imports.books import table
from tests.imports.conftest import Desk
from tests.imports.test_imports import rooms
from tests.stage import Stage, answer
from tests.workers.town import dies_at
from workers.deliver import run_batch
from workers.outbox import take

CUSTOMERS = ["客户编号", "客户名称", "手机号", "身份证号"]


def test_killed_in_the_middle_it_left_nothing_and_the_next_worker_saves_all(desk: Desk) -> None:
    made = desk.sent(rooms(desk, 150))
    before = desk.rows("room")
    answer(desk.confirm(made["id"]), 202)
    batch = desk.handed(made["id"])
    assert dies_at("import_half", lambda: run_batch(batch))
    found = desk.read(made["id"])
    assert (found["status"], found["done"], desk.rows("room")) == ("saving", 100, before)
    lapse(made["id"])
    desk.work(made["id"])
    assert (desk.read(made["id"])["status"], desk.rows("room")) == ("saved", before + 150)


def test_debts_half_saved_by_the_dead_are_in_no_book_and_then_in_all(desk: Desk) -> None:
    who, known = desk.stage.customer.code, faults()
    heads = ["客户编号", "收费项目", "金额", "应收日期"]
    debts = [[who, "物业费", 250.6, "2026-10-31"] for _ in range(120)]
    made = desk.sent(table([heads, *debts]), kind="charges", who="finance")
    answer(desk.confirm(made["id"], "finance"), 202)
    assert dies_at("import_half", lambda: run_batch(desk.handed(made["id"])))
    assert (desk.rows("charge"), faults()) == (0, known)
    lapse(made["id"])
    desk.work(made["id"])
    assert (desk.rows("charge"), faults()) == (120, known)


def faults() -> list[object]:
    """Other tests of the same database break their own books on purpose."""
    with statements() as sql:
        return [*ledger_faults(sql), *book_differences(sql)]


def test_two_workers_at_one_import_save_it_once(desk: Desk) -> None:
    """The second was given it because the first was thought dead."""
    made = desk.sent(rooms(desk, 5))
    before = desk.rows("room")
    answer(desk.confirm(made["id"]), 202)
    with statements() as sql:
        [row] = take(sql, desk.handed(made["id"]), owner="first", lease=45)
    said = [save_import(row.effect, None) for _ in range(2)]  # type: ignore[arg-type]
    assert [each.outcome for each in said] == ["saved", "known"]  # type: ignore[union-attr]
    assert desk.rows("room") == before + 5


def test_a_row_that_fails_by_now_keeps_all_others_out_and_is_shown(desk: Desk) -> None:
    content = rooms(desk, 3)
    first, second = desk.sent(content), desk.sent(content)
    before = desk.rows("room")
    assert desk.confirmed(first["id"])["status"] == "saved"
    late = desk.confirmed(second["id"])
    assert (late["status"], late["valid"], desk.rows("room")) == ("ready", 0, before + 3)
    assert {each["column"] for each in late["errors"]} == {""}
    assert "B-0000" in late["errors"][0]["message"]
    said = answer(desk.confirm(second["id"]), 422)
    assert said["rule"] == "rows_valid"


def test_a_code_that_stands_twice_in_the_file_is_found_beforehand(desk: Desk) -> None:
    shown = desk.sent(table([CUSTOMERS, ["C-1", "张伟"], ["C-1", "李娜"]]), kind="customers")
    assert (shown["rows"], shown["valid"]) == (2, 1)
    assert [each["row"] for each in shown["errors"]] == [3]


def test_every_kind_of_list_is_saved(desk: Desk) -> None:
    room, who = desk.stage.room.code, desk.stage.customer.code
    stays = ["房间代码", "客户编号", "迁入性质", "迁入日期"]
    debts = ["客户编号", "收费项目", "金额", "应收日期", "房号"]
    lists = {
        "buildings": ("clerk", [["楼宇", "楼宇名称"], ["A-9", "九栋"]]),
        "occupancies": ("clerk", [stays, [room, who, "业主", "2026-01-01"]]),
        "moves": ("clerk", [stays, [room, who, "租户", "2026-02-01"]]),
        "charges": ("finance", [debts, [who, "物业费", 250.6, "2026-10-31", room]]),
        "prepayments": ("cashier", [["客户编号", "金额", "收款方式"], [who, "1,000.00", "微信"]]),
        "deposits": ("cashier", [["客户编号", "保证金类别", "金额", "房间代码"], [who, "装修", 2000, room]]),
    }
    for kind, (desk_name, cells) in lists.items():
        shown = desk.sent(table(cells), kind=kind, who=desk_name)
        assert (shown["status"], shown["errors"]) == ("ready", []), kind
        assert desk.confirmed(shown["id"], desk_name)["status"] == "saved", kind
    assert desk.rows("occupancy") == 2
    assert (desk.rows("charge"), desk.rows("prepayment"), desk.rows("deposit")) == (1, 1, 1)
    with statements() as sql:
        sums = sql.all(
            "SELECT book, sum(amount_fen)::bigint AS fen FROM book_entry WHERE office_id = %s GROUP BY book",
            [desk.stage.office.id],
        )
    assert {row["book"]: row["fen"] for row in sums} == {
        "charge": 25060,
        "prepayment": 100_000,
        "deposit": 200_000,
    }


def test_money_is_the_cashiers_and_another_office_sees_nothing(desk: Desk, elsewhere: Stage) -> None:
    cells = [["客户编号", "保证金类别", "金额"], [desk.stage.customer.code, "装修", 2000]]
    assert answer(desk.send(table(cells), kind="deposits"), 403)["code"] == "not_you"
    made = desk.sent(table(cells), kind="deposits", who="cashier")
    assert answer(desk.confirm(made["id"]), 403)["code"] == "not_you"
    stranger = elsewhere.who("cashier").headers
    for method, path in (("GET", ""), ("POST", "/confirm")):
        path = f"/api/v1/imports/{made['id']}{path}"
        answer(desk.stage.client.open(path, method=method, headers=stranger), 404)
    assert answer(elsewhere.send("cashier", "GET", "/imports"), 200)["items"] == []
    listed = answer(desk.stage.send("cashier", "GET", "/imports?kind=deposits&status=ready"), 200)
    assert [each["id"] for each in listed["items"]] == [made["id"]]


def test_whoever_lost_the_desk_meanwhile_saves_nothing(desk: Desk) -> None:
    made = desk.sent(rooms(desk, 2))
    before = desk.rows("room")
    answer(desk.confirm(made["id"]), 202)
    with statements() as sql:
        sql.execute(
            "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s",
            [desk.stage.who("clerk").id],
        )
    desk.work(made["id"])
    assert desk.rows("room") == before


def test_the_columns_confirmed_last_count_for_the_next_file(desk: Desk) -> None:
    heads = ["号码", "称呼"]
    mapping = {"code": "号码", "name": "称呼"}
    unknown = answer(desk.send(table([heads, ["C-1", "张伟"]]), kind="customers"), 422)
    assert unknown["rule"] == "columns_mapped" and "号码" in unknown["detail"]
    first = desk.sent(table([heads, ["C-1", "张伟"]]), kind="customers", mapping=mapping)
    assert desk.confirmed(first["id"])["mapping"] == mapping
    second = desk.sent(table([heads, ["C-2", "李娜"]]), kind="customers")
    assert (second["status"], second["mapping"], second["valid"]) == ("ready", mapping, 1)
    usual = desk.sent(table([CUSTOMERS, ["C-3", "王强"]]), kind="customers")
    assert usual["valid"] == 1


@pytest.mark.parametrize(
    "mapping", [{"colour": "号码"}, {"code": "没有"}, {"code": 5}, [], {}, "x", {"code": ""}], ids=str
)
def test_a_mapping_of_nothing_is_refused(desk: Desk, mapping: object) -> None:
    said = answer(desk.send(table([CUSTOMERS, ["C-1", "张伟"]]), kind="customers", mapping=mapping), 422)
    assert said["code"] == "invalid" and said["errors"][0]["field"].startswith("mapping")


def test_telephones_and_identity_numbers_stand_nowhere_in_plain(desk: Desk) -> None:
    phone, number = "13911112222", "110101199003070038"
    shown = desk.sent(table([CUSTOMERS, ["C-1", "张伟", phone, number]]), kind="customers")
    assert shown["preview"][0]["values"]["phone"] == "****2222"
    assert kept_text(phone) == kept_text(number) == 0
    desk.confirmed(shown["id"])
    wrong = desk.sent(table([CUSTOMERS, ["C-2", "李娜", f"{phone}x", int(number)]]), kind="customers")
    assert wrong["valid"] == 0 and phone not in str(wrong["errors"])
    assert kept_text(phone) == 0


def kept_text(word: str) -> int:
    with statements() as sql:
        row = sql.one("SELECT count(*) AS n FROM import_job x WHERE x::text LIKE %s", [f"%{word}%"])
    return int(row["n"]) if row else 0


def test_a_file_that_nobody_confirms_is_gone_after_a_week(desk: Desk) -> None:
    made = desk.sent(rooms(desk, 1))
    with statements() as sql:
        sql.execute(
            "UPDATE import_job SET created_at = created_at - interval '8 days' WHERE id = %s", [made["id"]]
        )
    clean_up()
    assert desk.read(made["id"])["status"] == "expired"
    assert answer(desk.confirm(made["id"]), 409)["code"] == "not_now"


def test_a_saved_import_is_not_saved_again(desk: Desk) -> None:
    made = desk.confirmed(desk.sent(rooms(desk, 1))["id"])
    assert answer(desk.confirm(made["id"]), 409)["code"] == "not_now"


def test_a_dry_run_takes_nothing(desk: Desk) -> None:
    content = rooms(desk, 1)
    response = desk.send(content, query="dry_run=true")
    assert response.status_code == 202 and response.headers["Dry-Run"] == "true"
    assert desk.rows("import_job") == 0


@pytest.mark.parametrize("kind", IMPORT_KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_taken_as_it_is(desk: Desk, kind: str, lang: str) -> None:
    who = {"charges": "finance", "prepayments": "cashier", "deposits": "cashier"}.get(kind, "clerk")
    headers = {**desk.stage.who(who).headers, "Accept-Language": lang}
    got = desk.stage.client.get(f"/api/v1/imports/template.xlsx?kind={kind}", headers=headers)
    assert got.status_code == 200 and "attachment" in got.headers["Content-Disposition"]
    shown = desk.sent(got.get_data(), kind=kind, who=who)
    assert (shown["status"], shown["rows"]) == ("ready", 0)


def lapse(import_id: str) -> None:
    """As if the lease of the dead had passed."""
    with statements() as sql:
        sql.execute(
            """UPDATE outbox SET status = 'ready', lease_until = NULL, batch = NULL, due_at = guanjia_now()
                WHERE payload ->> 'argument' = %s AND status = 'running'""",
            [import_id],
        )


@pytest.fixture
def elsewhere(desk: Desk) -> Stage:
    with transaction() as work:
        office = makers.make_office(work)
        room = makers.make_room(work, office)
        return Stage(desk.stage.app, office, room, makers.make_customer(work, office))
