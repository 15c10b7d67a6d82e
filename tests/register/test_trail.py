"""Nobody learns a number in full without a line in the trail, whatever they put into the address."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.api.areas import AREAS
from service.errors import TooMany
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
    "POST /debit-files": {"due_by": "2026-11-26"},
    "POST /search": {"q": PHONE},
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
    read = ["reveal", "view", "list", "export"]
    with statements() as sql:
        row = sql.one("SELECT count(*) AS n FROM register_event WHERE verb = ANY(%s)", [read])
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


def test_a_key_that_is_none_is_refused_though_none_is_kept(finance: Desk) -> None:
    tried = finance.post("/search", OPENING["POST /search"], **{"Idempotency-Key": "x" * 256})
    refused(tried, 422, "invalid")
    assert [each["field"] for each in tried.get_json()["errors"]] == ["Idempotency-Key"]


def test_a_value_is_not_opened_where_its_line_would_be_taken_back(
    place: Place, parts: dict[str, str]
) -> None:
    """Whoever adds a route and forgets to say so answers nothing."""
    with rehearsal(), pytest.raises(RuntimeError), transaction() as work:
        reveal(work, CUSTOMER["phone"], UUID(parts["<customer>"]), reason=None, actor=place.finance, most=9)


@pytest.mark.parametrize(
    ("path", "verb", "noun"),
    [
        ("/customers", "list", "customer"),
        (f"/customers?q={PHONE[:3]}", "list", "customer"),
        ("/directory", "list", "directory"),
        ("/customers/<customer>/members", "list", "member"),
        ("/customers/<customer>/accounts", "list", "bank_account"),
        ("/customers/<customer>/history", "list", "history"),
        ("/customers/<customer>/drill/members", "list", "drill"),
        ("/customers/<customer>/profile", "view", "profile"),
        ("/customers/<customer>", "view", "customer"),
        ("/customers/export.xlsx", "export", "customer"),
        ("/directory/export.xlsx", "export", "directory"),
    ],
)
def test_who_looks_at_many_leaves_one_line(
    client: FlaskClient, place: Place, parts: dict[str, str], path: str, verb: str, noun: str
) -> None:
    clerk, auditor = Desk(client, place.clerk), Desk(client, place.auditor)
    with transaction() as work:
        room = makers.make_room(work, place.office)
    lives = {"room": room.code, "customer": parts["<customer>"], "nature": "owner", "since": "2020-01-01"}
    clerk.made("/occupancies", lives)
    before = len(auditor.items(f"/audit/register?verb={verb}&noun={noun}"))
    asked = "/".join(parts.get(part, part) for part in path.split("/"))
    assert clerk.get(asked).status_code == 200
    after = auditor.items(f"/audit/register?verb={verb}&noun={noun}")
    assert len(after) == before + 1
    assert after[0]["actor"]["username"] == place.clerk.username
    assert PHONE[:3] not in str(after[0]["fields"])


def test_nobody_collects_numbers(place: Place, parts: dict[str, str]) -> None:
    """A clerk went over all customers of the office."""
    told: dict[str, Any] = {"reason": None, "actor": place.finance}
    row = UUID(parts["<customer>"])
    with transaction() as work:
        for _ in range(2):
            assert reveal(work, CUSTOMER["phone"], row, most=2, **told) == PHONE
        with pytest.raises(TooMany) as refusal:
            reveal(work, CUSTOMER["phone"], row, most=2, **told)
        assert reveal(work, CUSTOMER["phone"], row, reason=None, actor=place.clerk, most=2) == PHONE
    assert 0 < int(refusal.value.headers["Retry-After"]) <= 3600
