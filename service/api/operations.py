"""Background work that failed, and incidents: seen by admin and auditor, mended by admin."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from schemas.base import Base
from schemas.fields import Text
from schemas.queries import EffectQuery, IncidentQuery
from schemas.views.operations import Effect, EffectPage, Incident, IncidentPage
from service.api.answers import answer, page
from service.api.area import Area
from service.api.asked import asked_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.work import unit_of_work
from service.errors import NotFound
from service.queries.operations import (
    EffectFilter,
    IncidentFilter,
    effects_page,
    incidents_page,
    one_effect,
    one_incident,
)
from service.transaction import Row
from service.usecases.operations.close_incident import close_incident
from service.usecases.operations.retry_effect import retry_effect

area = Area("operations", "Background work and incidents")
READERS, MENDERS = ("admin", "auditor"), ("admin",)
ORDER = "-created_at"


class IncidentNote(Base):
    note = Text(2000, required=True)


@area.call("GET", "/operations/effects", query=EffectQuery, answer=EffectPage, listed=True)
def list_effects() -> Response:
    """Effects of the offices where the caller is admin or auditor, the newest first."""
    offices, asked = _offices(READERS), asked_query()
    names = ("status", "kind", "office", "ticket")
    wanted = EffectFilter(offices, **{name: asked[name] for name in names})
    return _page(*effects_page(wanted, after=_after(asked), limit=asked["limit"]))


@area.call("POST", "/operations/effects/<effect>/retry", answer=Effect)
def retry_an_effect(effect: str) -> Response:
    """Try a dead effect again (desk admin)."""
    offices, wanted = _offices(MENDERS), _id(effect)
    with unit_of_work() as work:
        if one_effect(work.sql, wanted, offices=offices) is None:
            raise NotFound()
        retry_effect(work, wanted)
        return answer(one_effect(work.sql, wanted, offices=offices))


@area.call("GET", "/operations/incidents", query=IncidentQuery, answer=IncidentPage, listed=True)
def list_incidents() -> Response:
    """Incidents of the offices where the caller is admin or auditor, the newest first."""
    offices, asked = _offices(READERS), asked_query()
    wanted = IncidentFilter(offices, **{name: asked[name] for name in ("kind", "open", "ticket")})
    return _page(*incidents_page(wanted, after=_after(asked), limit=asked["limit"]))


@area.call("POST", "/operations/incidents/<incident>/close", body=IncidentNote, answer=Incident)
def close_an_incident(incident: str) -> Response:
    """Close an incident with a note (desk admin)."""
    caller, offices, wanted = current_caller(), _offices(MENDERS), _id(incident)
    with unit_of_work() as work:
        if one_incident(work.sql, wanted, offices=offices) is None:
            raise NotFound()
        close_incident(work, wanted, note=asked_body()["note"], actor=caller)
        return answer(one_incident(work.sql, wanted, offices=offices))


def _offices(desks: tuple[str, ...]) -> list[UUID]:
    caller = current_caller()
    caller.must_hold(*desks)
    return list(caller.offices_of(*desks))


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise NotFound() from error


def _after(asked: dict[str, Any]) -> tuple[Any, ...] | None:
    return keys_of(asked["cursor"], ORDER, (datetime, UUID))


def _page(found: list[Row], more: bool) -> Response:
    last = found[-1] if more else None
    return page(found, cursor_of(ORDER, last["created_at"], last["id"]) if last else None)
