"""A list answers by what is so now: what was taken back waits for nobody, an earlier code still leads on."""

from flask.testing import FlaskClient

from service.models.room import Room
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_taken_back import taken_back


def test_a_deposit_that_was_taken_back_waits_for_no_audit(client: FlaskClient, place: Place) -> None:
    body = {"customer": place.customer.code, "kind": "other", "amount_fen": 5}
    cashier, auditor = Desk(client, place.cashier), Desk(client, place.auditor)
    gone, kept = (cashier.made("/deposits", body) for _ in range(2))
    assert taken_back(Desk(client, place.finance), "deposits", gone).status_code == 200
    assert [row["id"] for row in auditor.items("/deposits?status=received")] == [kept["id"]]
    assert {row["id"] for row in auditor.items("/deposits")} == {gone["id"], kept["id"]}


def test_the_list_finds_a_customer_by_the_code_it_had(clerk: Desk, place: Place) -> None:
    (row,) = clerk.items("/customers")
    assert (
        clerk.patch(f"/customers/{row['id']}", {"code": "NEW-1"}, version=row["version"]).status_code == 200
    )
    for old in (row["code"], row["code"].lower()):
        assert [each["id"] for each in clerk.items(f"/customers?q={old}")] == [row["id"]]


def recoded(clerk: Desk, room: Room, code: str) -> None:
    version = clerk.get(f"/rooms/{room.id}").get_json()["version"]
    assert clerk.patch(f"/rooms/{room.id}", {"code": code}, version=version).status_code == 200


def hits(clerk: Desk, text: str) -> list[tuple[str, str | None]]:
    found = clerk.post("/search", {"q": text}).get_json()["items"]
    return [(each["code"], each["was"]) for each in found if each["kind"] == "room"]


def test_a_room_is_found_by_each_code_it_had(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office, code="A-101")
    recoded(clerk, room, "A-102")
    recoded(clerk, room, "B-202")
    for old, typed in (("A-101", "a-101"), ("A-102", "A-102")):
        assert hits(clerk, typed) == [("B-202", old)]
    assert hits(clerk, "B-2") == [("B-202", None)]


def test_the_room_that_has_a_code_now_comes_before_the_one_that_had_it(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office, code="A-101")
    recoded(clerk, room, "0-000")
    with transaction() as work:
        makers.make_room(work, place.office, code="A-101")
    assert hits(clerk, "A-101") == [("A-101", None), ("0-000", "A-101")]


def test_no_other_office_finds_a_room_by_the_code_it_had(
    client: FlaskClient, clerk: Desk, place: Place, elsewhere: Place
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office, code="A-101")
    recoded(clerk, room, "B-202")
    assert hits(Desk(client, elsewhere.clerk), "A-101") == []


def test_a_room_that_was_given_its_own_code_again_or_is_deleted_keeps_nothing_back(
    clerk: Desk, place: Place
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office, code="A-101")
    recoded(clerk, room, "A-101")
    assert hits(clerk, "A-101") == [("A-101", None)]
    recoded(clerk, room, "B-202")
    assert clerk.delete(f"/rooms/{room.id}").status_code == 204
    assert hits(clerk, "A-101") == []
