"""A subsidy (代缴) is ended by a day or taken back, by who may and has seen it as it is."""

from collections.abc import Collection
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.models.customer import Customer
from service.queries.register.balances import book_differences, other_payers
from service.queries.register.ledger import ledger_faults
from service.transaction import Row, transaction
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk, refused
from tests.register.town import Town, answered, new_town

REASON = {"reason": "开发商终止协议"}


@pytest.fixture
def town(place: Place, client: FlaskClient) -> Town:
    """One room, at 250.60 a month, of which the developer has promised three."""
    town = new_town(place, client)
    town.item()
    room = town.room(place.customer)
    town.tariff(town.standard(), room=room.code)
    return town


@pytest.fixture
def developer(town: Town) -> Customer:
    with transaction() as work:
        return makers.make_customer(work, town.place.office, kind="developer", name="桂园置业")


def promised(town: Town, developer: Customer, **values: Any) -> Row:
    body = {"room": town.rooms[0].code, "developer": developer.code, "begins_on": "2026-11-01"}
    return answered(town.finance.post("/subsidies", body | (values or {"months": 3})))


def send(who: Desk, made: Row, act: str, body: Any, *, version: int | None = None) -> Any:
    tag = {"If-Match": f'"v{version or made["version"]}"'}
    return who.post(f"/subsidies/{made['id']}/{act}", body, **tag)


def end(town: Town, made: Row, on: str) -> Any:
    return send(town.finance, made, "end", {"on": on} | REASON)


def owes(town: Town, customer: Customer) -> list[tuple[str, int]]:
    rows = town.charges(customer=customer.code)
    return sorted((row["period"], row["balance_fen"]) for row in rows if row["balance_fen"])


def test_r_occ_13_from_the_day_on_which_it_is_ended_the_owner_pays(town: Town, developer: Customer) -> None:
    made = promised(town, developer)
    town.run("2026-11")
    ended = answered(end(town, made, "2026-11-30"), 200)
    assert (ended["ends_on"], ended["ended_at"], ended["version"]) == ("2026-11-30", None, 2)
    town.run("2026-12")
    assert owes(town, developer) == [("2026-11", 25060)]
    assert owes(town, town.place.customer) == [("2026-12", 25060)]


def test_a_subsidy_by_amount_is_ended_by_a_day_too_and_never_made_longer(
    town: Town, developer: Customer
) -> None:
    made = promised(town, developer, amount_fen=75180)
    ended = answered(end(town, made, "2026-12-31"), 200)
    for day in ("2026-12-31", "2027-01-31", "2026-10-31"):
        said = end(town, ended, day)
        refused(said, 422, "not_so")
        assert said.get_json()["rule"] == "ends_earlier"


def test_r_occ_17_taken_back_it_is_as_if_it_had_never_been(town: Town, developer: Customer) -> None:
    made = promised(town, developer, amount_fen=40000)
    town.run("2026-11")
    town.run("2026-12")
    assert owes(town, developer) == [("2026-11", 25060), ("2026-12", 14940)]
    before = {row["period"]: (row["due_on"], row["limitation_on"]) for row in town.charges()}
    taken = answered(send(town.finance, made, "reverse", REASON), 200)
    assert (taken["balance_fen"], taken["ended_at"] is not None) == (40000, True)
    assert owes(town, developer) == []
    owner = town.place.customer
    assert owes(town, owner) == [("2026-11", 25060), ("2026-12", 10120), ("2026-12", 14940)]
    assert {row["period"]: (row["due_on"], row["limitation_on"]) for row in town.charges()} == before
    for period in ("2026-11", "2026-12"):
        assert town.run(period)["lines"] == 0
    town.run("2027-01")
    assert owes(town, developer) == []
    ids = {row["id"] for row in town.charges()}
    with transaction() as work:
        assert [row for row in book_differences(work.sql) if str(row["id"]) in ids] == []
        assert [row for row in ledger_faults(work.sql) if row["row"].split()[-1] in ids] == []
    again = send(town.finance, taken, "reverse", REASON)
    refused(again, 409, "not_now")
    refused(end(town, taken, "2026-11-30"), 409, "not_now")


