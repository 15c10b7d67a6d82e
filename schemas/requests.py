"""Bodies of the calls about tickets and work items that are no moves."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Flag, Id, Name, Ref, Secret, Text, UserRef, WholeNumber
from schemas.many import AnyObject, Inside, Listed
from schemas.rules import AtLeastOne
from schemas.times import Moment
from schemas.words import AUDIENCES, PLACES, WORKFLOWS

BATCH_AT_MOST = 100


class NewToken(Base):
    username = Name(100, required=True)
    password = Secret(500, required=True)


class NewTicket(Base):
    """`details` is held against the workflow's own opening: see `catalog.load_opening`."""

    workflow = Choice(WORKFLOWS, required=True)
    office = Ref(required=True)
    subject = Name(200, required=True)
    description = Text(5000)
    room = Ref()
    customer = Ref()
    source_due_at = Moment()
    external_ref = Name(100)
    details = AnyObject(required=True)


class TicketEdit(Base):
    """null takes a value away."""

    subject = Name(200)
    description = Text(5000, allow_none=True)
    room = Ref(allow_none=True)
    customer = Ref(allow_none=True)
    source_due_at = Moment(allow_none=True)
    conditions = (AtLeastOne(("subject", "description", "room", "customer", "source_due_at")),)


class Suspend(Base):
    """`code` is one of the policy's; at `until` the ticket goes on by itself."""

    code = Name(60, required=True)
    reason = Text(2000, required=True)
    until = Moment(when="future")


class Terminate(Base):
    """`end`: one that the workflow declares for it; left out: the first of them."""

    reason = Text(2000, required=True)
    end = Name(60)


class Jump(Base):
    to = Name(60, required=True)
    reason = Text(2000, required=True)


class Skip(Base):
    reason = Text(2000, required=True)


class Reopen(Base):
    reason = Text(2000, required=True)


class MaybeReasoned(Base):
    reason = Text(2000)


class NewComment(Base):
    text = Text(5000, required=True)
    audience = Choice(AUDIENCES, load_default="internal")


class NewWatcher(Base):
    who = UserRef(required=True)


class Dispatch(Base):
    to = UserRef(required=True)
    override_reason = Text(2000)


class Transfer(Base):
    """`restart`: the receiver begins anew; else the work goes on where it was."""

    to = UserRef(required=True)
    reason = Text(2000, required=True)
    restart = Flag()


class NextItem(Base):
    """Of which workflow and state the next one is wanted; of any where they are left out."""

    workflow = Choice(WORKFLOWS)
    state = Name(60)


class Delegate(Base):
    to = UserRef(required=True)


class Decline(Base):
    reason = Text(2000)


class AddSigner(Base):
    who = UserRef(required=True)
    where = Choice(PLACES, required=True)
    reason = Text(2000)


class RemoveSigner(Base):
    who = UserRef(required=True)
    reason = Text(2000)


class Opinion(Base):
    text = Text(5000, required=True)


class BatchItem(Base):
    id = Id(required=True)
    version = WholeNumber(1, required=True)


class Batch(Base):
    trigger = Name(60, required=True)
    form = AnyObject(load_default=dict)
    items = Listed(Inside(BatchItem), least=1, most=BATCH_AT_MOST, required=True)
