"""Customers with their sealed numbers, accounts and households, and where they live."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from service.crypto.places import ACCOUNT_NUMBER, CUSTOMER_ID, CUSTOMER_PHONE, MEMBER_PHONE, Place
from service.crypto.vault import OfficeKey, seal_under, vault
from service.fiction.people import Customer, Inhabitants
from service.fiction.places import Office
from service.usecases.seed.company.loading import Load, morning

Row = tuple[Any, ...]
NONE: Row = (None, None, None)


def add_people(load: Load, office: Office, people: Inhabitants) -> None:
    """One key an office, taken once for all its values."""
    key = vault().current(load.work.sql, UUID(office.id))
    load.copy(
        "customer",
        "id office_id code name kind created_at phone_sealed phone_digest phone_masked"
        " id_number_sealed id_number_digest id_number_masked",
        (_customer(key, office, each) for each in people.customers),
    )
    load.copy(
        "bank_account",
        "id office_id customer_id holder bank number_sealed number_digest number_masked primary created_at",
        _accounts(key, office, people),
    )
    load.copy(
        "member",
        "id office_id customer_id relation name sex created_at phone_sealed phone_digest phone_masked",
        _relatives(key, office, people),
    )
    load.copy(
        "occupancy",
        "id office_id room_id customer_id nature since until out_on created_at",
        _stays(office, people),
    )


def _sealed(key: OfficeKey, place: Place, row_id: str, value: str | None) -> Row:
    if value is None:
        return NONE
    found = seal_under(key, place, row_id, value)
    return found.sealed, found.digest, found.masked


def _customer(key: OfficeKey, office: Office, who: Customer) -> Row:
    phone = _sealed(key, CUSTOMER_PHONE, who.id, who.phone)
    number = _sealed(key, CUSTOMER_ID, who.id, who.id_number)
    return (who.id, office.id, who.code, who.name, who.kind, morning(who.since), *phone, *number)


def _accounts(key: OfficeKey, office: Office, people: Inhabitants) -> Iterator[Row]:
    for who in people.customers:
        for each in who.accounts:
            sealed = _sealed(key, ACCOUNT_NUMBER, each.id, each.number)
            yield each.id, office.id, who.id, who.name, each.bank, *sealed, each.primary, morning(who.since)


def _relatives(key: OfficeKey, office: Office, people: Inhabitants) -> Iterator[Row]:
    for who in people.customers:
        for each in who.relatives:
            sealed = _sealed(key, MEMBER_PHONE, each.id, each.phone)
            born = morning(who.since)
            yield each.id, office.id, who.id, each.relation, each.name, each.sex, born, *sealed


def _stays(office: Office, people: Inhabitants) -> Iterator[Row]:
    for each in people.stays:
        days = (each.since, each.until, each.until)
        yield each.id, office.id, each.room.id, each.customer.id, each.nature, *days, morning(each.since)
