"""A payment settles debts in the legal order, and two at once never settle one debt twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.db import new_id
from service.errors import Duplicate, Invalid
from service.queries.register.balances import book_differences
from service.transaction import Work, transaction
from service.usecases.register.receive_payment import Booked, NewPayment, receive_payment
from tests import makers
from tests.register.conftest import Place


def paid(place: Place, amount_fen: int, **values: Any) -> Booked:
    order = NewPayment(customer=place.customer.code, amount_fen=amount_fen, method="cash", **values)
    with transaction() as work:
        return receive_payment(work, order, actor=place.cashier)


def owed(place: Place, *due: date) -> list[UUID]:
    with transaction() as work:
        return [makers.make_charge(work, place.customer, due_on=day, amount_fen=25060).id for day in due]


def balances(place: Place) -> dict[UUID, int]:
    query = "SELECT id, balance_fen FROM charge WHERE customer_id = %(customer)s"
    with transaction() as work:
        rows = work.sql.all(query, {"customer": place.customer.id})
    return {row["id"]: row["balance_fen"] for row in rows}


def in_balance(place: Place) -> bool:
    with transaction() as work:
        mine = work.sql.all("SELECT row_id FROM book_entry WHERE office_id = %s", [place.office.id])
        ids = {row["row_id"] for row in mine}
        return not [row for row in book_differences(work.sql) if row["id"] in ids]


def test_the_oldest_due_debt_is_settled_first(place: Place) -> None:
    young, old = owed(place, date(2026, 10, 31), date(2026, 8, 31))
    booked = paid(place, 30000)
    assert [(part.charge_id, part.amount_fen) for part in booked.parts] == [(old, 25060), (young, 4940)]
    assert balances(place) == {old: 0, young: 20120}
    assert booked.prepayment_id is None
    assert in_balance(place)


def test_what_is_left_becomes_a_prepayment(place: Place) -> None:
    owed(place, date(2026, 8, 31))
    booked = paid(place, 30000)
    with transaction() as work:
        row = work.sql.one("SELECT * FROM prepayment WHERE id = %s", [booked.prepayment_id])
    assert row is not None
    assert (row["balance_fen"], row["method"]) == (4940, "cash")
    assert in_balance(place)


def test_a_named_debt_comes_first(place: Place) -> None:
    old, young = owed(place, date(2026, 8, 31), date(2026, 10, 31))
    paid(place, 25060, charges=(young,))
    assert balances(place) == {old: 25060, young: 0}


def test_the_debt_of_another_cannot_be_named(place: Place, elsewhere: Place) -> None:
    (foreign,) = owed(elsewhere, date(2026, 8, 31))
    with pytest.raises(Invalid):
        paid(place, 100, charges=(foreign,))


def test_a_part_payment_begins_the_limitation_anew(place: Place) -> None:
    (charge_id,) = owed(place, date(2020, 1, 31))
    paid(place, 100)
    query = "SELECT limitation_on > guanjia_now()::date + 1000 AS anew FROM charge WHERE id = %s"
    events = "SELECT kind FROM limitation_event WHERE charge_id = %s"
    with transaction() as work:
        assert work.sql.one(query, [charge_id]) == {"anew": True}
        assert work.sql.all(events, [charge_id]) == [{"kind": "payment"}]


def test_the_same_payment_number_is_booked_once(place: Place) -> None:
    number = makers.unique("WX")
    paid(place, 100, payment_no=number)
    with pytest.raises(Duplicate):
        paid(place, 100, payment_no=number)


def test_another_office_books_its_own_payment_of_that_number(place: Place, elsewhere: Place) -> None:
    number = makers.unique("WX")
    paid(place, 100, payment_no=number)
    assert paid(elsewhere, 100, payment_no=number).payment_no == number


def test_receipts_are_numbered_by_the_office(place: Place) -> None:
    first, second = paid(place, 100), paid(place, 100)
    assert first.payment_no.startswith(f"PM-{place.office.code}-")
    assert first.payment_no != second.payment_no


def test_receipts_go_on_being_numbered_after_the_ten_thousandth(place: Place) -> None:
    with transaction() as work:
        work.sql.execute("SELECT setval(%s, 9998)", [place.office.number_sequence])
    numbers = [paid(place, 100).payment_no.rpartition("-")[2] for _ in range(3)]
    assert numbers == ["9999", "10000", "10001"]


def test_a_number_like_the_offices_own_receipts_is_not_typed_and_so_bars_none(place: Place) -> None:
    ours = paid(place, 100).payment_no
    head, _, last = ours.rpartition("-")
    for number in (f"{head}-{int(last) + 1:04}", f"PM-RP-{place.office.code}-20261126-0001-7"):
        with pytest.raises(Invalid) as refusal:
            paid(place, 100, payment_no=number)
        assert [each.field for each in refusal.value.extra["errors"]] == ["payment_no"]
    assert paid(place, 100).payment_no > ours
    assert paid(place, 100, payment_no=f"PM-{makers.unique('WX')}").parts == ()


def test_open_dunning_over_the_charges_is_told(place: Place) -> None:
    first, second = owed(place, date(2026, 8, 31), date(2026, 10, 31))
    with transaction() as work:
        # Tickets without all that a ticket needs: only the tie to the charges is looked at here.
        work.sql.execute("SET LOCAL session_replication_role = replica")
        tickets = [dunning(work, place, charges) for charges in ([first], [first, second], [second])]
    paid_in_part = paid(place, 25060)
    assert [(each.ticket_id, each.balance_fen) for each in paid_in_part.dunning] == [
        (tickets[1], 25060),
        (tickets[0], 0),
    ]


def dunning(work: Work, place: Place, charges: list[UUID]) -> UUID:
    ticket_id = new_id()
    ticket = {"id": ticket_id, "office": place.office.id, "number": makers.unique("DN"), "policy": new_id()}
    work.sql.execute(TICKET, ticket)
    listed = [str(charge) for charge in charges]
    insert = "INSERT INTO dunning (ticket_id, charges) VALUES (%s, to_jsonb(%s::text[]))"
    work.sql.execute(insert, [ticket_id, listed])
    return ticket_id


TICKET = """
INSERT INTO ticket (id, number, office_id, workflow, workflow_version, policy_id, state, version, head_hash,
                    subject, updated_at)
VALUES (%(id)s, %(number)s, %(office)s, 'dunning', 1, %(policy)s, 'draft', 1, sha256(''), '', guanjia_now())
"""


def test_many_payments_at_once_never_settle_more_than_is_owed(app: Flask, place: Place) -> None:
    owed(place, date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))

    def attempt(number: int) -> None:
        with app.app_context():
            paid(place, 10000)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(attempt, range(10)))
    left = 10 * 10000 - 3 * 25060
    with transaction() as work:
        kept = work.sql.one(
            "SELECT sum(balance_fen)::bigint AS fen FROM prepayment WHERE customer_id = %s",
            [place.customer.id],
        )
    assert kept == {"fen": left}
    assert set(balances(place).values()) == {0}
    assert in_balance(place)
