"""Work items (待办) as we answer them."""

from __future__ import annotations

from schemas.fields import Choice, Flag, Id, WholeNumber
from schemas.many import AnyObject, Inside, Listed
from schemas.times import Moment
from schemas.views.base import MAY_LACK, Said, View, nullable, page_of
from schemas.views.people import OfficeRef, Person
from schemas.words import WORK_ITEM_KINDS, WORK_ITEM_STATUSES, WORKFLOWS


class TicketOfItem(View):
    id = Id()
    number = Said()
    workflow = Choice(WORKFLOWS)
    state = Said()
    state_label = Said()
    subject = Said()
    office = Inside(OfficeRef)
    urgency = Said(allow_none=True)


class WorkItem(View):
    """In the boxes `watching`, `started` and `planned` a row is a ticket: no id, null for what duties have.

    In `planned`, `desk` and `state` are those to come, `due_at` says when.
    """

    id = Id(allow_none=True)
    ticket = Inside(TicketOfItem)
    version = WholeNumber()
    kind = Choice(WORK_ITEM_KINDS, allow_none=True)
    state = Said()
    round = WholeNumber(allow_none=True)
    level = Said(allow_none=True)
    desk = Said(allow_none=True)
    holder = nullable(Person)
    status = Choice(WORK_ITEM_STATUSES, allow_none=True)
    due_at = Moment(allow_none=True)
    overdue = Flag()
    paused = Flag()
    created_at = Moment()
    started_at = Moment(allow_none=True)
    offered = Flag()
    ended_at = Moment(allow_none=True)
    decision = Said(allow_none=True)
    on_behalf_of = nullable(Person)


class Counts(View):
    mine = WholeNumber(0, 1000)
    pool = WholeNumber(0, 1000)
    overdue = WholeNumber(0, 1000)
    watching = WholeNumber(0, 1000)
    started = WholeNumber(0, 1000)


class BatchResult(View):
    id = Id()
    status = WholeNumber(200, 599)
    version = WholeNumber(metadata=MAY_LACK)
    problem = AnyObject(metadata=MAY_LACK)


class BatchResults(View):
    items = Listed(Inside(BatchResult))


WorkItemPage = page_of(WorkItem)
