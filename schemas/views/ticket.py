"""Tickets, their events and moves as we answer them."""

from __future__ import annotations

from schemas.fields import Choice, Flag, Id, WholeNumber
from schemas.many import AnyObject, Inside, Listed
from schemas.times import Moment
from schemas.views.base import MAY_LACK, OpenView, Said, View, many, nullable, page_of
from schemas.views.people import OfficeRef, Person, WhoCould
from schemas.views.work import WorkItem
from schemas.words import AUDIENCES, EXCEPTIONS, WORKFLOWS


class RoomRef(View):
    id = Id()
    code = Said()


class CustomerRef(View):
    id = Id()
    code = Said()
    name = Said()


class TicketRow(View):
    """A ticket in a list."""

    id = Id()
    number = Said()
    workflow = Choice(WORKFLOWS)
    workflow_version = WholeNumber(1)
    office = Inside(OfficeRef)
    state = Said()
    state_label = Said()
    is_final = Flag()
    resolution = Said(allow_none=True)
    version = WholeNumber(1)
    subject = Said()
    description = Said(allow_none=True)
    room = nullable(RoomRef)
    customer = nullable(CustomerRef)
    submitter = Inside(Person)
    assignee = nullable(Person)
    urgency = Said(allow_none=True)
    details = AnyObject()
    external_ref = Said(allow_none=True)
    source_due_at = Moment(allow_none=True)
    created_at = Moment()
    updated_at = Moment()
    closed_at = Moment(allow_none=True)


class Clock(OpenView):
    name = Said()
    started_at = Moment()
    due_at = Moment(allow_none=True)
    paused_at = Moment(allow_none=True)
    stopped_at = Moment(allow_none=True)


class Suspension(View):
    """Why the work rests, until somebody or the time resumes it."""

    code = Said()
    reason = Said()
    since = Moment()
    until = Moment(allow_none=True)
    by = nullable(Person)


class SkippedLevel(View):
    """Who was to decide and did not."""

    approval = Said()
    level = Said()
    seats = Listed(AnyObject())


class Proposal(View):
    """What one person asked for and a second has to confirm; `to` of a jump, `end` of a termination."""

    id = Id()
    kind = Choice(EXCEPTIONS)
    to = Said(allow_none=True)
    end = Said(allow_none=True)
    reason = Said()
    by = nullable(Person)
    at = Moment()
    expires_at = Moment()
    skipped = many(SkippedLevel)


class Exceptional(View):
    """A move beside the table; `confirmed_by` where two persons were needed."""

    kind = Choice(EXCEPTIONS)
    by = nullable(Person)
    confirmed_by = nullable(Person)
    at = Moment()
    reason = Said()
    skipped = many(SkippedLevel)


class RoundRef(View):
    id = Id()
    number = Said()


class Signal(View):
    """A sign of fraud: it refuses nothing."""

    signal = Said()
    detail = Said()
    tickets = Listed(Said())


class Ticket(TicketRow):
    """`signals` is there only for whoever may decide now."""

    clocks = many(Clock)
    signals = many(Signal, metadata=MAY_LACK)
    work_items = many(WorkItem)
    suspended = nullable(Suspension)
    proposals = many(Proposal)
    exceptions = many(Exceptional)
    reopened_from = nullable(RoundRef)
    reopened_as = nullable(RoundRef)
    reopen_count = WholeNumber()


class Event(View):
    seq = WholeNumber(1)
    trigger = Said()
    source = Said(allow_none=True)
    dest = Said()
    actor = Inside(Person)
    on_behalf_of = nullable(Person)
    at = Moment()
    form = AnyObject()
    prev_hash = Said(allow_none=True)
    hash = Said()


class FailedRule(View):
    rule = Said()
    detail = Said()


class Move(View):
    """`form` is JSON Schema; null for a trigger of the system."""

    trigger = Said()
    title = Said()
    dest = Listed(Said())
    form = AnyObject(allow_none=True)
    allowed = Flag()
    why_not = many(FailedRule)
    who_could = many(WhoCould)


class DutyOperation(View):
    """What may be done beside the moves, with an open duty or, where `item` is null, with the whole ticket;

    `operation` as the log calls it.
    """

    item = Id(allow_none=True)
    operation = Said()
    title = Said()
    allowed = Flag()
    why_not = many(FailedRule)


class Moves(View):
    version = WholeNumber(1)
    items = many(Move)
    operations = many(DutyOperation)


class DutyRight(View):
    id = Id()
    allowed = Flag()
    why_not = many(FailedRule)
    who_could = many(WhoCould)


class Right(View):
    """Whether somebody may do something; of an operation, `items` answers for each open duty."""

    person = Inside(Person)
    action = Said()
    title = Said()
    version = WholeNumber(1)
    state = Said()
    allowed = Flag()
    why_not = many(FailedRule)
    who_could = many(WhoCould)
    items = many(DutyRight)


class Comment(OpenView):
    id = Id()
    text = Said()
    audience = Choice(AUDIENCES)
    author = Inside(Person)
    at = Moment()
    hash = Said()


class Attachment(OpenView):
    id = Id()
    name = Said()
    size = WholeNumber()
    sha256 = Said()
    at = Moment()


TicketPage = page_of(TicketRow)
EventPage = page_of(Event)
