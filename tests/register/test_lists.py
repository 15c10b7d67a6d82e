"""Lists and forms of the register, as the manual describes them."""

from flask.testing import FlaskClient

from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused


def test_r_org_04_all_customers_stand_in_the_list_page_by_page(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        for _ in range(64):
            makers.make_customer(work, place.office)
    first = clerk.get("/customers").get_json()
    rest = clerk.get(f"/customers?cursor={first['next']}").get_json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (50, 15, None)


def test_r_org_05_a_customer_is_the_same_by_either_path(clerk: Desk, place: Place) -> None:
    clerk.patch(f"/customers/{place.customer.code}", {"name": "张炜"}, version=1)
    by_code = clerk.get(f"/customers/{place.customer.code}")
    by_id = clerk.get(f"/customers/{place.customer.id}")
    assert by_code.headers["ETag"] == by_id.headers["ETag"] == '"v2"'
    assert by_code.get_json() == by_id.get_json() == clerk.items("/customers")[0]


def test_r_org_06_what_must_be_filled_in_is_named_and_nothing_saved(clerk: Desk, place: Place) -> None:
    answer = clerk.post("/customers", {"office": place.office.code, "code": "C-1", "kind": "owner"})
    refused(answer, 422, "invalid")
    assert [error["field"] for error in answer.get_json()["errors"]] == ["name"]
    assert len(clerk.items("/customers")) == 1


def test_r_org_07_a_form_that_is_not_saved_leaves_no_row(clerk: Desk, place: Place) -> None:
    body = {"office": place.office.code, "code": "C-1", "name": "周敏", "phone": "13800000001"}
    tried = clerk.post("/customers?dry_run=true", body)
    assert (tried.status_code, tried.headers["Dry-Run"]) == (201, "true")
    assert [row["code"] for row in clerk.items("/customers")] == [place.customer.code]


def test_r_org_08_a_clerk_sees_the_customers_of_the_own_office_only(
    clerk: Desk, place: Place, elsewhere: Place
) -> None:
    assert {row["office"]["code"] for row in clerk.items("/customers")} == {place.office.code}
    refused(clerk.get(f"/customers/{elsewhere.customer.id}"), 404, "not_found")


def test_r_org_09_a_list_offers_four_verbs_to_who_keeps_it_and_none_to_others(
    client: FlaskClient, clerk: Desk, place: Place
) -> None:
    members = f"/customers/{place.customer.id}/members"
    auditor = Desk(client, place.auditor)
    lists = ("/customers", members, "/handovers", "/acceptances", "/moves", "/customer-events")
    for path in lists:
        offered = clerk.options(path)
        assert offered.get_json() == {"verbs": ["view", "add", "modify", "delete"]}
        assert {"GET", "POST"} <= set(offered.headers["Allow"].split(", "))
        refused(auditor.options(path), 403, "not_you")
