"""Desks that hold money, sign for much of it or give desks are given by two persons, not by two accounts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.cli.commands import operator_command
from service.errors import NotSo, NotYou
from service.models.account import Account
from service.transaction import transaction
from service.usecases.register.create_user import NewUser, create_user
from service.usecases.register.put_desks import DeskWish
from service.visibility import Caller
from tests import makers
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_desks import held, put


@pytest.fixture
def pm(place: Place) -> Caller:
    with transaction() as work:
        return makers.make_caller(work, place.office, "pm")


def account_of(who: Caller) -> Account:
    with transaction() as work:
        found = work.session.get(Account, who.account_id)
    assert found is not None
    return found


def test_an_admin_makes_no_second_admin_to_confirm_what_they_ask(place: Place) -> None:
    """One human with a ghost account of another name gave out finance, cashier and auditor."""
    order = NewUser(
        username=makers.unique("ghost"),
        password="long enough",
        name="鬼",
        desks=(DeskWish("admin", place.office.code), DeskWish("pm", place.office.code)),
    )
    with transaction() as work:
        ghost = work.session.get(Account, create_user(work, order, actor=place.admin))
    assert ghost is not None and held(ghost) == set()
    assert put(ghost, place, "admin", "pm", actor=place.admin) == "pending"
    assert held(ghost) == set()


@pytest.mark.parametrize("desk", ["admin", "pm", "city", "hq", "finance", "cashier", "auditor"])
def test_where_there_is_one_admin_the_pm_is_the_second_person(
    place: Place, receiver: Account, pm: Caller, desk: str
) -> None:
    assert put(receiver, place, desk, actor=place.admin) == "pending"
    assert put(receiver, place, desk, actor=pm) == "applied"
    assert held(receiver) == {desk}


def test_a_pm_only_confirms_and_only_what_was_asked(place: Place, receiver: Account, pm: Caller) -> None:
    with pytest.raises(NotYou):
        put(receiver, place, "guard", actor=pm)
    put(receiver, place, "finance", actor=place.admin)
    with pytest.raises(NotYou):
        put(receiver, place, "finance", "cashier", actor=pm)
    with pytest.raises(NotYou):
        put(receiver, place, actor=pm)
    assert held(receiver) == set()


def test_a_pm_confirms_nothing_for_themselves_and_nothing_that_they_asked_as_admin(
    place: Place, pm: Caller
) -> None:
    put(account_of(pm), place, "pm", "finance", actor=place.admin)
    with pytest.raises(NotYou):
        put(account_of(pm), place, "pm", "finance", actor=pm)


def test_what_a_pm_confirms_leaves_desks_of_other_offices_alone(
    place: Place, elsewhere: Place, receiver: Account
) -> None:
    with transaction() as work:
        makers.give_desk(work, receiver, elsewhere.office, "tech")
        makers.give_desk(work, receiver, place.office, "clerk")
        account = makers.make_account(work)
        offices = (place.office, elsewhere.office)
        both = [makers.make_caller(work, each, "pm", account=account) for each in offices]
    pm_of_both = makers.caller_of(account, both[0].seats | both[1].seats)
    put(receiver, place, "finance", actor=place.admin)
    assert put(receiver, place, "finance", actor=pm_of_both) == "applied"
    assert held(receiver) == {"finance", "tech"}


@pytest.mark.parametrize("desk", ["supervisor", "engineering_lead", "legal", "pm", "city", "hq", "cashier"])
def test_nobody_gives_a_signers_desk_to_themselves(place: Place, desk: str) -> None:
    with pytest.raises(NotYou):
        put(account_of(place.admin), place, "admin", desk, actor=place.admin)
    with transaction() as work:
        second = makers.make_account(work)
        work.sql.execute(
            "UPDATE account SET person_id = %s WHERE id = %s", [place.admin.person_id, second.id]
        )
    with pytest.raises(NotYou):
        put(second, place, desk, actor=place.admin)


def test_the_last_admin_of_an_office_stays(place: Place, receiver: Account, pm: Caller) -> None:
    own = account_of(place.admin)
    with pytest.raises(NotSo) as told:
        put(own, place, actor=place.admin)
    assert told.value.extra["rule"] == "last_admin"
    put(receiver, place, "admin", actor=place.admin)
    put(receiver, place, "admin", actor=pm)
    assert put(own, place, "clerk", actor=place.admin) == "applied"
    assert (held(own), held(receiver)) == ({"clerk"}, {"admin"})


def test_of_two_admins_who_remove_each_other_one_stays(app: Flask, place: Place) -> None:
    with transaction() as work:
        other = makers.make_caller(work, place.office, "admin")
    pairs = [(place.admin, account_of(other)), (other, account_of(place.admin))]

    def remove(pair: tuple[Caller, Account]) -> str:
        with app.app_context():
            try:
                return put(pair[1], place, actor=pair[0])
            except NotSo:
                return "last"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(remove, pairs)) == ["applied", "last"]


def test_a_desk_that_waits_is_confirmed_by_the_pm_over_http(
    client: FlaskClient, place: Place, pm: Caller
) -> None:
    admin, second = Desk(client, place.admin), Desk(client, pm)
    desks = [{"desk": "admin", "office": place.office.code}]
    user = {"username": makers.unique("new"), "name": "李四", "password": "long enough", "desks": desks}
    made = admin.made("/users", user)
    assert (made["pending"], made["desks"]) == (True, [])
    path = f"/users/{made['username']}/desks"
    assert admin.put(path, {"desks": desks}).status_code == 202
    given = second.put(path, {"desks": desks})
    assert given.status_code == 200, given.get_data(as_text=True)
    assert [each["desk"] for each in given.get_json()["desks"]] == ["admin"]


def test_the_operator_appoints_whom_nobody_in_the_office_could(
    app: Flask, place: Place, receiver: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", app.extensions["settings"].database_url)
    monkeypatch.setenv("GUANJIA_MASTER_KEY", app.extensions["settings"].master_key)

    def appointed(*words: str) -> int:
        return CliRunner().invoke(operator_command(), ["appoint", *words], obj=create_app).exit_code

    assert appointed(receiver.username, "pm", place.office.code) == 0
    assert appointed(receiver.username, "pm", place.office.code) == 0
    assert held(receiver) == {"pm"}
    assert appointed("nobody", "pm", place.office.code) == 1
    assert appointed(receiver.username, "pm", "nowhere") == 1
