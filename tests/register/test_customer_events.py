"""Events around customers and rooms."""

from flask.testing import FlaskClient

from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

EVENT = {"kind": "高空抛物", "happened_on": "2026-11-20", "text": "阳台掉下花盆，无人受伤"}


def test_r_fam_08_an_event_is_kept_and_found_by_its_day(clerk: Desk, place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
    row = clerk.made("/customer-events", EVENT | {"customer": place.customer.code, "room": room.code})
    assert (row["handler"]["id"], row["room"]["code"]) == (str(place.clerk.account_id), room.code)
    assert [each["id"] for each in clerk.items("/customer-events?since=2026-11-20&until=2026-11-20")] == [
        row["id"]
    ]
    assert clerk.items("/customer-events?since=2026-11-21") == []


def test_r_fam_09_four_verbs_work_and_leave_a_trace(client: FlaskClient, clerk: Desk, place: Place) -> None:
    row = clerk.made("/customer-events", EVENT | {"customer": place.customer.code})
    path = f"/customer-events/{row['id']}"
    assert clerk.get(path).get_json()["kind"] == "高空抛物"
    assert clerk.patch(path, {"kind": "漏水"}, version=1).get_json()["kind"] == "漏水"
    assert clerk.delete(path).status_code == 204
    refused(clerk.get(path), 404, "not_found")
    trail = Desk(client, place.auditor).items(f"/audit/register?row={row['id']}")
    assert [each["verb"] for each in trail] == ["delete", "change", "view", "create"]


def test_an_event_is_about_somebody_or_some_room(client: FlaskClient, clerk: Desk, place: Place) -> None:
    refused(clerk.post("/customer-events", EVENT), 422, "invalid")
    body = EVENT | {"customer": place.customer.code}
    refused(Desk(client, place.auditor).post("/customer-events", body), 403, "not_you")
