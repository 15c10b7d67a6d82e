"""A payee's account lies sealed beside its slip, and does for the rules what it did when it lay open."""

import secrets
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from service.crypto.places import PAYEE_ACCOUNT
from service.crypto.vault import vault
from service.transaction import Row, statements, transaction
from service.usecases.audit.verify import verify
from service.usecases.keys.rotate_keys import rotate_keys
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, answer, app_on, payee, stage_on
from tests.statement_counter import counted_statements


@pytest.fixture(scope="module")
def payees_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    template = migrated_template(servers)
    with copied_database(servers, f"payees_{worker_name}", template=template) as url, app_on(url) as app:
        yield app
        with app.app_context():
            assert [str(each) for each in verify() if each.invariant not in ("I3", "I11")] == []


@pytest.fixture
def stage(payees_app: Flask) -> Iterator[Stage]:
    with payees_app.app_context():
        yield stage_on(payees_app)


@pytest.fixture
def account() -> str:
    return f"62{secrets.randbelow(10**14):014}"


def slip(stage: Stage, account: str, amount_fen: int = 190_000) -> Row:
    details = {"deposit": stage.deposit(amount_fen=amount_fen), "amount_fen": amount_fen, "reason": "退房"}
    return stage.opened("clerk", "refund", details | {"payee": payee(account)})


def approved(stage: Stage, ticket: Row) -> Row:
    """By the supervisor, who alone may sign up to 2,000.00."""
    return stage.fired("supervisor", stage.fired("clerk", ticket, "submit"), "approve")


def kept(ticket: Row) -> list[Row]:
    with statements() as sql:
        found = "SELECT id, number_sealed FROM payee_account WHERE ticket_id = %s ORDER BY id"
        return sql.all(found, [ticket["id"]])


def opened(ticket: Row) -> list[str]:
    """The accounts that the slip has or had, in full."""
    with transaction() as work:
        return [
            vault().open(work.sql, PAYEE_ACCOUNT, row["id"], row["number_sealed"]) for row in kept(ticket)
        ]


def test_slips_of_two_offices_to_one_account_are_approved_as_their_sum(stage: Stage) -> None:
    """However it is typed. Of the other office's slip nobody here sees anything but the further signature."""
    shared = f"GB{secrets.randbelow(10**14):014}AB"
    assert approved(stage, slip(stage, shared.lower()))["state"] == "approved"
    there = stage_on(stage.app)
    assert approved(there, slip(there, shared))["state"] == "pending_approval"
    assert approved(there, slip(there, f"{shared}9"))["state"] == "approved"


def test_slips_to_one_account_are_approved_as_their_sum_over_a_change_of_all_keys(
    stage: Stage, account: str
) -> None:
    assert approved(stage, slip(stage, account))["state"] == "approved"
    rotate_keys()
    assert approved(stage, slip(stage, account))["state"] == "pending_approval"


def test_a_change_of_keys_while_slips_are_written_loses_no_account(stage: Stage) -> None:
    """Ten rotations beside a clerk who goes on opening and amending, and is never refused."""
    tickets: list[Row] = []
    done, went_on = threading.Event(), threading.Event()

    def write() -> None:
        with stage.app.app_context():
            while not done.is_set():
                ticket = slip(stage, "62220001")
                tickets.append(stage.fired("clerk", ticket, "amend", {"payee": payee("62220002")}))
            went_on.set()

    writer = threading.Thread(target=write)
    stage.who("clerk"), stage.who("auditor9"), stage.who("cashier9")
    writer.start()
    for _ in range(10):
        rotate_keys()
    done.set()
    writer.join()
    rotate_keys()
    assert went_on.is_set() and {tuple(opened(ticket)) for ticket in tickets} == {("62220001", "62220002")}
    assert len(digests(tickets)) == 2


def digests(tickets: list[Row]) -> list[Row]:
    with statements() as sql:
        found = "SELECT DISTINCT number_digest FROM payee_account WHERE ticket_id = ANY(%s::uuid[])"
        return sql.all(found, [[ticket["id"] for ticket in tickets]])


def test_a_slip_opened_again_has_the_whole_account_in_a_row_of_its_own(stage: Stage, account: str) -> None:
    ticket = stage.fired("clerk", slip(stage, account), "cancel", {"reason": "误开"})
    again = stage.send("clerk", "POST", f"/tickets/{ticket['id']}/reopen", {"reason": "再办"}, version=2)
    new = answer(again, 201)
    assert opened(ticket) == opened(new) == [account]
    assert kept(ticket)[0]["id"] != kept(new)[0]["id"]


