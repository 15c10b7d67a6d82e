"""The demo data are those of the contract, the same every time."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from service.models.account import Account
from service.passwords import password_fits
from service.queries.register.balances import book_differences
from service.transaction import Work, transaction
from service.usecases.register.charge_rooms import charge_rooms
from service.usecases.register.start_charge_run import NewChargeRun, start_charge_run
from service.usecases.seed.books import MANAGEMENT_FEE, MONTHLY_FEN
from service.usecases.seed.demo import seed_id
from service.usecases.seed.load_demo import fill_demo
from service.usecases.seed.staff import DEMO_STAFF, PASSWORD
from tests import makers


class Undo(Exception):
    """Leaves the database as it was."""


@pytest.fixture(scope="module")
def demo(app: Flask) -> Iterator[Work]:
    with pytest.raises(Undo), transaction() as work:
        fill_demo(work)
        yield work
        raise Undo


def column(work: Work, query: Any, *values: object) -> list[Any]:
    return [next(iter(row.values())) for row in work.sql.all(query, values)]


def test_offices_stand_under_a_project_tree(demo: Work) -> None:
    query = """SELECT p.kind FROM office o JOIN office p ON p.id = o.parent_id
                WHERE o.code IN ('GZ01', 'GZ02') AND o.kind = 'office'"""
    assert column(demo, query) == ["project", "project"]


def test_building_a_1_has_64_rooms(demo: Work) -> None:
    query = """SELECT code FROM room WHERE gross_area = 8950 AND code LIKE 'A-1-%%'
                  AND office_id = (SELECT id FROM office WHERE code = 'GZ01') ORDER BY code"""
    codes = column(demo, query)
    assert (len(codes), codes[0], codes[-1]) == (64, "A-1-0101", "A-1-1604")


def test_zhang_wei_owes_three_months(demo: Work) -> None:
    query = """SELECT x.amount_fen FROM charge x JOIN customer c ON c.id = x.customer_id
                WHERE c.code = 'A-1-0101' AND c.name = '张伟' AND c.kind = 'owner'
                  AND x.balance_fen = x.amount_fen
                  AND x.due_on < (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date"""
    assert column(demo, query) == [25060] * 3


def test_zhang_wei_has_two_audited_deposits(demo: Work) -> None:
    query = """SELECT x.kind, x.amount_fen, r.username AS taken, a.username AS audited FROM deposit x
                 JOIN customer c ON c.id = x.customer_id JOIN account r ON r.id = x.received_by
                 JOIN account a ON a.id = x.audited_by WHERE c.code = 'A-1-0101' ORDER BY x.id"""
    people = {"taken": "cashier", "audited": "auditor"}
    assert demo.sql.all(query) == [
        {"kind": "other", "amount_fen": 200_000} | people,
        {"kind": "renovation", "amount_fen": 300_000} | people,
    ]


def test_the_four_customers_are_there(demo: Work) -> None:
    query = (
        "SELECT name || ' ' || kind FROM customer WHERE phone_masked LIKE '138****000_' ORDER BY id LIMIT 4"
    )
    assert column(demo, query) == ["张伟 owner", "李娜 tenant", "王强 resident", "陈静 buyer"]


def test_names_beyond_the_basic_plane_survive(demo: Work) -> None:
    query = "SELECT name FROM customer WHERE name IN ('刘㛃', '王䶮', '陈𠅤') ORDER BY name"
    assert set(column(demo, query)) == {"刘㛃", "王䶮", "陈𠅤"}


def test_every_account_holds_the_desk_it_is_named_after(demo: Work) -> None:
    query = """SELECT a.username || ' ' || h.desk || ' ' || o.code FROM account a
                 JOIN desk_holding h ON h.account_id = a.id JOIN office o ON o.id = h.office_id
                WHERE a.username = ANY(%s)"""
    found = set(column(demo, query, [member.username for member in DEMO_STAFF]))
    assert len(found) == 27
    assert {"clerk clerk GZ01", "engineering_lead2 engineering_lead GZ01", "clerk-gz02 clerk GZ02"} <= found


def test_the_password_opens_every_account(demo: Work) -> None:
    (stored,) = column(
        demo, "SELECT DISTINCT password_hash FROM account WHERE username = ANY(%s)", ["clerk", "hq2"]
    )
    assert password_fits(stored, PASSWORD)


def test_a_newcomer_charges_a_month_at_once_and_nobody_is_charged_twice_for_the_past(demo: Work) -> None:
    (office,) = column(demo, "SELECT id FROM office WHERE code = 'GZ01'")
    (account,) = column(demo, "SELECT id FROM account WHERE username = 'finance'")
    who = makers.caller_of(demo.session.get_one(Account, account), [("finance", office)])
    (month, before) = column(
        demo,
        """SELECT to_char(guanjia_now() AT TIME ZONE 'Asia/Shanghai' - make_interval(months => n), 'YYYY-MM')
             FROM generate_series(0, 1) n""",
    )
    with demo.session.begin_nested() as tried:
        for period, lines in ((month, 10), (before, 0)):
            order = NewChargeRun(period, items=(MANAGEMENT_FEE,), office=str(office))
            run = start_charge_run(demo, order, actor=who)
            charge_rooms(demo, run)
            found = column(demo, "SELECT amount_fen FROM charge WHERE run_id = %s", run)
            assert found == [MONTHLY_FEN] * lines
        tried.rollback()


def test_meters_of_three_rooms_have_been_read(demo: Work) -> None:
    query = """SELECT m.number || ' ' || count(*) FROM meter m JOIN meter_reading g ON g.meter_id = m.id
                 JOIN office o ON o.id = m.office_id WHERE o.code = 'GZ01' GROUP BY m.number ORDER BY 1"""
    assert column(demo, query) == [
        *("E-A-1-0101 2", "E-A-1-0102 2", "E-A-1-0103 1", "W-A-1-0101 2", "W-A-1-0102 2", "W-A-1-0103 2"),
    ]


def test_the_books_are_right(demo: Work) -> None:
    """Other tests make rows of their own, on purpose or not, in the same database."""
    query = """SELECT r.id FROM (SELECT id, office_id FROM deposit UNION ALL SELECT id, office_id FROM charge
                UNION ALL SELECT id, office_id FROM prepayment UNION ALL SELECT id, office_id FROM payment) r
                 JOIN office o ON o.id = r.office_id WHERE o.code IN ('GZ01', 'GZ02')"""
    ours = set(column(demo, query))
    assert ours and [each for each in book_differences(demo.sql) if each["id"] in ours] == []


def test_ids_are_always_the_same() -> None:
    made = seed_id(1_767_225_600_000, "GZ01")
    assert (made, made.version) == (seed_id(1_767_225_600_000, "GZ01"), 7)
