"""What a customer's page leads to: profile, drill-through, actions, directory, earlier customers, search."""

from datetime import date
from typing import Any

from flask.testing import FlaskClient

from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused


def test_r_cust_04_a_taken_code_gets_the_first_free_number_behind_it(clerk: Desk, place: Place) -> None:
    office = place.office.code
    with transaction() as work:
        makers.make_room(work, place.office, code="A-1-0101")

    def suggested(query: str) -> str:
        answer = clerk.get(f"/customer-codes?office={office}&{query}")
        return str(answer.get_json()["code"])

    assert suggested("room=A-1-0101") == "A-1-0101"
    for taken in ("A-1-0101", "A-1-0101-1"):
        assert suggested("code=A-1-0101") == taken
        clerk.made("/customers", {"office": office, "code": taken, "name": "张伟"})
    assert suggested("code=A-1-0101") == "A-1-0101-2"


def test_r_cust_08_a_used_customer_is_not_deleted_and_the_use_is_named(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        makers.make_charge(work, place.customer)
    unused = clerk.made("/customers", {"office": place.office.code, "code": "C-8", "name": "周敏"})
    clerk.patch(f"/customers/{unused['id']}", {"code": "C-8-1"}, version=1)
    answer = clerk.delete(f"/customers/{place.customer.id}")
    refused(answer, 409, "in_use")
    assert answer.get_json()["used_by"] == "charge"
    assert clerk.delete(f"/customers/{unused['id']}").status_code == 204


def test_r_cust_09_r_cust_10_r_cust_11_a_disabled_customer_is_hidden_shown_and_back(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    path = f"/customers/{place.customer.id}"
    with transaction() as work:
        makers.make_charge(work, place.customer)
    clerk.post(f"{path}/disable")
    assert clerk.items("/customers") == []
    assert len(clerk.items(f"/charges?customer={place.customer.code}")) == 1
    assert [row["disabled"] for row in clerk.items("/customers?show_disabled=1")] == [True]
    clerk.post(f"{path}/enable")
    trail = Desk(client, place.auditor).items(f"/audit/register?row={place.customer.id}")
    assert [each["verb"] for each in trail] == ["enable", "disable"]
    assert [row["disabled"] for row in clerk.items("/customers")] == [False]


def test_with_a_disabled_customer_nothing_new_begins_but_old_debts_are_paid(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    with transaction() as work:
        charge = makers.make_charge(work, place.customer)
    clerk.post(f"/customers/{place.customer.id}/disable")
    cashier, finance = Desk(client, place.cashier), Desk(client, place.finance)
    whose = {"customer": place.customer.code, "amount_fen": 100}
    for desk, path, more in (
        (cashier, "/deposits", {"kind": "other"}),
        (cashier, "/prepayments", {"method": "cash"}),
        (finance, "/charges", {"item": "工本费", "due_on": "2026-12-31"}),
    ):
        answer = desk.post(path, whose | more)
        refused(answer, 422, "not_so")
        assert answer.get_json()["rule"] == "customer_enabled"
    paid = {"amount_fen": charge.amount_fen, "method": "cash", "charges": [str(charge.id)]}
    more = cashier.post("/payments", whose | paid | {"amount_fen": charge.amount_fen + 1})
    refused(more, 422, "not_so")
    assert more.get_json()["rule"] == "customer_enabled"
    cashier.made("/payments", whose | paid)
    refused(cashier.post("/payments", whose | {"method": "cash"}), 422, "not_so")
    assert clerk.items(f"/prepayments?customer={place.customer.code}") == []


def test_r_cust_12_a_customer_leads_to_seven_lists(client: FlaskClient, clerk: Desk, place: Place) -> None:
    customer, path = place.customer, f"/customers/{place.customer.id}"
    with transaction() as work:
        makers.make_occupancy(work, makers.make_room(work, place.office), customer)
        charges = [str(makers.make_charge(work, customer).id) for _ in range(24)]
    money = {"customer": str(customer.id), "amount_fen": 21 * 25060, "method": "cash", "charges": charges[3:]}
    Desk(client, place.cashier).made("/payments", money)
    for name in ("张小明", "张小红"):
        clerk.made(f"{path}/members", {"relation": "子女", "name": name})
    counts = clerk.get(f"{path}/drill").get_json()
    wanted = {"rooms": 1, "members": 2, "complaints": 0, "moves": 1, "leases": 0, "charges": 24}
    assert counts == wanted | {"arrears": 3}
    assert {what: len(clerk.items(f"{path}/drill/{what}")) for what in counts} == counts
    refused(clerk.get(f"{path}/drill/secrets"), 404, "not_found")


def test_r_cust_13_a_cashier_may_begin_five_things_and_a_guard_none(
    client: FlaskClient, place: Place
) -> None:
    with transaction() as work:
        guard = makers.make_caller(work, place.office, "guard")
    path = f"/customers/{place.customer.id}/actions"
    five = ["payment", "prepayment", "write_off", "refund", "sms"]
    assert Desk(client, place.cashier).get(path).get_json() == {"actions": five}
    assert Desk(client, guard).get(path).get_json() == {"actions": []}


def test_r_cust_14_r_cust_15_an_office_adds_a_type_of_tenant_and_counts_by_it(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    Desk(client, place.admin).made("/tenant-types", {"name": "低保户", "hardship": True})
    codes = [f"T-{number}" for number in range(12)]
    for code in codes:
        clerk.made("/customers", {"office": place.office.code, "code": code, "name": "李娜"})
    for code, kind in (("T-0", "低保户"), ("T-1", "困难户"), ("T-2", "困难户")):
        set_to = clerk.post(f"/customers/{code}/tenant-type", {"type": kind})
        assert (set_to.get_json()["tenant_type"], set_to.get_json()["hardship"]) == (kind, True)
    refused(clerk.post("/customers/T-3/tenant-type", {"type": "没有"}), 422, "invalid")
    counted = clerk.get("/reports/tenant-types").get_json()["items"]
    # The office's first customer is normal too.
    assert {row["type"]: row["customers"] for row in counted} == {"正常": 10, "困难户": 2, "低保户": 1}
    assert [row["code"] for row in clerk.items("/customers?tenant_type=低保户")] == ["T-0"]


def test_whoever_changes_the_marks_by_hand_takes_the_type_away(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    """What a customer is counted as and how they are dunned is never two things."""
    Desk(client, place.admin).made("/tenant-types", {"name": "低保户", "hardship": True})
    path = f"/customers/{place.customer.id}"
    version = clerk.post(f"{path}/tenant-type", {"type": "低保户"}).get_json()["version"]
    kept = clerk.patch(path, {"hardship": True, "address": "桂园"}, version=version).get_json()
    assert kept["tenant_type"] == "低保户"
    changed = clerk.patch(path, {"hardship": False}, version=version + 1).get_json()
    assert (changed["tenant_type"], changed["hardship"]) == ("正常", False)


def test_r_cust_18_the_profile_holds_who_it_is_and_what_was_done(clerk: Desk, place: Place) -> None:
    clerk.patch(f"/customers/{place.customer.id}", {"address": "桂园一期", "phone": "13800000001"}, version=1)
    for workflow, details in (("repair", REPAIR),) * 3 + (("complaint", COMPLAINT),):
        body = {"workflow": workflow, "office": place.office.code, "subject": "水管", "details": details}
        clerk.made("/tickets", body | {"customer": place.customer.code})
    profile = clerk.get(f"/customers/{place.customer.id}/profile").get_json()
    basic = profile["basic"]
    assert (basic["address"], basic["phone"]) == ("桂园一期", "138****0001")
    assert (len(profile["repairs"]), len(profile["complaints"])) == (3, 1)


REPAIR = {"category": "水", "urgency": "normal", "place": "common"}
COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修"}


def test_r_cust_19_a_company_is_found_by_its_industry(clerk: Desk, place: Place) -> None:
    more = {"industry": "零售", "company": "桂园便利店", "job_title": "店长", "spending_power": "高"}
    body: dict[str, Any] = {"office": place.office.code, "code": "K-1", "name": "店", "kind": "company"}
    row = clerk.made("/customers", body | more | {"preference": "微信联系"})
    assert [each["id"] for each in clerk.items("/customers?industry=零售")] == [row["id"]]
    assert {name: row[name] for name in more} == more


def test_r_fam_06_an_earlier_owner_is_listed_with_the_days(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        days = {"since": date(2020, 1, 1), "until": date(2025, 6, 1)}
        makers.make_occupancy(work, room, place.customer, **days)
    (row,) = clerk.items(f"/past-customers?room={room.code}&nature=owner")
    assert (row["customer"]["name"], row["in_on"], row["out_on"]) == ("张伟", "2020-01-01", "2025-05-31")


def test_both_lists_of_those_who_left_tell_the_same_day(clerk: Desk, place: Place) -> None:
    """A lease until 1 June holds through 31 May."""
    with transaction() as work:
        room = makers.make_room(work, place.office)
        days = {"since": date(2020, 1, 1), "until": date(2025, 6, 1)}
        makers.make_occupancy(work, room, place.customer, nature="tenant", **days)
    lists = ("past-customers", "moves")
    told = [clerk.items(f"/{each}?room={room.code}")[0]["out_on"] for each in lists]
    assert told == ["2025-05-31"] * 2


def test_a_stay_that_was_entered_by_mistake_makes_nobody_a_customer_of_the_room(
    clerk: Desk, place: Place
) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        stay = makers.make_occupancy(work, room, place.customer)
        work.sql.execute(CANCELLED, [stay.id])
    assert clerk.items(f"/customers?room={room.code}") == []


CANCELLED = "UPDATE occupancy SET until = since, cancelled_at = guanjia_now() WHERE id = %s"


def test_r_fam_07_the_directory_shows_phones_masked(clerk: Desk, place: Place) -> None:
    change = {"phone": "13800000001", "fax": "020-88886666", "email": "zw@example.com"}
    clerk.patch(f"/customers/{place.customer.id}", change, version=1)
    with transaction() as work:
        makers.make_occupancy(work, makers.make_room(work, place.office), place.customer)
    (row,) = clerk.items("/directory")
    shown = (row["phone"], row["fax"], row["email"])
    assert shown == ("138****0001", "020-88886666", "zw@example.com")


def test_one_box_finds_customers_and_rooms_under_the_callers_visibility(
    client: FlaskClient, clerk: Desk, place: Place, elsewhere: Place
) -> None:
    body = {"office": place.office.code, "code": "Z-9-0101", "name": "欧阳修竹", "phone": "13812345678"}
    row = clerk.made("/customers", body)
    with transaction() as work:
        room = makers.make_room(work, place.office, code="Z-9-0101")

    def found(who: Desk, text: str) -> list[tuple[str, str]]:
        answer = who.post("/search", {"q": text})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return [(each["kind"], each["id"]) for each in answer.get_json()["items"]]

    assert found(clerk, "9-01") == [("customer", row["id"]), ("room", str(room.id))]
    for text in ("阳修", "1234567", "13812345678"):
        assert found(clerk, text) == [("customer", row["id"])]
    assert found(Desk(client, place.auditor), "1234567") == []
    for text in ("9-01", "阳修", "1234567"):
        assert found(Desk(client, elsewhere.clerk), text) == []


def test_a_code_that_a_customer_had_before_still_leads_to_it(clerk: Desk, place: Place) -> None:
    clerk.patch(f"/customers/{place.customer.id}", {"code": "NEW-1", "name": "张炜"}, version=1)
    for old in (place.customer.code, "张伟"):
        (hit,) = clerk.post("/search", {"q": old}).get_json()["items"]
        assert (hit["id"], hit["was"]) == (str(place.customer.id), old)
