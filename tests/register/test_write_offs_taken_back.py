"""A write-off that is taken back is taken back whole, whichever charges it had settled."""

import pytest
from flask.testing import FlaskClient

from service.transaction import Row, transaction
from tests.register.conftest import Place
from tests.register.test_arrears import in_balance
from tests.register.test_taken_back import charged, prepaid, shown, taken_back
from tests.register.town import Town, answered, new_town


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    return new_town(place, client)


def written_off(town: Town, money: Row, amount_fen: int | None = None) -> Row:
    said = {} if amount_fen is None else {"amount_fen": amount_fen}
    return answered(town.cashier.post(f"/prepayments/{money['id']}/write-off", said), 200)


def put_back(town: Town, money: Row) -> Row:
    return answered(taken_back(town.finance, "prepayments", money, what="/write-off"), 200)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_a_write_off_over_several_charges_is_taken_back_from_all_of_them(town: Town, count: int) -> None:
    rows = [charged(town, 100 + number) for number in range(count)]
    money = written_off(town, prepaid(town, 25_000))
    assert put_back(town, money)["balance_fen"] == 25_000
    assert [shown(town, "charges", row)["balance_fen"] for row in rows] == [
        each["amount_fen"] for each in rows
    ]
    assert in_balance(money["id"], *(row["id"] for row in rows))


def test_only_the_last_write_off_is_taken_back_then_the_one_before(town: Town) -> None:
    charged(town, 10_000)
    charged(town, 10_000)
    money = written_off(town, written_off(town, prepaid(town, 25_000), 12_000), 1_000)
    seen = [money["balance_fen"]]
    for _ in range(2):
        money = put_back(town, money)
        seen.append(money["balance_fen"])
    assert seen == [12_000, 13_000, 25_000]


def test_one_of_an_older_release_is_taken_back_by_its_instant(town: Town) -> None:
    rows = [charged(town, 100) for _ in range(3)]
    money = written_off(town, prepaid(town, 25_000))
    older = "UPDATE prepayment_use SET write_off_id = NULL, at = '2026-11-20Z' WHERE prepayment_id = %s"
    with transaction() as work:
        work.sql.execute(older, [money["id"]])
    assert put_back(town, money)["balance_fen"] == 25_000
    assert in_balance(money["id"], *(row["id"] for row in rows))
