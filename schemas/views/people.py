"""People as we answer them."""

from __future__ import annotations

from schemas.fields import Flag, Id
from schemas.many import Inside, Listed
from schemas.times import Moment
from schemas.views.base import Said, View, many, page_of


class OfficeRef(View):
    id = Id()
    code = Said()
    name = Said()


class Person(View):
    """Who did something; the system has no id."""

    id = Id(allow_none=True)
    username = Said()
    name = Said()


class DeskHeld(View):
    desk = Said()
    office = Inside(OfficeRef)


class User(View):
    id = Id()
    username = Said()
    name = Said()
    desks = many(DeskHeld)
    on_duty = Flag()


class Me(View):
    id = Id()
    username = Said()
    name = Said()
    person = Id()
    desks = many(DeskHeld)


class Token(View):
    token = Said()
    expires_at = Moment()
    user = Inside(Me)


class WhoCould(View):
    desk = Said()
    office = Said()
    users = Listed(Said())


UserPage = page_of(User)
