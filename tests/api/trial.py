"""An area of its own for what every route gets from the frame, so that these tests need no workflow."""

from flask import Response

from schemas.base import Base
from schemas.fields import Fen, Text
from service.api.answers import answer, page
from service.api.area import Area
from service.api.asked import asked_body, loaded, parsed_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import bearer_digest, current_caller
from service.api.query import Paged, asked_query
from service.api.versions import required_version
from service.api.work import unit_of_work
from service.db import new_id
from service.errors import NotFound, Stale, not_so

area = Area("trial", "What every route gets from the frame")


class Note(Base):
    text = Text(200, required=True)
    amount_fen = Fen()


class NoteQuery(Paged):
    q = Text(50, load_default=None)


@area.call("POST", "/trial/notes", body=Note, status=201)
def create_note() -> Response:
    """Writes one row, then refuses what is called so."""
    caller, asked = current_caller(), asked_body()
    with unit_of_work() as work:
        made = new_id()
        work.sql.execute("INSERT INTO person (id, name) VALUES (%s, %s)", [made, asked["text"]])
        if asked["text"].startswith("refuse"):
            raise not_so("no_refuse", "不行", "No.")
    if asked["text"].startswith("break"):
        raise RuntimeError("13800138000 must not be seen")
    return answer(
        {"id": made, "by": caller.account_id, "text": asked["text"]}, 201, location=f"/trial/{made}"
    )


@area.call("GET", "/trial/notes", query=NoteQuery, listed=True)
def list_notes() -> Response:
    """Numbers from 1 to 5."""
    asked = asked_query()
    after = keys_of(asked["cursor"], "number", (int,))
    found = [number for number in range(1, 6) if after is None or number > after[0]][: asked["limit"]]
    more = bool(found) and found[-1] < 5
    return page([{"number": number} for number in found], cursor_of("number", found[-1]) if more else None)


@area.call("GET", "/trial/things/<thing>", version=True)
def get_thing(thing: str) -> Response:
    """There is one thing, in version 7."""
    known(thing)
    return answer({"thing": thing, "version": 7}, version=7)


@area.call("POST", "/trial/things/<thing>/push", guard="digest", body=Note, body_needed=False, version=True)
def push_thing(thing: str) -> Response:
    """Checks in the order of the contract: 401, 404, 400, 428, 412, 422."""
    bearer_digest()
    known(thing)
    value = parsed_body()
    if required_version() != 7:
        raise Stale(version=7)
    loaded(value, Note)
    return answer({"version": 8}, version=8)


@area.call("DELETE", "/trial/things/<thing>", status=204)
def delete_thing(thing: str) -> Response:
    """Always in vain."""
    known(thing)
    raise NotFound()


def known(thing: str) -> None:
    if thing != "one":
        raise NotFound()
