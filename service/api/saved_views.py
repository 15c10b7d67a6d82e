"""Views (个人视图) over HTTP: what somebody wants to see in their queue."""

from flask import Response

from schemas.queries import Paged
from schemas.saved_views import NewView, SavedView, SavedViewPage
from service.api.answers import answer, empty, page
from service.api.area import Area
from service.api.asked import asked_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.work import unit_of_work
from service.queries.saved_views import views_page
from service.transaction import statements
from service.usecases.saved_views.save_view import forget_view, save_view

area = Area("views", "Views (个人视图): a box with filters under a name of one's own")
ORDER = "views"


@area.call("GET", "/views", query=Paged, answer=SavedViewPage, listed=True)
def list_views() -> Response:
    """The caller's own, in order of their names."""
    caller, asked = current_caller(), asked_query()
    after = keys_of(asked["cursor"], ORDER, (str,))
    with statements() as sql:
        found, more = views_page(
            sql, caller.account_id, after=after[0] if after else None, limit=asked["limit"]
        )
    return page(found, cursor_of(ORDER, found[-1]["name"]) if more else None)


@area.call("POST", "/views", body=NewView, answer=SavedView, status=201)
def save_a_view() -> Response:
    """Keep a box with its filters; `GET /work-items?view=` then shows it."""
    caller, asked = current_caller(), asked_body()
    with unit_of_work() as work:
        made = save_view(work.sql, caller.account_id, asked)
    return answer(made, 201, location=f"/api/v1/views/{made['id']}")


@area.call("DELETE", "/views/<view>", status=204)
def forget_a_view(view: str) -> Response:
    """By id or name."""
    with unit_of_work() as work:
        forget_view(work.sql, current_caller().account_id, view)
    return empty()
