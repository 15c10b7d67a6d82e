"""Watchers (抄送) of a ticket."""

from flask import Response

from schemas.fields import Id
from schemas.many import Inside
from schemas.queries import Paged
from schemas.requests import NewWatcher
from schemas.times import Moment
from schemas.views.base import View, page_of
from schemas.views.people import Person
from service.api.answers import answer, empty
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.ticket_parts import around_page, seen_first
from service.api.work import unit_of_work
from service.queries.tickets.around import WATCHERS, rows_around
from service.usecases.tickets import watch

area = Area("watchers", "Watchers (抄送) of tickets")


class Watcher(View):
    """`id` is the account's."""

    id = Id()
    who = Inside(Person)
    added_by = Inside(Person)
    at = Moment()


@area.call("GET", "/tickets/<ref>/watchers", query=Paged, answer=page_of(Watcher), listed=True)
def list_watchers(ref: str) -> Response:
    """Who is told of this ticket."""
    return around_page(ref, WATCHERS, "watchers")


@area.call(
    "POST",
    "/tickets/<ref>/watchers",
    body=NewWatcher,
    answer=Watcher,
    status=201,
    also=((200, Watcher),),
)
def add_watcher(ref: str) -> Response:
    """Let a colleague, or oneself, be told; 200 where that person watches already."""
    caller, asked = current_caller(), seen_first(ref, asked_body)
    with unit_of_work() as work:
        account, is_new = watch.add_watcher(work.sql, ref, asked["who"], actor=caller)
        shown = rows_around(work.sql, ref, WATCHERS, caller, ids=[account])[0]
    return answer(shown, 201 if is_new else 200, location=f"/api/v1/tickets/{ref}/watchers/{account}")


@area.call("DELETE", "/tickets/<ref>/watchers/<who>", status=204)
def remove_watcher(ref: str, who: str) -> Response:
    """End it, for anybody, by id or account name."""
    with unit_of_work() as work:
        watch.remove_watcher(work.sql, ref, who, actor=current_caller())
    return empty()
