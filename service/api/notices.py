"""Notices (站内通知) and read marks."""

from uuid import UUID

from flask import Response

from schemas.base import Empty
from schemas.fields import Flag
from schemas.queries import Paged
from schemas.views.notice import Notice, NoticePage, ReadMark, ReadMarkPage
from service.api.answers import answer, page
from service.api.area import Area
from service.api.asked import asked_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import asked_query
from service.api.ticket_parts import around_page, seen_first
from service.api.work import unit_of_work
from service.errors import NotFound, Problem
from service.queries.notices.listing import notices_page, the_notice
from service.queries.tickets.around import READERS, rows_around
from service.transaction import statements
from service.usecases.notices.mark_read import mark_notice_read, mark_ticket_read

area = Area("notices", "Notices inside the house (站内通知), and who has read what")
ORDER = "notices"


class NoticeQuery(Paged):
    unread = Flag(load_default=None)


@area.call("GET", "/notices", query=NoticeQuery, answer=NoticePage, listed=True)
def list_notices() -> Response:
    """The caller's own, the newest first."""
    caller, asked = current_caller(), asked_query()
    after = keys_of(asked["cursor"], ORDER, (UUID,))
    onward = after[0] if after else None
    with statements() as sql:
        found, more = notices_page(
            sql, caller, unread=asked["unread"], after=onward, limit=asked["limit"], lang=language()
        )
    return page(found, cursor_of(ORDER, found[-1]["id"]) if more else None)


@area.call("POST", "/notices/<notice>/read", body=Empty, body_needed=False, answer=Notice)
def read_notice(notice: str) -> Response:
    """Mark it as read; read already, it stays as it was."""
    caller, key = current_caller(), _id(notice)
    _asked_nothing(key)
    with unit_of_work() as work:
        mark_notice_read(work.sql, key, actor=caller)
        return answer(the_notice(work.sql, caller, key, language()))


@area.call("POST", "/tickets/<ref>/read", body=Empty, body_needed=False, answer=ReadMark)
def read_ticket(ref: str) -> Response:
    """The caller has seen the ticket as it stands: its version does not rise."""
    caller = current_caller()
    seen_first(ref, asked_body)
    with unit_of_work() as work:
        mark_ticket_read(work.sql, ref, actor=caller)
        return answer(rows_around(work.sql, ref, READERS, caller, ids=[caller.account_id])[0])


@area.call("GET", "/tickets/<ref>/readers", query=Paged, answer=ReadMarkPage, listed=True)
def list_readers(ref: str) -> Response:
    """Who has read the ticket, and up to which version."""
    return around_page(ref, READERS, "readers")


def _asked_nothing(key: UUID) -> None:
    """404 before what is wrong with the body."""
    try:
        asked_body()
    except Problem:
        with statements() as sql:
            the_notice(sql, current_caller(), key, language())
        raise


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotFound() from None