def test_a_subsidy_whose_rest_is_not_what_its_charges_left_of_it_is_found(
    town: Town, developer: Customer
) -> None:
    by_amount, by_day = promised(town, developer, amount_fen=40000), promised(town, developer, months=3)
    town.run("2026-11")
    town.run("2026-12")
    named = (by_amount["id"], by_day["id"])
    assert wrong_in_books(named) == []
    with transaction() as work:
        work.sql.execute("UPDATE subsidy SET balance_fen = balance_fen + 1 WHERE id = ANY(%s)", [list(named)])
    (row,) = wrong_in_books(named)
    assert (row["book"], row["stored_fen"], row["counted_fen"]) == ("subsidy", 1, 0)


def wrong_in_books(ids: Collection[str]) -> list[Row]:
    with transaction() as work:
        return [row for row in book_differences(work.sql) if str(row["id"]) in ids]


def test_a_debt_put_on_somebody_else_is_found(town: Town, developer: Customer) -> None:
    """By who paid for it, who wrote off for it, and who promised to pay it."""
    promised(town, developer, months=1)
    for period in ("2026-11", "2026-12", "2027-01"):
        town.run(period)
    owner = town.place.customer.code
    prepaid = answered(
        town.cashier.post("/prepayments", {"customer": owner, "amount_fen": 9, "method": "cash"})
    )
    ids = {row["period"]: row["id"] for row in town.charges()}
    used = {"charges": [ids["2026-12"]]}
    answered(town.cashier.post(f"/prepayments/{prepaid['id']}/write-off", used), 200)
    paid = {"customer": owner, "amount_fen": 9, "method": "cash", "charges": [ids["2027-01"]]}
    answered(town.cashier.post("/payments", paid))
    assert strangers(ids.values()) == []
    with transaction() as work:
        other = makers.make_customer(work, town.place.office)
        work.session.flush()
        work.sql.execute("UPDATE charge SET customer_id = %s WHERE id = ANY(%s)", [other.id, [*ids.values()]])
    assert strangers(ids.values()) == sorted(ids.values())


def strangers(ids: Collection[str]) -> list[str]:
    with transaction() as work:
        return sorted(str(row["id"]) for row in other_payers(work.sql) if str(row["id"]) in ids)


def test_what_the_developer_has_paid_is_not_taken_back(town: Town, developer: Customer) -> None:
    made = promised(town, developer)
    town.run("2026-11")
    payment = {"customer": developer.code, "amount_fen": 100, "method": "transfer"}
    answered(town.cashier.post("/payments", payment))
    said = send(town.finance, made, "reverse", REASON)
    refused(said, 422, "not_so")
    assert said.get_json()["rule"] == "subsidy_untouched"
    assert owes(town, developer) == [("2026-11", 24960)]


def test_only_money_desks_end_a_subsidy_and_only_as_they_have_seen_it(
    town: Town, developer: Customer, client: FlaskClient, elsewhere: Place
) -> None:
    made = promised(town, developer)
    body = {"on": "2026-11-30"} | REASON
    path = f"/subsidies/{made['id']}/end"
    refused(town.finance.post(path, body), 428, "version_required")
    refused(send(Desk(client, town.place.clerk), made, "end", body), 403, "not_you")
    refused(send(Desk(client, elsewhere.finance), made, "end", body), 404, "not_found")
    answered(send(town.finance, made, "end", body), 200)
    stale = send(town.finance, made, "reverse", REASON)
    refused(stale, 412, "stale")
    assert stale.get_json()["version"] == 2
    refused(send(town.finance, made, "end", {"on": "2026-11-30"}, version=2), 422, "invalid")
    with transaction() as work:
        kept = work.sql.all(
            "SELECT verb, reason FROM register_event WHERE verb <> 'create' AND row_id = %s", [made["id"]]
        )
    assert kept == [{"verb": "change", "reason": REASON["reason"]}]
