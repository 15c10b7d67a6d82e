"""The register over HTTP: who may do what, what a wrong body earns, and that lists lose nothing."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.transaction import transaction
from service.usecases.access.issue_token import new_token
from service.visibility import Caller
from tests import makers
from tests.register.conftest import Place


class Desk:
    """Somebody at a keyboard."""

    def __init__(self, client: FlaskClient, who: Caller) -> None:
        with transaction() as work:
            token, _ = new_token(work.sql, account_id=who.account_id)
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers | headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers)

    def patch(self, path: str, body: Any, *, version: int | None = None) -> TestResponse:
        tag = {"If-Match": f'"v{version}"'} if version else {}
        return self.client.patch(f"/api/v1{path}", json=body, headers=self.headers | tag)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/api/v1{path}", headers=self.headers)


def refused(answer: TestResponse, status: int, code: str) -> None:
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.get_data(as_text=True)


def test_a_deposit_is_taken_audited_and_listed(client: FlaskClient, place: Place) -> None:
    cashier, auditor, clerk = (Desk(client, who) for who in (place.cashier, place.auditor, place.clerk))
    body = {"customer": place.customer.code, "kind": "renovation", "amount_fen": 300_000}
    taken = cashier.post("/deposits", body)
    assert taken.status_code == 201, taken.get_data(as_text=True)
    row = taken.get_json()
    assert row["customer"] == {"id": str(place.customer.id), "code": place.customer.code, "name": "张伟"}
    assert (row["status"], row["balance_fen"], row["frozen"]) == ("received", 300_000, False)
    assert taken.headers["Location"] == f"/api/v1/deposits/{row['id']}"
    refused(clerk.post(f"/deposits/{row['id']}/audit"), 403, "not_you")
    assert auditor.post(f"/deposits/{row['id']}/audit").get_json()["status"] == "audited"
    refused(auditor.post(f"/deposits/{row['id']}/audit"), 409, "not_now")
    listed = clerk.get(f"/deposits?customer={place.customer.code}&status=audited").get_json()["items"]
    assert [each["id"] for each in listed] == [row["id"]]


def test_another_office_sees_nothing(client: FlaskClient, place: Place, elsewhere: Place) -> None:
    cashier, stranger = Desk(client, place.cashier), Desk(client, elsewhere.cashier)
    body = {"customer": place.customer.code, "kind": "other", "amount_fen": 1}
    row = cashier.post("/deposits", body).get_json()
    refused(stranger.get(f"/deposits/{row['id']}"), 404, "not_found")
    refused(stranger.get(f"/customers/{place.customer.code}"), 404, "not_found")
    assert stranger.get("/deposits").get_json()["items"] == []
    refused(stranger.post("/deposits", body), 422, "invalid")


def test_the_retry_of_a_deposit_takes_no_second_one(client: FlaskClient, place: Place) -> None:
    cashier = Desk(client, place.cashier)
    body = {"customer": place.customer.code, "kind": "other", "amount_fen": 100}
    key = {"Idempotency-Key": makers.unique("key")}
    first, again = cashier.post("/deposits", body, **key), cashier.post("/deposits", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_data() == again.get_data()
    assert len(cashier.get("/deposits").get_json()["items"]) == 1


def test_a_charge_is_paid_and_the_rest_is_kept(client: FlaskClient, place: Place) -> None:
    finance, cashier = Desk(client, place.finance), Desk(client, place.cashier)
    code = place.customer.code
    charge = {"customer": code, "item": "物业费", "amount_fen": 25060, "due_on": "2026-10-31"}
    refused(cashier.post("/charges", charge), 403, "not_you")
    owed = finance.post("/charges", charge).get_json()
    assert (owed["balance_fen"], owed["limitation_on"]) == (25060, "2029-10-31")
    paid = cashier.post("/payments", {"customer": code, "amount_fen": 30000, "method": "wechat"}).get_json()
    charges = [(part["charge"], part["amount_fen"]) for part in paid["allocations"]]
    assert charges == [(owed["id"], 25060), (None, 4940)]
    assert finance.get(f"/charges/{owed['id']}").get_json()["balance_fen"] == 0
    assert finance.get("/charges?status=open").get_json()["items"] == []
    assert [each["balance_fen"] for each in finance.get("/prepayments").get_json()["items"]] == [4940]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": 1.5},
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": 2**63},
        {"amount_fen": "100"},
        {"amount_fen": True},
        {"kind": "gift"},
        {"customer": "nobody"},
        {"customer": "\x00"},
        {"room": "A-1-9999"},
        {"surprise": 1},
    ],
)
def test_a_wrong_field_is_named(client: FlaskClient, place: Place, wrong: dict[str, Any]) -> None:
    body = {"customer": place.customer.code, "kind": "other", "amount_fen": 100} | wrong
    answer = Desk(client, place.cashier).post("/deposits", body)
    refused(answer, 422, "invalid")
    assert [error["field"] for error in answer.get_json()["errors"]] == list(wrong)


def test_a_crawl_meets_every_row_once(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        made = [str(makers.make_customer(work, place.office).id) for _ in range(6)]
    desk, found, path = Desk(client, place.clerk), [], "/customers?limit=3"
    while path:
        page = desk.get(path).get_json()
        found += [row["id"] for row in page["items"]]
        path = f"/customers?limit=3&cursor={page['next']}" if page["next"] else ""
    assert found == sorted([str(place.customer.id), *made])


def test_a_change_needs_the_version_that_was_seen(client: FlaskClient, place: Place) -> None:
    clerk, path = Desk(client, place.clerk), f"/customers/{place.customer.id}"
    refused(clerk.patch(path, {"name": "张炜"}), 428, "version_required")
    refused(clerk.patch(path, {"name": "张炜"}, version=7), 412, "stale")
    changed = clerk.patch(path, {"name": "张炜", "hardship": True}, version=1)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"v2"')
    assert changed.get_json()["name"] == "张炜"
    refused(Desk(client, place.auditor).patch(path, {"name": "x"}, version=2), 403, "not_you")


def test_a_code_is_taken_once_in_an_office(client: FlaskClient, place: Place, elsewhere: Place) -> None:
    body = {"office": place.office.code, "code": place.customer.code, "name": "陈静", "kind": "buyer"}
    refused(Desk(client, place.clerk).post("/customers", body), 409, "duplicate")
    other = body | {"office": elsewhere.office.code}
    assert Desk(client, elsewhere.clerk).post("/customers", other).status_code == 201


def test_a_used_customer_is_disabled_not_deleted(client: FlaskClient, place: Place) -> None:
    clerk, path = Desk(client, place.clerk), f"/customers/{place.customer.id}"
    with transaction() as work:
        makers.make_charge(work, place.customer)
        unused = makers.make_customer(work, place.office)
    refused(clerk.delete(path), 409, "in_use")
    assert clerk.delete(f"/customers/{unused.id}").status_code == 204
    assert clerk.post(f"{path}/disable").get_json()["disabled"] is True
    assert clerk.get("/customers").get_json()["items"] == []
    assert len(clerk.get("/customers?status=disabled").get_json()["items"]) == 1
    assert clerk.post(f"{path}/enable").get_json()["disabled"] is False


def test_nobody_who_is_disabled_is_entered_as_living_somewhere(client: FlaskClient, place: Place) -> None:
    clerk = Desk(client, place.clerk)
    with transaction() as work:
        room = makers.make_room(work, place.office)
    clerk.post(f"/customers/{place.customer.id}/disable")
    body = {"room": room.code, "customer": place.customer.code, "nature": "owner", "since": "2026-11-01"}
    answer = clerk.post("/occupancies", body)
    refused(answer, 422, "not_so")
    assert answer.get_json()["rule"] == "customer_enabled"


def test_rooms_are_made_and_show_who_pays(client: FlaskClient, place: Place) -> None:
    admin, clerk = Desk(client, place.admin), Desk(client, place.clerk)
    building = admin.post("/buildings", {"code": "B-7", "name": "七栋"}).get_json()
    body = {"office": place.office.code, "building": "B-7", "code": "B-7-0101", "floor": 1}
    room = clerk.post("/rooms", body).get_json()
    assert (room["building"]["id"], room["payer"], room["gross_area"]) == (building["id"], None, None)
    lives = {"room": "B-7-0101", "customer": place.customer.code, "nature": "owner", "since": "2020-01-01"}
    assert clerk.post("/occupancies", lives).status_code == 201
    refused(clerk.post("/occupancies", lives | {"since": "2021-01-01"}), 422, "not_so")
    payer = clerk.get("/rooms/B-7-0101").get_json()["payer"]
    assert (payer["name"], payer["nature"]) == ("张伟", "owner")


def test_an_office_is_opened_under_ones_own(client: FlaskClient, place: Place, elsewhere: Place) -> None:
    admin, code = Desk(client, place.admin), makers.unique("N")
    body = {"code": code, "name": "桂园三期", "parent": place.office.code}
    made = admin.post("/offices", body)
    assert made.status_code == 201, made.get_data(as_text=True)
    assert admin.get(f"/offices/{code}").get_json()["parent"]["code"] == place.office.code
    refused(admin.post("/offices", body), 409, "duplicate")
    refused(admin.post("/offices", body | {"parent": elsewhere.office.code}), 422, "invalid")
    refused(admin.post("/offices", body | {"zone": "../etc/passwd"}), 422, "invalid")


def test_an_account_without_any_desk_is_found_by_admins_alone(client: FlaskClient, place: Place) -> None:
    admin = Desk(client, place.admin)
    body = {"username": makers.unique("new"), "name": "李四", "password": "long enough"}
    made = admin.post("/users", body).get_json()
    (found,) = admin.get(f"/users?q={made['username']}").get_json()["items"]
    assert (found["id"], found["desks"]) == (made["id"], [])
    for narrower in ("desk=clerk", f"office={place.office.code}"):
        assert admin.get(f"/users?q={made['username']}&{narrower}").get_json()["items"] == []
    assert Desk(client, place.clerk).get(f"/users?q={made['username']}").get_json()["items"] == []


def test_a_money_desk_is_pending_until_a_second_admin(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        second = makers.make_caller(work, place.office, "admin")
    admins = [Desk(client, who) for who in (place.admin, second)]
    body = {"username": makers.unique("new"), "name": "李四", "password": "long enough"}
    user = admins[0].post("/users", body).get_json()
    assert (user["desks"], user["pending"]) == ([], False)
    desks = {"desks": [{"desk": "cashier", "office": place.office.code}]}
    asked = admins[0].put(f"/users/{user['username']}/desks", desks)
    assert (asked.status_code, asked.get_json()["pending"]) == (202, True)
    given = admins[1].put(f"/users/{user['id']}/desks", desks)
    assert given.status_code == 200
    assert [held["desk"] for held in given.get_json()["desks"]] == ["cashier"]
    refused(Desk(client, place.clerk).put(f"/users/{user['id']}/desks", desks), 403, "not_you")
