"""A deposit is taken by one person and audited by another, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.errors import Invalid, NotFound, NotNow, NotYou, Problem
from service.queries.register.balances import book_differences
from service.transaction import transaction
from service.usecases.register.audit_deposit import audit_deposit
from service.usecases.register.create_deposit import NewDeposit, create_deposit
from service.visibility import Caller
from tests import makers
from tests.register.conftest import Place


def taken(place: Place, **values: Any) -> UUID:
    order = replace(NewDeposit(place.customer.code, "other", 200_000), **values)
    with transaction() as work:
        return create_deposit(work, order, actor=place.cashier)


def audited(deposit_id: UUID, actor: Caller) -> None:
    with transaction() as work:
        audit_deposit(work, deposit_id, actor=actor)


def test_the_cashier_takes_it_and_the_auditor_confirms_it(place: Place) -> None:
    deposit_id = taken(place)
    audited(deposit_id, place.auditor)
    with transaction() as work:
        row = work.sql.one("SELECT * FROM deposit WHERE id = %(id)s", {"id": deposit_id})
        assert row is not None
        assert (row["status"], row["balance_fen"]) == ("audited", 200_000)
        assert row["audited_by_person"] == place.auditor.person_id
        assert [each for each in book_differences(work.sql) if each["id"] == deposit_id] == []


def test_only_the_cashier_takes_money(place: Place) -> None:
    order = NewDeposit(customer=place.customer.code, kind="other", amount_fen=1)
    for actor in (place.clerk, place.auditor, place.admin):
        with pytest.raises(NotYou), transaction() as work:
            create_deposit(work, order, actor=actor)


def test_a_customer_of_another_office_is_unknown(place: Place, elsewhere: Place) -> None:
    with pytest.raises(Invalid):
        taken(place, customer=elsewhere.customer.code)
    with pytest.raises(Invalid):
        taken(place, customer=str(elsewhere.customer.id))


def test_a_deposit_of_another_office_does_not_exist(place: Place, elsewhere: Place) -> None:
    deposit_id = taken(place)
    with pytest.raises(NotFound):
        audited(deposit_id, elsewhere.auditor)


def test_who_took_it_never_audits_it(place: Place) -> None:
    with transaction() as work:
        person = makers.make_person(work)
        cashier, auditor = makers.make_account(work, person=person), makers.make_account(work, person=person)
        both = makers.make_caller(work, place.office, "cashier", account=cashier)
        other_account = makers.make_caller(work, place.office, "auditor", account=auditor)
    order = NewDeposit(customer=place.customer.code, kind="other", amount_fen=100)
    with transaction() as work:
        deposit_id = create_deposit(work, order, actor=both)
    with pytest.raises(NotYou) as caught:
        audited(deposit_id, other_account)
    assert caught.value.extra["rule"] == "four_eyes"


def test_it_is_audited_once(place: Place) -> None:
    deposit_id = taken(place)
    audited(deposit_id, place.auditor)
    with pytest.raises(NotNow):
        audited(deposit_id, place.auditor)


def test_of_many_auditors_at_once_exactly_one_wins(app: Flask, place: Place) -> None:
    with transaction() as work:
        auditors = [makers.make_caller(work, place.office, "auditor") for _ in range(8)]
    for _ in range(5):
        deposit_id = taken(place)

        def attempt(actor: Caller, deposit_id: UUID = deposit_id) -> str:
            with app.app_context():
                try:
                    audited(deposit_id, actor)
                except Problem as problem:
                    return problem.code
                return "won"

        with ThreadPoolExecutor(8) as crowd:
            answers = sorted(crowd.map(attempt, auditors))
        assert answers == ["not_now"] * 7 + ["won"]
