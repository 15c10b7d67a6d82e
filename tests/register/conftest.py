"""The register on a real database; every test makes offices of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.models.account import Account
from service.models.customer import Customer
from service.models.office import Office
from service.transaction import Work, transaction
from service.visibility import Caller
from tests import makers
from tests.register.desk import Desk


@pytest.fixture(scope="module")
def app(shared_app: Flask) -> Iterator[Flask]:
    with shared_app.app_context():
        yield shared_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def clerk(client: FlaskClient, place: "Place") -> Desk:
    return Desk(client, place.clerk)


@dataclass(frozen=True, slots=True)
class Place:
    """An office, one customer of it, and the people who handle its money."""

    office: Office
    customer: Customer
    cashier: Caller
    auditor: Caller
    finance: Caller
    clerk: Caller
    admin: Caller


@pytest.fixture
def place(app: Flask) -> Place:
    with transaction() as work:
        return new_place(work)


@pytest.fixture
def elsewhere(app: Flask) -> Place:
    with transaction() as work:
        return new_place(work)


def new_place(work: Work) -> Place:
    office = makers.make_office(work)
    desks = ("cashier", "auditor", "finance", "clerk", "admin")
    people = {desk: makers.make_caller(work, office, desk) for desk in desks}
    return Place(office=office, customer=makers.make_customer(work, office), **people)


@pytest.fixture
def receiver(app: Flask) -> Account:
    with transaction() as work:
        return makers.make_account(work)


@pytest.fixture
def newcomer(place: Place) -> Customer:
    """Somebody of the office who has no room so far."""
    with transaction() as work:
        return makers.make_customer(work, place.office, kind="tenant", name="李娜")
