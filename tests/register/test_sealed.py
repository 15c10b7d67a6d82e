"""Personal data at rest: nothing plain in a dump, nothing movable, and keys that can be changed."""

import subprocess
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.cli.commands import operator_command
from service.crypto.masks import without_numbers
from service.crypto.master import Master, NoKey, kept_master_key, new_master_key, put_new_master_before
from service.crypto.places import CUSTOMER_ID, CUSTOMER_PHONE
from service.crypto.vault import Vault, vault
from service.embedded.programs import postgres_programs
from service.transaction import statements, transaction
from service.usecases.keys.rotate_keys import rotate_keys
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk

PHONES = ("13987650001", "13987650002", "13987650003")
IDENTITIES = ("440106199001019876", "440106199001019875")
ACCOUNT = "6222029876543210"


def filled(client: FlaskClient, clerk: Desk, place: Place) -> str:
    """A customer with everything that is sealed, changed and revealed once."""
    body = {"office": place.office.code, "code": "CANARY", "name": "张伟"}
    key = {"Idempotency-Key": makers.unique("key")}
    made = clerk.post("/customers", body | {"phone": PHONES[0], "id_number": IDENTITIES[0]}, **key)
    path = f"/customers/{made.get_json()['id']}"
    clerk.patch(path, {"phone": PHONES[1], "id_number": IDENTITIES[1]}, version=1)
    clerk.made(f"{path}/members", {"relation": "儿子", "name": "张小明", "phone": PHONES[2]})
    account = clerk.made(f"{path}/accounts", {"holder": "张伟", "bank": "工行", "number": ACCOUNT})
    finance = Desk(client, place.finance)
    for where, field in (
        (path, "phone"),
        (path, "id_number"),
        (f"{path}/accounts/{account['id']}", "number"),
    ):
        again = {"Idempotency-Key": makers.unique("key")}
        assert finance.post(f"{where}/reveal", {"field": field}, **again).status_code == 200
    finance.post("/debit-files/download", {"due_by": "2026-11-26"})
    return str(made.get_json()["id"])


def test_a_dump_holds_no_plain_phone_id_number_or_bank_account(
    app: Flask, client: FlaskClient, clerk: Desk, place: Place
) -> None:
    filled(client, clerk, place)
    dumped = dump_of(app)
    assert "CANARY" in dumped
    for canary in (*PHONES, *IDENTITIES, ACCOUNT):
        assert canary not in dumped
        assert canary.encode().hex() not in dumped


def test_no_log_line_holds_one(
    client: FlaskClient, clerk: Desk, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(client, clerk, place)
    said = "".join(capsys.readouterr())
    assert [canary for canary in (*PHONES, *IDENTITIES, ACCOUNT) if canary in said] == []


def test_a_ciphertext_opens_in_its_own_place_only(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        sealed = vault().seal(work.sql, place.office.id, CUSTOMER_PHONE, place.customer.id, PHONES[0])
        assert vault().open(work.sql, CUSTOMER_PHONE, place.customer.id, sealed.sealed) == PHONES[0]
        for where, row in ((CUSTOMER_ID, place.customer.id), (CUSTOMER_PHONE, place.office.id)):
            with pytest.raises(NoKey):
                vault().open(work.sql, where, row, sealed.sealed)
        altered = sealed.sealed[:-1] + bytes([sealed.sealed[-1] ^ 1])
        with pytest.raises(NoKey):
            vault().open(work.sql, CUSTOMER_PHONE, place.customer.id, altered)


def test_another_master_key_opens_nothing(place: Place, clerk: Desk) -> None:
    other = Vault(lambda: Master.read(new_master_key()))
    with transaction() as work:
        sealed = vault().seal(work.sql, place.office.id, CUSTOMER_PHONE, place.customer.id, PHONES[0])
        with pytest.raises(NoKey):
            other.open(work.sql, CUSTOMER_PHONE, place.customer.id, sealed.sealed)


def test_a_rotation_changes_every_ciphertext_and_loses_no_value(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    customer = filled(client, clerk, place)
    before = sealed_phone(customer)
    (rotated,) = rotate_keys([place.office.code])
    assert rotated.values == 6
    assert sealed_phone(customer)[1:17] != before[1:17]
    shown = clerk.post(f"/customers/{customer}/reveal", {"field": "phone"}).get_json()
    assert shown["value"] == PHONES[1]
    assert [row["id"] for row in clerk.items(f"/customers?q={PHONES[1]}")] == [customer]
    assert [key["retired"] for key in keys_of(place.office.id)] == [False]


def test_a_rotation_that_broke_off_goes_on(client: FlaskClient, clerk: Desk, place: Place) -> None:
    customer = filled(client, clerk, place)
    with transaction() as work:
        retire = "UPDATE office_key SET retired_at = guanjia_now() WHERE office_id = %s"
        work.sql.execute(retire, [place.office.id])
        vault().make(work.sql, place.office.id)
    assert [row["id"] for row in clerk.items(f"/customers?q={PHONES[1]}")] == [customer]
    assert rotate_keys([place.office.code])[0].values == 6
    assert [key["retired"] for key in keys_of(place.office.id)] == [False]


def test_the_master_key_is_changed_by_command(
    app: Flask, clerk: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, new = app.extensions["settings"], new_master_key()
    clerk.made("/customers", {"office": place.office.code, "code": "M", "name": "张伟", "phone": PHONES[0]})
    monkeypatch.setenv("DATABASE_URL", settings.database_url)

    def rotated(keys: str) -> int:
        monkeypatch.setenv("GUANJIA_MASTER_KEY", keys)
        run = CliRunner().invoke(operator_command(), ["rotate-keys", "--master"], obj=create_app)
        assert settings.master_key not in run.output
        return run.exit_code

    assert rotated(f"{new},{settings.master_key}") == 0
    assert rotated(settings.master_key) == 1
    assert rotated(f"{settings.master_key},{new}") == 0


def test_a_body_is_known_again_under_the_master_key_before() -> None:
    old, new = new_master_key(), new_master_key()
    (before,) = Master.read(old).marks(b"{}")
    assert Master.read(f"{new},{old}").marks(b"{}")[1] == before
    assert before not in Master.read(new).marks(b"{}")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("账户6217003398763333户名不符", "账户****3333户名不符"),
        ("to +86 139-8765-0012, 44010619900101987x", "to +****0012, ****987X"),
        ("http_503, 3 of 10, 12.5%", "http_503, 3 of 10, 12.5%"),
    ],
)
def test_what_a_partner_gives_as_a_reason_is_kept_without_numbers(said: str, kept: str) -> None:
    assert without_numbers(said) == kept


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.key"
    first = kept_master_key(path)
    assert (kept_master_key(path), path.stat().st_mode & 0o777) == (first, 0o600)
    put_new_master_before(path)
    assert Master.read(kept_master_key(path)).keys[1:] == Master.read(first).keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def sealed_phone(customer: str) -> bytes:
    with statements() as sql:
        row = sql.one("SELECT phone_sealed FROM customer WHERE id = %s", [customer])
    return bytes((row or {})["phone_sealed"])


def keys_of(office_id: UUID) -> list[dict[str, bool]]:
    with statements() as sql:
        asked = "SELECT retired_at IS NOT NULL AS retired FROM office_key WHERE office_id = %s"
        return sql.all(asked, [office_id])


def dump_of(app: Flask) -> str:
    url = app.extensions["settings"].database_url
    command = [str(postgres_programs() / "pg_dump"), "--inserts", f"--dbname={url}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
