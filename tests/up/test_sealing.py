"""Old data get sealed on the way: no phone number is lost, and none is left plain."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from service.crypto.master import Master, NoKey
from service.crypto.places import CUSTOMER_PHONE, INBOX_RAW, PAYEE_ACCOUNT
from service.crypto.vault import Vault
from service.db import new_id
from service.embedded.programs import postgres_programs
from service.transaction import Sql
from service.up.migration import FOLDER, known_revisions, migrate
from service.up.sealing import PAYEES_AT, PHONES_AT
from tests.keys import MASTER_KEY
from tests.servers import Servers, admin, drop, operate, url_of

NAME = "old_data"
OLD = """
INSERT INTO office (id, code, name, number_sequence) VALUES (%(office)s, 'OLD', '旧', 'old_numbers');
INSERT INTO customer (id, office_id, code, name, kind, phone)
VALUES (%(id)s, %(office)s, 'C1', '张伟', 'owner', '13800138000')
"""


@contextmanager
def old_database(servers: Servers, *, before: str) -> Iterator[str]:
    """As it stood at the revision before this one."""
    with admin(servers) as connection:
        drop(connection, NAME)
        connection.execute(f"CREATE DATABASE {NAME}")
        url, known = url_of(servers, NAME), known_revisions(FOLDER)
        migrate(url, folder=FOLDER, to=known[known.index(before) + 1])
        yield url
        drop(connection, NAME)


def test_old_phone_numbers_are_sealed_and_the_plain_ones_go(servers: Servers) -> None:
    with old_database(servers, before=PHONES_AT) as url:
        office_id, row_id = new_id(), new_id()
        with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(OLD, {"office": office_id, "id": row_id})
        operate(["migrate"], database_url=url)
        with psycopg.connect(url) as connection:
            sql = Sql(connection)
            row = sql.one("SELECT * FROM customer")
            assert row is not None
            assert (row["phone_masked"], "phone" in row) == ("138****8000", False)
            vault = Vault(lambda: Master.read(MASTER_KEY))
            assert vault.open(sql, CUSTOMER_PHONE, row_id, row["phone_sealed"]) == "13800138000"
        assert "13800138000" not in dumped(url)


OLD_SLIP = """
INSERT INTO office (id, code, name, number_sequence) VALUES (%(office)s, 'OLD', '旧', 'old_numbers');
INSERT INTO policy (id, workflow, version, body) VALUES (%(policy)s, 'refund', 1, '{}');
INSERT INTO ticket (id, number, office_id, workflow, workflow_version, policy_id, state, version, head_hash,
                    subject, updated_at)
VALUES (%(id)s, 'RF-1', %(office)s, 'refund', 1, %(policy)s, 'paying', 1, sha256(''), '退款', now());
INSERT INTO refund (ticket_id, payee, refund_no, "try")
VALUES (%(id)s, '{"name": "张", "bank": "建行", "account": "6217003398762222"}', 'RF-1-2-B', 2);
INSERT INTO instruction (refund_no, ticket_id, try, amount_fen, payee, route, status)
VALUES ('RF-1-1-A', %(id)s, 1, 1,
        '{"name": "张", "bank": "建行", "account": "6217003398761111"}', 'bank', 'failed'),
       ('RF-1-2-B', %(id)s, 2, 1,
        '{"name": "张", "bank": "建行", "account": "6217003398762222"}', 'bank', 'sent');
INSERT INTO inbox (id, source, external_id, type, raw)
VALUES (%(policy)s, 'sms', 'm1', 'sms.reply', '{"from": "13800138000"}');
"""
SEALED_SLIP = """
SELECT i.refund_no, i.payee ->> 'account_last4' AS last4, a.id, a.number_sealed AS sealed, a.number_digest
  FROM instruction i JOIN payee_account a ON a.id = (i.payee ->> 'account_id')::uuid ORDER BY i.refund_no
"""


def test_old_payees_and_callbacks_are_sealed_and_the_plain_ones_go(servers: Servers) -> None:
    """A slip that was amended between its two payments, and a callback that names a phone."""
    with old_database(servers, before=PAYEES_AT) as url:
        ids = {"office": new_id(), "policy": new_id(), "id": new_id()}
        with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(OLD_SLIP, ids)
        operate(["migrate"], database_url=url)
        vault = Vault(lambda: Master.read(MASTER_KEY))
        with psycopg.connect(url) as connection:
            sql = Sql(connection)
            first, second = sql.all(SEALED_SLIP)
            opened = [vault.open(sql, PAYEE_ACCOUNT, row["id"], row["sealed"]) for row in (first, second)]
            assert opened == ["6217003398761111", "6217003398762222"]
            assert [first["last4"], second["last4"], second["id"]] == ["1111", "2222", ids["id"]]
            slip = sql.one("SELECT payee FROM refund")
            assert slip == {"payee": {"name": "张", "bank": "建行", "account_last4": "2222"}}
            kept = sql.one("SELECT id, raw_sealed FROM inbox")
            assert kept and b"13800138000" in vault.open_whole(sql, INBOX_RAW, kept["id"], kept["raw_sealed"])
        for plain in ("6217003398761111", "6217003398762222", "13800138000", b"13800138000".hex()):
            assert plain not in dumped(url)


@pytest.mark.parametrize("text", ["", "short", "AAAA", MASTER_KEY + ","])
def test_a_master_key_that_is_none_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(NoKey) as refusal:
        Master.read(text)
    assert text == "" or text not in str(refusal.value)


def dumped(url: str) -> str:
    command = [str(postgres_programs() / "pg_dump"), "--inserts", f"--dbname={url}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
