"""How a personal value is answered in full: the body names the field, the address never holds a value."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, current_app

from service.api.answers import answer
from service.transaction import Row, Work
from service.usecases.register.reveal import Revealable, reveal
from service.visibility import Caller


def revealed(
    work: Work, known: Mapping[str, Revealable], asked: Mapping[str, Any], row_id: UUID, caller: Caller
) -> Response:
    field = asked["field"]
    most = current_app.extensions["settings"].reveal_limit
    value = reveal(work, known[field], row_id, reason=asked.get("reason"), actor=caller, most=most)
    return answer({"field": field, "value": value})


def office_of(row: Row) -> UUID:
    return UUID(row["office"]["id"])
