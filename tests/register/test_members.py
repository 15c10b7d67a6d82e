"""The household of a customer."""

import pytest
from flask.testing import FlaskClient

from tests.register.conftest import Place
from tests.register.desk import Desk, refused


@pytest.fixture
def path(place: Place) -> str:
    return f"/customers/{place.customer.id}/members"


def test_r_fam_01_a_member_has_relation_name_phone_and_sex(clerk: Desk, place: Place, path: str) -> None:
    body = {"relation": "儿子", "name": "张小明", "phone": "13800000009", "sex": "male"}
    row = clerk.made(path, body)
    assert row["customer"] == str(place.customer.id)
    shown = {name: row[name] for name in body}
    assert shown == body | {"phone": "138****0009"}


def test_r_fam_02_members_are_listed_changed_and_deleted(clerk: Desk, path: str) -> None:
    rows = [clerk.made(path, {"relation": "子女", "name": f"张小{n}"}) for n in "一二三"]
    changed = clerk.patch(f"{path}/{rows[0]['id']}", {"name": "张大一"}, version=1)
    assert changed.get_json()["name"] == "张大一"
    assert clerk.delete(f"{path}/{rows[1]['id']}").status_code == 204
    assert [row["name"] for row in clerk.items(path)] == ["张大一", "张小三"]


def test_who_keeps_no_register_changes_no_household(client: FlaskClient, place: Place, path: str) -> None:
    refused(Desk(client, place.auditor).post(path, {"relation": "儿子", "name": "张小明"}), 403, "not_you")
