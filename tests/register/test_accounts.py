"""Bank accounts: several, one of them primary whoever is faster, none of them readable by chance."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.statement_counter import counted_statements

FIRST, SECOND = "6222021234566688", "6217001234567799"


@pytest.fixture
def path(place: Place) -> str:
    return f"/customers/{place.customer.id}/accounts"


def account(number: str = FIRST, **more: Any) -> dict[str, Any]:
    return {"holder": "张伟", "bank": "工商银行", "number": number} | more


def test_r_acct_01_an_account_has_holder_bank_number_and_primary(clerk: Desk, path: str) -> None:
    row = clerk.made(path, account(primary=True))
    assert (row["holder"], row["bank"], row["primary"]) == ("张伟", "工商银行", True)
    assert (row["number"], row["number_last4"]) == ("****6688", "6688")


def test_a_number_is_taken_as_people_type_it(
    client: FlaskClient, place: Place, clerk: Desk, path: str
) -> None:
    finance = Desk(client, place.finance)
    for typed in ("6222 0212 3456 6688", "６２２２０２１２３４５６６６８８", "6222-0212-3456-6688 "):
        row = clerk.made(path, account(typed))
        shown = finance.post(f"{path}/{row['id']}/reveal", {"field": "number"}).get_json()
        assert shown["value"] == "6222021234566688"
    for wrong in ("12 34 5", "6222 0212 3456 66x!", " - " * 40):
        refused(clerk.post(path, account(wrong)), 422, "invalid")


def test_r_acct_02_a_customer_may_have_several(clerk: Desk, path: str) -> None:
    for number in (FIRST, SECOND):
        clerk.made(path, account(number))
    assert [row["primary"] for row in clerk.items(path)] == [True, False]


def test_r_acct_03_another_primary_ends_the_first(clerk: Desk, path: str) -> None:
    first, second = (clerk.made(path, account(number)) for number in (FIRST, SECOND))
    assert clerk.post(f"{path}/{second['id']}/primary").get_json()["primary"] is True
    assert clerk.get(f"{path}/{first['id']}").get_json()["primary"] is False


def test_r_acct_03_two_at_once_leave_exactly_one_primary(
    app: Flask, client: FlaskClient, place: Place, clerk: Desk, path: str
) -> None:
    rows = [clerk.made(path, account(f"62220212345678{n:02d}")) for n in range(4)]
    desks = [Desk(app.test_client(), place.clerk) for _ in rows]
    for _ in range(5):
        with ThreadPoolExecutor(len(rows)) as pool:
            done = pool.map(
                lambda pair: pair[0].post(f"{path}/{pair[1]['id']}/primary").status_code,
                zip(desks, rows, strict=True),
            )
            assert list(done) == [200] * len(rows)
        assert sum(row["primary"] for row in clerk.items(path)) == 1


def test_r_acct_04_the_debit_file_draws_on_the_primary_account(
    client: FlaskClient, place: Place, clerk: Desk, path: str
) -> None:
    clerk.made(path, account(SECOND))
    clerk.made(path, account(FIRST, primary=True, holder="=张伟"))
    with transaction() as work:
        makers.make_charge(work, place.customer, due_on=date(2026, 10, 31))
        makers.make_charge(work, place.customer, due_on=date(2026, 12, 31))
    finance, body = Desk(client, place.finance), {"due_by": "2026-11-26"}
    (row,) = finance.post("/debit-files", body).get_json()["rows"]
    assert (row["number_last4"], row["amount_fen"]) == ("6688", 25060)
    text = finance.post("/debit-files/download", body).get_data(as_text=True)
    assert f"{place.customer.code},'=张伟,工商银行,{FIRST},250.60" in text
    trail = Desk(client, place.auditor).items("/audit/register?verb=reveal")
    assert [each["reason"] for each in trail] == ["debit_file"]
    refused(clerk.post("/debit-files/download", body), 403, "not_you")


def test_a_long_debit_file_asks_the_database_no_more_than_a_short_one(
    client: FlaskClient, place: Place, clerk: Desk
) -> None:
    finance, body, counts = Desk(client, place.finance), {"due_by": "2026-11-26"}, []
    for _ in range(4):
        with transaction() as work:
            payer = makers.make_customer(work, place.office)
            makers.make_charge(work, payer)
        clerk.made(f"/customers/{payer.id}/accounts", account())
        with counted_statements() as seen:
            text = finance.post("/debit-files/download", body).get_data(as_text=True)
        counts.append(len(seen))
    assert text.count(FIRST) == 4
    assert counts[1:] == [counts[1]] * 3


def test_r_acct_05_the_debit_file_skips_who_has_no_account_and_says_why(
    client: FlaskClient, place: Place
) -> None:
    with transaction() as work:
        makers.make_charge(work, place.customer)
    found = Desk(client, place.finance).post("/debit-files", {"due_by": "2026-11-26"}).get_json()
    assert found["rows"] == []
    assert [(each["customer"]["code"], each["reason"]) for each in found["skipped"]] == [
        (place.customer.code, "no_account")
    ]


def test_r_acct_05_a_customer_without_an_account_is_saved(clerk: Desk, place: Place) -> None:
    body = {"office": place.office.code, "code": "C-5", "name": "周敏"}
    row = clerk.made("/customers", body)
    assert clerk.items(f"/customers/{row['id']}/accounts") == []


def test_a_disabled_account_is_no_primary(clerk: Desk, path: str) -> None:
    row = clerk.made(path, account())
    assert clerk.post(f"{path}/{row['id']}/disable").get_json()["primary"] is False
    refused(clerk.post(f"{path}/{row['id']}/primary"), 422, "not_so")


def test_an_account_is_changed_by_version_and_belongs_to_its_customer(
    client: FlaskClient, clerk: Desk, place: Place, path: str
) -> None:
    row = clerk.made(path, account())
    refused(clerk.patch(f"{path}/{row['id']}", {"number": SECOND}), 428, "version_required")
    changed = clerk.patch(f"{path}/{row['id']}", {"number": SECOND}, version=1).get_json()
    assert changed["number"] == "****7799"
    other = clerk.made("/customers", {"office": place.office.code, "code": "C-6", "name": "周敏"})
    refused(clerk.get(f"/customers/{other['id']}/accounts/{row['id']}"), 404, "not_found")
    revealed = Desk(client, place.finance).post(f"{path}/{row['id']}/reveal", {"field": "number"})
    assert revealed.get_json()["value"] == SECOND
    refused(clerk.post(f"{path}/{row['id']}/reveal", {"field": "number"}), 403, "not_you")
    assert clerk.delete(f"{path}/{row['id']}").status_code == 204
