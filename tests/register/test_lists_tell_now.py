"""A list answers by what is so now: what was taken back waits for nobody, an earlier code still leads on."""

from flask.testing import FlaskClient

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
