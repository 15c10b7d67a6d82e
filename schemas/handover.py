"""Handing over what a leaver has (离职转办): to whom, and what came of each thing."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Id, UserRef, WholeNumber
from schemas.many import AnyObject, Inside, Listed
from schemas.views.base import MAY_LACK, Said, View

KINDS = (
    "work_item",
    "opinion",
    "assignee",
    "submitter",
    "seat",
    "offer",
    "substitution",
    "policy",
    "steward",
    "superior",
    "desk",
)


class HandOver(Base):
    to = UserRef(required=True)


class HandedOver(View):
    """`id` is the row's, the ticket's for `assignee`, `submitter` and `seat`; `number` the ticket's."""

    kind = Choice(KINDS)
    id = Id()
    number = Said(metadata=MAY_LACK)
    status = WholeNumber(200, 599)
    problem = AnyObject(metadata=MAY_LACK)


class HandoverResults(View):
    items = Listed(Inside(HandedOver), most=100_000)
