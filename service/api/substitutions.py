"""Stand-ins (代理) over HTTP."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.substitutions import NewSubstitution, Substitution, SubstitutionPage, SubstitutionQuery
from service.api.answers import answer, empty, page
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.work import unit_of_work
from service.errors import NotFound
from service.queries.substitutions.listing import SubstitutionFilter, substitutions_page, the_substitution
from service.transaction import statements
from service.usecases.substitutions.appoint_stand_in import (
    Appointment,
    appoint_stand_in,
    must_speak,
    names_another,
)
from service.usecases.substitutions.end_substitution import end_substitution

area = Area("substitutions", "Stand-ins (代理): who acts for whom, from when until when")
ORDER = "substitutions"


@area.call("GET", "/substitutions", query=SubstitutionQuery, answer=SubstitutionPage, listed=True)
def list_substitutions() -> Response:
    """Those of the caller's offices, and those the caller is part of; ended ones stay as history."""
    asked = asked_query()
    after = keys_of(asked["cursor"], ORDER, (UUID,))
    wanted = SubstitutionFilter(asked["who"], asked["to"], asked["active"])
    with statements() as sql:
        found, more = substitutions_page(
            sql, current_caller(), wanted, after=after[0] if after else None, limit=asked["limit"]
        )
    return page(found, cursor_of(ORDER, found[-1]["id"]) if more else None)


@area.call("POST", "/substitutions", body=NewSubstitution, answer=Substitution, status=201)
def appoint_a_stand_in() -> Response:
    """By the absent person, or by an admin or pm of one of their offices. Both are told."""
    caller, raw = current_caller(), parsed_body()
    if names_another(raw, caller):
        must_speak(caller)
    order = _order(loaded(raw, NewSubstitution))
    with unit_of_work() as work:
        made = appoint_stand_in(work.sql, order, actor=caller)
        row = the_substitution(work.sql, made, caller)
    return answer(row, 201, location=f"/api/v1/substitutions/{made}")


@area.call("GET", "/substitutions/<key>", answer=Substitution)
def show_substitution(key: str) -> Response:
    """One of them, ended or not."""
    with statements() as sql:
        return answer(the_substitution(sql, _id(key), current_caller()))


@area.call("DELETE", "/substitutions/<key>", status=204)
def end_a_substitution(key: str) -> Response:
    """It ends at once and stays as history; ended already: nothing more happens."""
    with unit_of_work() as work:
        end_substitution(work.sql, _id(key), actor=current_caller())
    return empty()


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotFound() from None


def _order(asked: dict[str, Any]) -> Appointment:
    workflows = asked["workflows"]
    return Appointment(
        to=asked["to"],
        begins_at=asked["from"],
        ends_at=asked["until"],
        who=asked.get("who"),
        workflows=None if workflows is None else tuple(workflows),
        cap_fen=asked["cap_fen"],
    )
