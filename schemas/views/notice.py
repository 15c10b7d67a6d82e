"""Notices inside the house (站内通知) and marks of what was read, as we answer them."""

from __future__ import annotations

from schemas.fields import Id, WholeNumber
from schemas.many import Inside
from schemas.times import Moment
from schemas.views.base import Said, View, nullable, page_of
from schemas.views.people import Person


class TicketOfNotice(View):
    id = Id()
    number = Said()
    workflow = Said()
    subject = Said()


class CustomerOfNotice(View):
    id = Id()
    code = Said()
    name = Said()


class Notice(View):
    """`ticket` is null where the notice is about none, or about one that the reader may not see any more.

    `customer` is whose record was changed, where it is about that. `template` says what happened, `title`
    the same to a person; `desk` for which desk they were told.
    """

    id = Id()
    ticket = nullable(TicketOfNotice)
    customer = nullable(CustomerOfNotice)
    desk = Said(allow_none=True)
    template = Said()
    title = Said()
    at = Moment()
    read_at = Moment(allow_none=True)


class ReadMark(View):
    """The version that somebody has seen last; `id` is the account's."""

    id = Id()
    who = Inside(Person)
    version = WholeNumber(1)
    at = Moment()


NoticePage = page_of(Notice)
ReadMarkPage = page_of(ReadMark)
