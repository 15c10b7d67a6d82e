"""Rows with sensible defaults, and nothing else."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.db import Base, new_id
from service.models.account import Account
from service.models.book_entry import BookEntry
from service.models.building import Building
from service.models.charge import Charge
from service.models.columns import NOW
from service.models.customer import Customer
from service.models.deposit import Deposit
from service.models.desk_holding import DeskHolding
from service.models.occupancy import Occupancy
from service.models.office import Office
from service.models.person import Person
from service.models.prepayment import Prepayment
from service.models.room import Room
from service.passwords import hash_password
from service.transaction import Work
from service.usecases.register.create_office import add_office
from service.usecases.register.personal import OF_CUSTOMER
from service.visibility import Caller

Row = TypeVar("Row", bound=Base)
PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD)


def unique(stem: str) -> str:
    return f"{stem}-{secrets.token_hex(4)}"


def made(work: Work, row: Row) -> Row:
    work.session.add(row)
    work.session.flush()
    return row


def make_office(work: Work, *, parent: Office | None = None, **values: Any) -> Office:
    """Every test has offices of its own, so tests may share a database."""
    defaults = {"id": new_id(), "code": unique("T").upper(), "name": "桂园", "kind": "office"}
    office = Office(**defaults | {"parent_id": parent and parent.id} | values)
    add_office(work, office)
    return office


def make_building(work: Work, office: Office, **values: Any) -> Building:
    defaults = {"id": new_id(), "office_id": office.id, "code": unique("A"), "name": "一栋"}
    return made(work, Building(**defaults | values))


def make_room(work: Work, office: Office, **values: Any) -> Room:
    building_id = values.pop("building_id", None) or make_building(work, office).id
    defaults = {"id": new_id(), "office_id": office.id, "building_id": building_id, "code": unique("A-1")}
    return made(work, Room(**defaults | {"floor": 1, "gross_area": 8950} | values))


def make_person(work: Work, **values: Any) -> Person:
    return made(work, Person(**{"id": new_id(), "name": "张三"} | values))


def make_account(work: Work, *, person: Person | None = None, **values: Any) -> Account:
    person = person or make_person(work)
    defaults = {"id": new_id(), "username": unique("user"), "person_id": person.id}
    return made(work, Account(**defaults | {"password_hash": PASSWORD_HASH} | values))


def give_desk(work: Work, account: Account, office: Office, desk: str, **values: Any) -> DeskHolding:
    defaults = {"id": new_id(), "account_id": account.id, "office_id": office.id, "desk": desk}
    return made(work, DeskHolding(**defaults | values))


def make_caller(work: Work, office: Office, *desks: str, account: Account | None = None) -> Caller:
    """Somebody who holds these desks in this office."""
    account = account or make_account(work)
    for desk in desks:
        give_desk(work, account, office, desk)
    return caller_of(account, ((desk, office.id) for desk in desks))


def caller_of(account: Account, seats: Iterable[tuple[str, UUID]]) -> Caller:
    return Caller(
        account_id=account.id,
        person_id=account.person_id,
        token_id=new_id(),
        username=account.username,
        name="张三",
        desks=(),
        seats=frozenset(seats),
    )


def make_customer(work: Work, office: Office, **values: Any) -> Customer:
    defaults = {"id": new_id(), "office_id": office.id, "code": unique("C"), "name": "张伟", "kind": "owner"}
    row = defaults | values
    for name, place in OF_CUSTOMER.items():
        value = row.pop(name, None)
        if value is not None:
            row |= place.columns(vault().seal(work.sql, office.id, place, row["id"], value))
    return made(work, Customer(**row))


def make_occupancy(work: Work, room: Room, customer: Customer, **values: Any) -> Occupancy:
    defaults = {"id": new_id(), "office_id": room.office_id, "room_id": room.id, "customer_id": customer.id}
    return made(work, Occupancy(**defaults | {"nature": "owner", "since": date(2026, 1, 1)} | values))


def make_charge(work: Work, customer: Customer, **values: Any) -> Charge:
    """Owed in full; with the entry that its balance is the sum of."""
    amount_fen = values.get("amount_fen", 25060)
    defaults = {"id": new_id(), "office_id": customer.office_id, "customer_id": customer.id, "item": "物业费"}
    defaults |= {"amount_fen": amount_fen, "balance_fen": amount_fen}
    defaults |= {"due_on": date(2026, 10, 31), "limitation_on": date(2029, 10, 31)}
    charge = made(work, Charge(**defaults | values))
    _enter(work, "charge", charge, "charged", amount_fen)
    return charge


def make_deposit(work: Work, customer: Customer, receiver: Account, **values: Any) -> Deposit:
    """Received, not yet audited."""
    amount_fen = values.get("amount_fen", 200_000)
    defaults = {"id": new_id(), "office_id": customer.office_id, "customer_id": customer.id, "kind": "other"}
    defaults |= {"amount_fen": amount_fen, "balance_fen": amount_fen, "received_at": NOW}
    defaults |= {"received_by": receiver.id, "received_by_person": receiver.person_id}
    deposit = made(work, Deposit(**defaults | values))
    _enter(work, "deposit", deposit, "receipt", amount_fen)
    return deposit


def make_prepayment(work: Work, customer: Customer, **values: Any) -> Prepayment:
    amount_fen = values.get("amount_fen", 100_000)
    defaults = {"id": new_id(), "office_id": customer.office_id, "customer_id": customer.id, "method": "cash"}
    defaults |= {"amount_fen": amount_fen, "balance_fen": amount_fen, "received_at": NOW}
    prepayment = made(work, Prepayment(**defaults | values))
    _enter(work, "prepayment", prepayment, "receipt", amount_fen)
    return prepayment


def _enter(work: Work, book: str, row: Charge | Deposit | Prepayment, kind: str, amount_fen: int) -> None:
    entry = BookEntry(office_id=row.office_id, book=book, row_id=row.id, kind=kind, amount_fen=amount_fen)
    made(work, entry)


def set_phone(work: Work, customer: Customer, phone: str) -> None:
    sealed = vault().seal(work.sql, customer.office_id, CUSTOMER_PHONE, customer.id, phone)
    columns = CUSTOMER_PHONE.columns(sealed)
    work.sql.execute(SET_PHONE, columns | {"id": customer.id})


SET_PHONE = """
UPDATE customer SET phone_sealed = %(phone_sealed)s, phone_digest = %(phone_digest)s,
       phone_masked = %(phone_masked)s WHERE id = %(id)s
"""
