"""The database has the last word on money and on who lives where, whatever the code above it does."""

from datetime import date
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.db import new_id
from service.models.account import Account
from service.models.book_entry import BookEntry
from service.transaction import Work, transaction
from tests import makers
from tests.register.conftest import Place


def violated(error: BaseException | None) -> str | None:
    assert isinstance(error, psycopg.Error)
    return error.diag.constraint_name


def refused(work: Work, statement: Any, values: dict[str, Any]) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        work.sql.execute(statement, values)
    return violated(caught.value)


@pytest.fixture
def deposit_id(place: Place, receiver: Account) -> Any:
    with transaction() as work:
        deposit = makers.make_deposit(work, place.customer, receiver)
        auditor = {"account": place.auditor.account_id, "person": place.auditor.person_id, "id": deposit.id}
        work.sql.execute(AUDITED, auditor)
        return deposit.id


AUDITED = """
UPDATE deposit SET status = 'audited', audited_by = %(account)s, audited_by_person = %(person)s,
       audited_at = guanjia_now() WHERE id = %(id)s
"""


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("balance_fen = -1", "deposit_within_balance"),
        ("balance_fen = amount_fen + 1", "deposit_within_balance"),
        ("frozen_fen = -1", "deposit_within_balance"),
        ("frozen_fen = 1", "deposit_one_open_slip"),
        ("status = 'received'", "deposit_status_needs_audit"),
        ("status = 'lost'", "deposit_status"),
        ("audited_by = received_by, audited_by_person = received_by_person", "deposit_auditor_not_receiver"),
        ("audited_at = NULL", "deposit_audited_by_somebody"),
        ("amount_fen = 0, balance_fen = 0", "deposit_amount"),
    ],
)
def test_a_deposit_cannot_be_written_into_nonsense(deposit_id: Any, change: str, constraint: str) -> None:
    with transaction() as work:
        assert (
            refused(work, f"UPDATE deposit SET {change} WHERE id = %(id)s", {"id": deposit_id}) == constraint
        )


@pytest.mark.parametrize("table", ["deposit", "prepayment"])
def test_no_slip_freezes_more_than_there_is(place: Place, receiver: Account, table: str) -> None:
    with transaction() as work:
        deposit = makers.make_deposit(work, place.customer, receiver)
        auditor = {"account": place.auditor.account_id, "person": place.auditor.person_id, "id": deposit.id}
        work.sql.execute(AUDITED, auditor)
        row = deposit if table == "deposit" else makers.make_prepayment(work, place.customer)
        # A slip without its ticket: the foreign key is not what is looked at here.
        work.sql.execute("SET LOCAL session_replication_role = replica")
        freeze = f"UPDATE {table} SET frozen_fen = balance_fen + 1, frozen_by = %(slip)s WHERE id = %(id)s"
        assert refused(work, freeze, {"id": row.id, "slip": new_id()}) == f"{table}_within_balance"


def test_nothing_is_frozen_before_the_audit(place: Place, receiver: Account) -> None:
    with transaction() as work:
        deposit = makers.make_deposit(work, place.customer, receiver)
        work.sql.execute("SET LOCAL session_replication_role = replica")
        freeze = "UPDATE deposit SET frozen_fen = 1, frozen_by = %(slip)s WHERE id = %(id)s"
        assert refused(work, freeze, {"id": deposit.id, "slip": new_id()}) == "deposit_frozen_when_audited"


def test_the_auditor_is_another_person_even_with_another_account(place: Place, app: Any) -> None:
    with transaction() as work:
        person = makers.make_person(work)
        one, two = makers.make_account(work, person=person), makers.make_account(work, person=person)
        deposit = makers.make_deposit(work, place.customer, one)
        auditor = {"account": two.id, "person": person.id, "id": deposit.id}
        assert refused(work, AUDITED, auditor) == "deposit_auditor_not_receiver"


def test_nobody_signs_with_the_name_of_another(place: Place, receiver: Account) -> None:
    with transaction() as work:
        deposit = makers.make_deposit(work, place.customer, receiver)
        auditor = {"account": place.auditor.account_id, "person": receiver.person_id, "id": deposit.id}
        assert refused(work, AUDITED, auditor) in ("deposit_auditor", "deposit_auditor_not_receiver")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("balance_fen = -1", "charge_within_amount"),
        ("balance_fen = amount_fen + 1", "charge_adds_up"),
        ("paid_fen = 1", "charge_adds_up"),
        ("balance_fen = 0, paid_fen = amount_fen, refunded_fen = amount_fen + 1", "charge_within_paid"),
        ("balance_fen = 0, paid_fen = amount_fen, frozen_fen = 1", "charge_one_open_slip"),
        ("period = '2026-13'", "charge_period"),
    ],
)
def test_a_charge_cannot_be_written_into_nonsense(place: Place, change: str, constraint: str) -> None:
    with transaction() as work:
        charge = makers.make_charge(work, place.customer)
        assert refused(work, f"UPDATE charge SET {change} WHERE id = %(id)s", {"id": charge.id}) == constraint


def test_a_prepayment_never_gives_more_than_came_in(place: Place) -> None:
    with transaction() as work:
        row = makers.make_prepayment(work, place.customer)
        change = "UPDATE prepayment SET balance_fen = -1 WHERE id = %(id)s"
        assert refused(work, change, {"id": row.id}) == "prepayment_within_balance"


@pytest.mark.parametrize("nature", ["owner", "tenant", "resident"])
def test_one_of_each_nature_a_room_and_day(place: Place, nature: str) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        values = {"nature": nature, "since": date(2026, 1, 1), "until": date(2026, 6, 1)}
        makers.make_occupancy(work, room, place.customer, **values)
        with pytest.raises(IntegrityError) as caught:
            makers.make_occupancy(work, room, place.customer, nature=nature, since=date(2026, 5, 31))
        assert violated(caught.value.orig) == f"occupancy_one_{nature}"


def test_the_next_may_begin_on_the_day_the_last_has_gone(place: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, place.office)
        makers.make_occupancy(work, room, place.customer, until=date(2026, 6, 1))
        makers.make_occupancy(work, room, place.customer, since=date(2026, 6, 1))
        makers.make_occupancy(work, room, place.customer, nature="tenant", since=date(2026, 1, 1))
        makers.make_occupancy(work, makers.make_room(work, place.office), place.customer)


def test_a_room_and_a_customer_of_two_offices_never_meet(place: Place, elsewhere: Place) -> None:
    with transaction() as work:
        room = makers.make_room(work, elsewhere.office)
        with pytest.raises(IntegrityError) as caught:
            makers.make_occupancy(work, room, place.customer)
        assert violated(caught.value.orig) == "occupancy_customer_same_office"


def test_entries_of_the_book_are_never_changed(place: Place) -> None:
    for change in ("UPDATE book_entry SET amount_fen = 1", "DELETE FROM book_entry"):
        with transaction() as work:
            charge = makers.make_charge(work, place.customer)
            refusal = refused(work, f"{change} WHERE row_id = %(id)s", {"id": charge.id})
            assert refusal == "book_entry_append_only"


def test_one_ticket_books_one_thing_once(place: Place) -> None:
    with transaction() as work:
        entry = {"office_id": place.office.id, "book": "deposit", "row_id": new_id(), "kind": "refund"}
        with pytest.raises(DBAPIError) as caught:
            makers.made(work, BookEntry(**entry, amount_fen=0))
        assert violated(caught.value.orig) == "book_entry_amount"
