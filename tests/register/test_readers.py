"""Who reads money: nobody whose duties do not need it."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.test_exports import rows_of

MONEY = (
    "/charges",
    "/payments",
    "/prepayments",
    "/arrears",
    "/dunning-logs",
    "/handover-charges",
    "/charge-runs",
    "/subsidies",
)
BOOKS = (*MONEY, "/deposits")


def desk_of(client: FlaskClient, place: Place, name: str) -> Desk:
    with transaction() as work:
        caller = makers.make_caller(work, place.office, name)
    return Desk(client, caller)


@pytest.mark.parametrize("name", ["guard", "tech", "visitor", "dispatcher", "admin"])
def test_desks_without_a_duty_of_money_read_none_of_it(client: FlaskClient, place: Place, name: str) -> None:
    with transaction() as work:
        charge = makers.make_charge(work, place.customer)
    nobody = desk_of(client, place, name)
    for path in BOOKS:
        refused(nobody.get(path), 403, "not_you")
        refused(nobody.get(f"{path}/export.xlsx"), 403, "not_you")
    for path in ("", "/limitation"):
        refused(nobody.get(f"/charges/{charge.id}{path}"), 403, "not_you")
    for what in ("charges", "arrears"):
        refused(nobody.get(f"/customers/{place.customer.id}/drill/{what}"), 403, "not_you")


@pytest.mark.parametrize("name", ["clerk", "supervisor", "pm", "finance", "cashier", "legal", "city", "hq"])
def test_desks_that_open_sign_or_pay_read_the_books(client: FlaskClient, place: Place, name: str) -> None:
    reader = desk_of(client, place, name)
    assert {path: reader.get(path).status_code for path in BOOKS} == dict.fromkeys(BOOKS, 200)
    assert reader.get("/deposits/export.xlsx").status_code == 200


def test_who_inspects_a_renovation_reads_deposits_and_nothing_else(client: FlaskClient, place: Place) -> None:
    lead = desk_of(client, place, "engineering_lead")
    assert lead.items("/deposits") == []
    refused(lead.get("/payments"), 403, "not_you")


def test_r_sec_01_a_guard_reads_no_bank_account_and_the_auditor_sees_the_try(
    client: FlaskClient, place: Place
) -> None:
    path = f"/customers/{place.customer.id}/accounts"
    body = {"holder": "张伟", "bank": "工商银行", "number": "6222021234566688"}
    made = Desk(client, place.finance).made(path, body)
    guard = desk_of(client, place, "guard")
    for each in (path, f"{path}/{made['id']}"):
        refused(guard.get(each), 403, "not_you")
    assert Desk(client, place.finance).items(path) == [made]
    tried = Desk(client, place.auditor).items("/audit/register?verb=refused")
    assert [each["noun"] for each in tried] == ["bank_account"] * 2
    assert {each["row"] for each in tried} == {str(place.customer.id)}


def test_a_guard_sees_no_money_and_no_debt_in_a_profile(client: FlaskClient, place: Place) -> None:
    with transaction() as work:
        makers.make_charge(work, place.customer)
    path = f"/customers/{place.customer.id}"
    guard, clerk = desk_of(client, place, "guard"), Desk(client, place.clerk)
    assert guard.get(f"{path}/profile").get_json()["payments"] is None
    counts = guard.get(f"{path}/drill").get_json()
    assert (counts["charges"], counts["arrears"], counts["rooms"]) == (None, None, 0)
    assert clerk.get(f"{path}/drill").get_json()["charges"] == 1


def test_lists_on_their_way_in_are_seen_by_who_may_bring_lists_in(client: FlaskClient, place: Place) -> None:
    refused(desk_of(client, place, "guard").get("/imports"), 403, "not_you")
    assert desk_of(client, place, "cashier").items("/imports") == []


def test_a_desk_of_money_in_one_office_reads_nothing_of_another(
    client: FlaskClient, place: Place, elsewhere: Place
) -> None:
    with transaction() as work:
        charge = makers.make_charge(work, elsewhere.customer)
        both = makers.make_account(work)
        makers.give_desk(work, both, place.office, "clerk")
        makers.give_desk(work, both, elsewhere.office, "guard")
    caller = makers.caller_of(both, [])
    desk = Desk(client, caller)
    assert desk.items("/charges") == []
    refused(desk.get(f"/charges/{charge.id}"), 403, "not_you")


HIDDEN = ("arrears_fen", "prepayment_fen", "assumption_no", "contract_no", "letter_no", "subsidies")


@pytest.mark.parametrize("noun", ["handovers", "transfers"])
@pytest.mark.parametrize("name", ["guard", "tech", "visitor", "dispatcher", "engineering_lead", "admin"])
def test_who_reads_no_money_reads_who_came_and_not_what_went_over(
    client: FlaskClient, place: Place, noun: str, name: str
) -> None:
    made = changed(client, place, noun)
    desk = desk_of(client, place, name)
    (row,) = desk.items(f"/{noun}")
    assert row == made | dict.fromkeys(HIDDEN)
    assert desk.get(f"/{noun}/{made['id']}").get_json() == row
    assert desk.items(f"/{noun}?contract_no={made['contract_no']}") == []
    header, only = rows_of(desk.get(f"/{noun}/export.xlsx"))
    told = dict(zip(header, only, strict=True))
    columns = ("Contract number", "Assumption of debt", "Arrears moved (yuan)", "Prepayment moved (yuan)")
    assert [told[each] for each in columns] == [""] * 4
    assert rows_of(Desk(client, place.clerk).get(f"/{noun}/export.xlsx"))[1] != only


def test_an_admin_who_corrects_a_handover_reads_no_money_in_the_answer(
    client: FlaskClient, place: Place
) -> None:
    made = changed(client, place, "handovers")
    admin, path = Desk(client, place.admin), f"/handovers/{made['id']}"
    after = admin.patch(path, {"letter_no": "SL-9"}, version=made["version"]).get_json()
    assert {name: after[name] for name in HIDDEN} == dict.fromkeys(HIDDEN)
    back = admin.post(f"{path}/reverse", {"reason": "录错"}).get_json()
    assert {name: back[name] for name in HIDDEN} == dict.fromkeys(HIDDEN)


def changed(client: FlaskClient, place: Place, noun: str) -> Row:
    """A debt of 250.60 goes over to the next owner of a room."""
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer, since=date(2026, 1, 1))
        makers.make_charge(work, place.customer, room_id=room.id, amount_fen=25_060)
        next_owner = makers.make_customer(work, place.office)
    said: Row = {
        "room": str(room.id),
        "customer": str(next_owner.id),
        "on": "2026-11-01",
        "contract_no": "HT-7",
    }
    if noun == "transfers":
        said |= {"arrears_to_new": True, "assumption_no": "CD-7"}
    made = Desk(client, place.finance).made(f"/{noun}", said)
    return {name: value for name, value in made.items() if name != "warnings"}
