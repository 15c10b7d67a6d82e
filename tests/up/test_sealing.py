"""Old data get sealed on the way: no phone number is lost, and none is left plain."""

import subprocess

import psycopg
import pytest

from service.crypto.master import Master, NoKey
from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import Vault
from service.db import new_id
from service.embedded.programs import postgres_programs
from service.transaction import Sql
from service.up.migration import FOLDER, known_revisions, migrate
from service.up.sealing import SEALED_AT
from tests.keys import MASTER_KEY
from tests.servers import Servers, admin, drop, operate, url_of

NAME = "old_data"
OLD = """
INSERT INTO office (id, code, name, number_sequence) VALUES (%(office)s, 'OLD', '旧', 'old_numbers');
INSERT INTO customer (id, office_id, code, name, kind, phone)
VALUES (%(id)s, %(office)s, 'C1', '张伟', 'owner', '13800138000')
"""


def test_old_phone_numbers_are_sealed_and_the_plain_ones_go(servers: Servers) -> None:
    with admin(servers) as connection:
        drop(connection, NAME)
        connection.execute(f"CREATE DATABASE {NAME}")
    url = url_of(servers, NAME)
    before = known_revisions(FOLDER)[known_revisions(FOLDER).index(SEALED_AT) + 1]
    migrate(url, folder=FOLDER, to=before)
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
    with admin(servers) as connection:
        drop(connection, NAME)


@pytest.mark.parametrize("text", ["", "short", "AAAA", MASTER_KEY + ","])
def test_a_master_key_that_is_none_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(NoKey) as refusal:
        Master.read(text)
    assert text == "" or text not in str(refusal.value)


def dumped(url: str) -> str:
    command = [str(postgres_programs() / "pg_dump"), "--inserts", f"--dbname={url}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
