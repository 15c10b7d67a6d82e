"""What operators and auditors read: refusals, effects, incidents; and the problem document."""

from __future__ import annotations

from schemas.fields import Id, WholeNumber
from schemas.many import AnyObject, Listed
from schemas.times import Moment
from schemas.views.base import MAY_LACK, OpenView, Said, View, many, nullable, page_of
from schemas.views.people import Person, WhoCould
from schemas.views.ticket import FailedRule


class Refusal(OpenView):
    id = Said()
    at = Moment()
    account = nullable(Person)
    workflow = Said(allow_none=True)
    ticket = Said(allow_none=True)
    place = Said()
    rule = Said()


class Effect(OpenView):
    id = Id()
    kind = Said()
    status = Said()
    ticket = Said(allow_none=True)
    due_at = Moment()
    attempts = WholeNumber()
    last_error = Said(allow_none=True)


class Incident(OpenView):
    id = Id()
    kind = Said()
    ticket = Said(allow_none=True)
    created_at = Moment()
    closed_at = Moment(allow_none=True)


class FieldProblem(View):
    field = Said()
    detail = Said()


class Problem(OpenView):
    type = Said()
    title = Said()
    status = WholeNumber(400, 599)
    detail = Said()
    code = Said()
    errors = many(FieldProblem, metadata=MAY_LACK)
    rule = Said(metadata=MAY_LACK)
    rules = many(FailedRule, metadata=MAY_LACK)
    state = Said(metadata=MAY_LACK)
    allowed = Listed(Said(), metadata=MAY_LACK)
    who_could = many(WhoCould, metadata=MAY_LACK)
    version = WholeNumber(1, metadata=MAY_LACK)
    changed = Listed(AnyObject(), metadata=MAY_LACK)


RefusalPage = page_of(Refusal)
EffectPage = page_of(Effect)
IncidentPage = page_of(Incident)
