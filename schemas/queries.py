"""Query parameters of the lists; numbers and flags come already read from their text."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Flag, Name, Ref, Text, WholeNumber
from schemas.words import BOXES, DEPOSIT_STATUSES, WORKFLOWS

TICKET_SORTS = ("created_at", "-created_at", "due_at", "updated_at", "number")
EFFECT_STATUSES = ("ready", "queued", "running", "done", "dead")


class Paged(Base):
    """What every list takes."""

    limit = WholeNumber(1, 200, load_default=50)
    cursor = Text(1000, load_default=None)


class TicketFilter(Base):
    """What chooses tickets, in the list and in the export."""

    workflow = Choice(WORKFLOWS, load_default=None)
    state = Name(60, load_default=None)
    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    assignee = Ref(load_default=None)
    open = Flag(load_default=None)
    overdue = Flag(load_default=None)
    q = Text(100, load_default=None)
    sort = Choice(TICKET_SORTS, load_default="-created_at")


class TicketQuery(TicketFilter, Paged):
    pass


class WorkItemQuery(Paged):
    """`view` is one of the caller's own, by id or name; it stands in for box and filters."""

    box = Choice(BOXES, load_default="mine")
    office = Ref(load_default=None)
    workflow = Choice(WORKFLOWS, load_default=None)
    overdue = Flag(load_default=None)
    sort = Choice(("due",), load_default="due")
    view = Ref(load_default=None)


class UserQuery(Paged):
    office = Ref(load_default=None)
    desk = Name(60, load_default=None)
    q = Text(100, load_default=None)


class MovesQuery(Base):
    """`as`: in whose eyes."""

    as_ = Ref(data_key="as", load_default=None)


class WhyNotQuery(Base):
    person = Ref(load_default=None)
    action = Name(60, required=True)


class PolicyQuery(Base):
    office = Ref(load_default=None)


class RegisterQuery(Paged):
    office = Ref(load_default=None)
    customer = Ref(load_default=None)
    room = Ref(load_default=None)


class DepositQuery(RegisterQuery):
    status = Choice(DEPOSIT_STATUSES, load_default=None)


class RefusalQuery(Paged):
    office = Ref(load_default=None)
    workflow = Choice(WORKFLOWS, load_default=None)
    ticket = Ref(load_default=None)
    rule = Name(60, load_default=None)


class EffectQuery(Paged):
    status = Choice(EFFECT_STATUSES, load_default=None)
    kind = Name(60, load_default=None)
    office = Ref(load_default=None)
    ticket = Ref(load_default=None)


class IncidentQuery(Paged):
    kind = Name(60, load_default=None)
    open = Flag(load_default=None)
    ticket = Ref(load_default=None)
