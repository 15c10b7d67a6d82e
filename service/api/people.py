"""Who I am, and who my colleagues are."""

from typing import Any

from flask import Response

from schemas.queries import UserQuery
from schemas.views.people import Me, UserPage
from service.api.answers import answer, page
from service.api.area import Area
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.queries.users import UserFilter, users_page
from service.visibility import Caller

area = Area("people", "Who I am, and who my colleagues are")
ORDER = "username"


@area.call("GET", "/me", answer=Me)
def get_me() -> Response:
    """The caller: person and desks as they are now."""
    return answer(caller_view(current_caller()))


@area.call("GET", "/users", query=UserQuery, answer=UserPage, listed=True)
def list_users() -> Response:
    """The people of the offices the caller works in, in order of username.

    Admins also see who holds no desk anywhere: nobody else could give them one.
    """
    caller, asked = current_caller(), asked_query()
    after = keys_of(asked["cursor"], ORDER, (str,))
    wanted = UserFilter(asked["office"], asked["desk"], asked["q"])
    found, more = users_page(caller, wanted, after=after, limit=asked["limit"])
    return page(found, cursor_of(ORDER, found[-1]["username"]) if more else None)


def caller_view(caller: Caller) -> dict[str, Any]:
    return {
        "id": caller.account_id,
        "username": caller.username,
        "name": caller.name,
        "person": caller.person_id,
        "desks": [
            {
                "desk": held.desk,
                "office": {"id": held.office_id, "code": held.office_code, "name": held.office_name},
            }
            for held in caller.desks
        ],
    }
