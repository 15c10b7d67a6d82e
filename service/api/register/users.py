"""Accounts and the desks they hold."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.register_requests import NewUser, Superior, UserDesks
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import current_caller
from service.api.register.rows import asked_of
from service.api.register.shapes import FLAG, PERSON_REF, maybe
from service.api.shapes import DESKS, ID, TEXT, strict
from service.api.work import unit_of_work
from service.queries.register.accounts import account_named, account_shown
from service.usecases.register import create_user
from service.usecases.register.put_desks import CONFIRMING_DESKS, DeskWish, put_desks
from service.usecases.register.put_superior import DESKS as ABOVE_DESKS
from service.usecases.register.put_superior import put_superior

area = Area("users", "Accounts and the desks they hold")
ACCOUNT_ROW = strict(
    id=ID, username=TEXT, name=TEXT, desks=DESKS, on_duty=FLAG, superior=maybe(PERSON_REF), pending=FLAG
)


@area.call("POST", "/users", body=NewUser, answer=ACCOUNT_ROW, status=201)
def create_a_user() -> Response:
    """Open an account (desk admin); desks that two persons give wait for the second: `pending`."""
    caller = current_caller()
    asked = asked_of(caller, ("admin",))
    with unit_of_work() as work:
        made = create_user.create_user(work, _order(asked), actor=caller)
        row = account_shown(work.sql, made, offices=caller.offices)
    return answer(row, 201, location=f"/api/v1/users/{made}")


@area.call("PUT", "/users/<user>/desks", body=UserDesks, answer=ACCOUNT_ROW, also=((202, ACCOUNT_ROW),))
def put_user_desks(user: str) -> Response:
    """All desks of an account in the caller's offices (desk admin).

    Money desks, admin, pm, city and hq apply when a second person, admin or pm, asks for the same.
    """
    caller = current_caller()
    with unit_of_work() as work:
        account_id = account_named(work.sql, user, offices=caller.offices)
        value = parsed_body()
        caller.must_hold(*CONFIRMING_DESKS)
        wishes = [DeskWish(**wish) for wish in loaded(value, UserDesks)["desks"]]
        given = put_desks(work, account_id, wishes, actor=caller)
        row = account_shown(work.sql, account_id, offices=caller.offices)
    return answer(row, 202 if given.status == "pending" else 200)


@area.call("PUT", "/users/<user>/superior", body=Superior, answer=ACCOUNT_ROW)
def put_user_superior(user: str) -> Response:
    """Who stands above an account (desk admin or pm): approval levels may ask the n-th of them."""
    caller = current_caller()
    with unit_of_work() as work:
        account_id = account_named(work.sql, user, offices=caller.offices)
        value = parsed_body()
        caller.must_hold(*ABOVE_DESKS)
        put_superior(work, account_id, loaded(value, Superior)["superior"], actor=caller)
        row = account_shown(work.sql, account_id, offices=caller.offices)
    return answer(row)


def _order(asked: dict[str, Any]) -> create_user.NewUser:
    person = asked.get("person")
    return create_user.NewUser(
        username=asked["username"],
        name=asked["name"],
        password=asked["password"],
        person=UUID(person) if person else None,
        desks=tuple(DeskWish(**wish) for wish in asked["desks"]),
    )