def test_a_rehearsed_slip_leaves_no_account(stage: Stage, account: str) -> None:
    deposit = stage.deposit(amount_fen=1_000)
    details = {"deposit": deposit, "amount_fen": 1_000, "reason": "退房", "payee": payee(account)}
    said = {"workflow": "refund", "office": stage.office.code, "subject": "退款", "details": details}
    shown = answer(stage.send("clerk", "POST", "/tickets?dry_run=true", said), 201)
    assert shown["details"]["payee"]["account_last4"] == account[-4:]
    assert kept(shown) == []
    assert opened(answer(stage.send("clerk", "POST", "/tickets", said), 201)) == [account]


def test_nobody_sees_more_than_the_last_four_digits(stage: Stage, account: str) -> None:
    ticket = stage.fired("clerk", slip(stage, account), "amend", {"payee": payee(f"{account}7")})
    pages = (f"/tickets/{ticket['id']}", f"/tickets/{ticket['id']}/events", "/tickets?workflow=refund")
    said = [stage.send("admin", "GET", page).get_data(as_text=True) for page in pages]
    for text in said:
        assert account not in text and "account_id" not in text and account[-3:] + "7" in text


@pytest.mark.parametrize("table", ["refund", "instruction"])
def test_the_database_takes_no_plain_account(stage: Stage, account: str, table: str) -> None:
    ticket = stage.fired("finance", approved(stage, slip(stage, account)), "pay")
    plain = f'UPDATE {table} SET payee = payee || \'{{"account": "62220003"}}\' WHERE ticket_id = %s'
    with statements() as sql, pytest.raises(psycopg.errors.CheckViolation) as refusal:
        sql.execute(plain, [ticket["id"]])  # type: ignore[arg-type]
    assert refusal.value.diag.constraint_name == f"{table}_payee_sealed"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payee_account SET ticket_id = %(other)s WHERE ticket_id = %(mine)s",
        "UPDATE payee_account SET number_masked = '****9999' WHERE ticket_id = %(mine)s",
    ],
)
def test_verify_names_a_slip_whose_account_was_taken_or_changed(stage: Stage, change: Any) -> None:
    mine, other = slip(stage, "6222000000001111"), slip(stage, "6222000000002222")
    with statements() as sql:
        before = sql.all(
            "SELECT id, ticket_id, number_masked FROM payee_account WHERE ticket_id = %s", [mine["id"]]
        )
        sql.execute(change, {"mine": mine["id"], "other": other["id"]})
        assert mine["number"] in {each.row for each in verify() if each.invariant == "I1"}
        sql.execute(BACK, before[0])


BACK = """
UPDATE payee_account SET ticket_id = %(ticket_id)s, number_masked = %(number_masked)s WHERE id = %(id)s
"""


def test_sealing_costs_no_statement(stage: Stage, account: str) -> None:
    """Once the keys are met: read, number, write to open; read, write to amend."""
    first = slip(stage, account)
    deposit = stage.deposit(amount_fen=1_000)
    details = {"deposit": deposit, "amount_fen": 1_000, "reason": "退房", "payee": payee(account)}
    with counted_statements() as seen:
        stage.opened("clerk", "refund", details)
    assert len(seen) <= 4
    with counted_statements() as seen:
        stage.fired("clerk", first, "amend", {"payee": payee(f"{account}9")})
    assert len(seen) <= 2


def test_verify_names_an_instruction_that_pays_to_the_account_of_another_slip(stage: Stage) -> None:
    mine, other = slip(stage, "6222000000003331"), slip(stage, "6222000000003332")
    number = stage.fired("finance", approved(stage, mine), "pay")["details"]["refund_no"]
    for account, names in ((kept(other)[0]["id"], True), (kept(mine)[0]["id"], False)):
        with statements() as sql:
            sql.execute(PAYS_TO, [str(account), number])
            assert (number in {each.row for each in verify() if each.invariant == "I1"}) is names


PAYS_TO = """
UPDATE instruction SET payee = payee || jsonb_build_object('account_id', %s::text) WHERE refund_no = %s
"""
