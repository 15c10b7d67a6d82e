"""Desks are given by an admin; those that handle money by two."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from service.errors import Duplicate, Invalid, NotFound, NotYou
from service.models.account import Account
from service.transaction import transaction
from service.usecases.register.create_user import NewUser, create_user
from service.usecases.register.put_desks import DeskWish, put_desks
from service.visibility import Caller
from tests import makers
from tests.register.conftest import Place


@pytest.fixture
def admin2(place: Place) -> Caller:
    with transaction() as work:
        return makers.make_caller(work, place.office, "admin")


def put(account: Account, place: Place, *desks: str, actor: Caller) -> str:
    with transaction() as work:
        wishes = [DeskWish(desk, place.office.code) for desk in desks]
        return put_desks(work, account.id, wishes, actor=actor).status


def held(account: Account) -> set[str]:
    query = "SELECT desk FROM desk_holding WHERE account_id = %s AND until IS NULL"
    with transaction() as work:
        return {row["desk"] for row in work.sql.all(query, [account.id])}


def test_an_admin_gives_and_takes_ordinary_desks(place: Place, receiver: Account) -> None:
    assert put(receiver, place, "clerk", "guard", actor=place.admin) == "applied"
    assert put(receiver, place, "guard", "tech", actor=place.admin) == "applied"
    assert held(receiver) == {"guard", "tech"}


def test_a_money_desk_waits_for_another_admin(place: Place, receiver: Account, admin2: Caller) -> None:
    assert put(receiver, place, "cashier", actor=place.admin) == "pending"
    assert put(receiver, place, "cashier", actor=place.admin) == "pending"
    assert held(receiver) == set()
    assert put(receiver, place, "cashier", actor=admin2) == "applied"
    assert held(receiver) == {"cashier"}


def test_another_wish_confirms_nothing(place: Place, receiver: Account, admin2: Caller) -> None:
    put(receiver, place, "cashier", actor=place.admin)
    assert put(receiver, place, "cashier", "auditor", actor=admin2) == "pending"
    assert put(receiver, place, "cashier", actor=place.admin) == "pending"
    assert held(receiver) == set()


def test_one_person_with_two_accounts_is_one_admin(place: Place, receiver: Account) -> None:
    with transaction() as work:
        person = makers.make_person(work)
        accounts = [makers.make_account(work, person=person) for _ in range(2)]
        twins = [makers.make_caller(work, place.office, "admin", account=account) for account in accounts]
    assert put(receiver, place, "finance", actor=twins[0]) == "pending"
    assert put(receiver, place, "finance", actor=twins[1]) == "pending"


def test_nobody_gives_a_money_desk_to_themselves(place: Place) -> None:
    with transaction() as work:
        account = work.session.get(Account, place.admin.account_id)
    assert account is not None
    with pytest.raises(NotYou):
        put(account, place, "admin", "finance", actor=place.admin)


def test_losing_a_money_desk_needs_one_word(place: Place, receiver: Account, admin2: Caller) -> None:
    put(receiver, place, "cashier", actor=place.admin)
    put(receiver, place, "cashier", actor=admin2)
    assert put(receiver, place, actor=place.admin) == "applied"
    assert held(receiver) == set()


def test_only_admins_give_desks_and_only_in_their_office(
    place: Place, elsewhere: Place, receiver: Account
) -> None:
    with pytest.raises(NotYou):
        put(receiver, place, "guard", actor=place.clerk)
    with pytest.raises(Invalid):
        put(receiver, place, "guard", actor=elsewhere.admin)
    put(receiver, place, "guard", actor=place.admin)
    with pytest.raises(NotFound):
        put(receiver, elsewhere, "guard", actor=elsewhere.admin)


def test_desks_of_other_offices_stay(place: Place, elsewhere: Place, receiver: Account) -> None:
    with transaction() as work:
        makers.give_desk(work, receiver, elsewhere.office, "tech")
        makers.give_desk(work, receiver, place.office, "clerk")
    put(receiver, place, "guard", actor=place.admin)
    assert held(receiver) == {"tech", "guard"}


def test_two_admins_at_once_confirm_each_other(
    app: Flask, place: Place, receiver: Account, admin2: Caller
) -> None:
    def ask(actor: Caller) -> str:
        with app.app_context():
            return put(receiver, place, "auditor", actor=actor)

    with ThreadPoolExecutor(2) as pair:
        assert sorted(pair.map(ask, [place.admin, admin2])) == ["applied", "pending"]
    assert held(receiver) == {"auditor"}


def test_a_username_is_taken_once(place: Place) -> None:
    order = NewUser(username=makers.unique("new"), password="long enough", name="李四")
    with transaction() as work:
        create_user(work, order, actor=place.admin)
    with pytest.raises(Duplicate), transaction() as work:
        create_user(work, order, actor=place.admin)
