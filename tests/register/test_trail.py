"""Nobody learns a number in full without a line in the trail, whatever they put into the address."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.api.areas import AREAS
from service.transaction import rehearsal, statements, transaction
from service.usecases.register.reveal import CUSTOMER, reveal
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused

PHONE, ACCOUNT = "13800000001", "6222000000001234"
TRAILED = {
    f"{call.method} {call.rule}" for area in AREAS for call in area.calls if call.trail and call.unsafe
}
OPENING = {
    "POST /customers/<customer>/reveal": {"field": "phone"},
    "POST /customers/<customer>/members/<member>/reveal": {"field": "phone"},
    "POST /customers/<customer>/accounts/<account>/reveal": {"field": "number"},
    "POST /debit-files/download": {"due_by": "2026-11-26"},
}


@pytest.fixture
def finance(client: FlaskClient, place: Place) -> Desk:
    """Of an office with somebody who owes, has a phone, a member and a bank account."""
    return Desk(client, place.finance)


@pytest.fixture
def parts(client: FlaskClient, place: Place) -> dict[str, str]:
    clerk = Desk(client, place.clerk)
    who = {"office": place.office.code, "code": makers.unique("C"), "name": "张伟", "phone": PHONE}
    customer = clerk.made("/customers", who)["id"]
    path = f"/customers/{customer}"
    member = clerk.made(f"{path}/members", {"relation": "儿子", "name": "张小明", "phone": PHONE})["id"]
    account = clerk.made(f"{path}/accounts", {"holder": "张伟", "bank": "工行", "number": ACCOUNT})["id"]
    owed = {"customer": customer, "item": "物业费", "amount_fen": 100, "due_on": "2026-01-01"}
    Desk(client, place.finance).made("/charges", owed)
    return {"<customer>": customer, "<member>": member, "<account>": account}


def lines() -> int:
    with statements() as sql:
        row = sql.one("SELECT count(*) AS n FROM register_event WHERE verb IN ('reveal', 'view')")
    return int(row["n"]) if row else 0


def test_each_route_that_keeps_who_asked_is_tried_here() -> None:
    assert OPENING.keys() == TRAILED


@pytest.mark.parametrize("route", sorted(OPENING))
def test_what_is_opened_cannot_be_rehearsed(finance: Desk, parts: dict[str, str], route: str) -> None:
    """A dry run is taken back, line of the trail and all, and what was read would be known."""
    path = "/".join(parts.get(part, part) for part in route.partition(" ")[2].split("/"))
    before = lines()
    tried = finance.post(f"{path}?dry_run=true", OPENING[route])
    refused(tried, 422, "invalid")
    assert [each["field"] for each in tried.get_json()["errors"]] == ["dry_run"]
    assert (lines(), "Dry-Run" in tried.headers) == (before, False)
    assert finance.post(path, OPENING[route]).status_code == 200
    assert lines() > before


def test_a_value_is_not_opened_where_its_line_would_be_taken_back(
    place: Place, parts: dict[str, str]
) -> None:
    """Whoever adds a route and forgets to say so answers nothing."""
    with rehearsal(), pytest.raises(RuntimeError), transaction() as work:
        reveal(work, CUSTOMER["phone"], UUID(parts["<customer>"]), reason=None, actor=place.finance)
