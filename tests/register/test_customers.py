"""The customer record: what it holds, who sees how much of it, and what is left when it changes."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.transaction import statements, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

PHONE, OTHER, IDENTITY = "13800000001", "13800000002", "440106199001011234"


@pytest.fixture
def clerk(client: FlaskClient, place: Place) -> Desk:
    return Desk(client, place.clerk, language="zh")


def new(place: Place, code: str, **more: Any) -> dict[str, Any]:
    return {"office": place.office.code, "code": code, "name": "张伟", "kind": "owner"} | more


def test_r_cust_01_a_new_customer_stands_in_the_list(clerk: Desk, place: Place) -> None:
    row = clerk.made("/customers", new(place, "A-1-0101", phone=PHONE))
    assert (row["phone"], row["office"]["code"]) == ("138****0001", place.office.code)
    assert row["id"] in [each["id"] for each in clerk.items("/customers")]


def test_r_cust_02_a_code_may_stand_again_in_another_office(
    client: FlaskClient, clerk: Desk, place: Place, elsewhere: Place
) -> None:
    clerk.made("/customers", new(place, "A-1-0101"))
    Desk(client, elsewhere.clerk).made("/customers", new(elsewhere, "A-1-0101"))
    refused(clerk.post("/customers", new(place, "A-1-0101")), 409, "duplicate")


def test_r_cust_03_the_sentence_of_a_duplicate_is_the_known_one(clerk: Desk, place: Place) -> None:
    clerk.made("/customers", new(place, "A-1-0101"))
    before = len(clerk.items("/customers"))
    answer = clerk.post("/customers", new(place, "A-1-0101", name="陈静"))
    refused(answer, 409, "duplicate")
    assert answer.get_json()["detail"] == "当前组织机构下已经存在代码为A-1-0101的记录,保存失败。"
    assert len(clerk.items("/customers")) == before


def test_r_cust_05_a_customer_entered_from_a_room_gets_its_code(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office, code="A-1-0102")
    body = {"office": place.office.code, "room": room.code, "name": "周敏"}
    row = clerk.made("/customers", body)
    assert (row["code"], row["warnings"]) == ("A-1-0102", [])
    other = clerk.made("/customers", body | {"code": "C-77"})
    assert other["code"] == "C-77"
    assert len(other["warnings"]) == 1
    assert "A-1-0102" in other["warnings"][0]


def test_r_cust_06_a_class_that_nobody_knows_is_refused(clerk: Desk, place: Place) -> None:
    answer = clerk.post("/customers", new(place, "C-1", kind="路人"))
    refused(answer, 422, "invalid")
    assert [error["field"] for error in answer.get_json()["errors"]] == ["kind"]


def test_r_cust_07_a_changed_phone_leaves_the_old_one_in_the_history(clerk: Desk, place: Place) -> None:
    row = clerk.made("/customers", new(place, "C-7", phone=PHONE))
    changed = clerk.patch(f"/customers/{row['id']}", {"phone": OTHER}, version=1)
    assert changed.get_json()["phone"] == "138****0002"
    (old,) = clerk.items(f"/customers/{row['id']}/history")
    assert (old["field"], old["old"]) == ("phone", "138****0001")
    assert old["changed_by"]["id"] == str(place.clerk.account_id)


def test_names_and_codes_that_a_customer_had_are_kept(clerk: Desk, place: Place) -> None:
    row = clerk.made("/customers", new(place, "C-8"))
    clerk.patch(f"/customers/{row['id']}", {"name": "张炜", "code": "C-8-1"}, version=1)
    kept = {(each["field"], each["old"]) for each in clerk.items(f"/customers/{row['id']}/history")}
    assert kept == {("name", "张伟"), ("code", "C-8")}


def test_r_cust_20_finance_and_clerks_are_told_of_a_change(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    with transaction() as work:
        second = makers.make_caller(work, place.office, "clerk")
    row = clerk.made("/customers", new(place, "C-20", phone=PHONE))
    clerk.patch(f"/customers/{row['id']}", {"phone": OTHER}, version=1)
    told = [Desk(client, who).items("/notices") for who in (place.finance, second, place.clerk)]
    assert [[each["template"] for each in one] for one in told] == [["customer.changed"]] * 2 + [[]]
    assert told[0][0]["customer"]["id"] == row["id"]


def test_a_reveal_is_a_right_and_leaves_a_trace(client: FlaskClient, clerk: Desk, place: Place) -> None:
    row = clerk.made("/customers", new(place, "C-9", phone=PHONE, id_number=IDENTITY))
    path = f"/customers/{row['id']}/reveal"
    assert row["id_number"] == "****1234"
    assert clerk.post(path, {"field": "phone"}).get_json() == {"field": "phone", "value": PHONE}
    refused(clerk.post(path, {"field": "id_number"}), 403, "not_you")
    seen = Desk(client, place.finance).post(path, {"field": "id_number", "reason": "退款核对"})
    assert seen.get_json()["value"] == IDENTITY
    refused(Desk(client, place.auditor).post(path, {"field": "phone"}), 403, "not_you")
    trail = Desk(client, place.auditor).items(f"/audit/register?row={row['id']}")
    revealed = [(each["actor"]["username"], each["fields"]) for each in trail if each["verb"] == "reveal"]
    names = [who.username for who in (place.finance, place.clerk)]
    assert revealed == [(names[0], ["id_number"]), (names[1], ["phone"])]


def test_a_reveal_is_never_kept_as_an_answer(clerk: Desk, place: Place) -> None:
    row = clerk.made("/customers", new(place, "C-10", phone=PHONE))
    key = {"Idempotency-Key": makers.unique("key")}
    clerk.post(f"/customers/{row['id']}/reveal", {"field": "phone"}, **key)
    with statements() as sql:
        assert sql.one("SELECT 1 FROM idempotency WHERE key = %s", [key["Idempotency-Key"]]) is None


def test_r_org_02_a_customer_is_queried_modified_and_replaced_with_a_trace_of_each(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    path = f"/customers/{place.customer.code}"
    assert clerk.get(path).status_code == 200
    assert clerk.patch(path, {"name": "张炜"}, version=1).status_code == 200
    whole = {"code": place.customer.code, "name": "张伟", "kind": "buyer"}
    assert clerk.put(path, whole, version=2).get_json()["kind"] == "buyer"
    trail = Desk(client, place.auditor).items(f"/audit/register?row={place.customer.id}")
    assert sorted(each["verb"] for each in trail) == ["change", "change", "view"]


def test_r_cust_16_a_customer_is_found_by_name_and_by_part_of_a_phone(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    row = clerk.made("/customers", new(place, "C-16", name="欧阳修竹", phone="13812345678"))
    for text in ("阳修", "C-16", "1381234", "1234567", "5678", "13812345678", "%2B8613812345678"):
        assert [each["id"] for each in clerk.items(f"/customers?q={text}")] == [row["id"]], text
    assert clerk.items("/customers?q=1381235") == []


def test_whoever_may_not_see_a_phone_cannot_find_it_out_by_searching(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    row = clerk.made("/customers", new(place, "C-17", phone="13812345678"))
    auditor = Desk(client, place.auditor)
    for text in ("1381234", "123456", "13812345678"):
        assert auditor.items(f"/customers?q={text}") == []
    assert [each["id"] for each in auditor.items("/customers?q=5678")] == [row["id"]]
