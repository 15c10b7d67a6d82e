"""Comments on a ticket: internal, or meant for the customer."""

from flask import Response

from schemas.queries import Paged
from schemas.requests import NewComment
from schemas.views.base import page_of
from schemas.views.ticket import Comment
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.ticket_parts import around_page, seen_first
from service.api.work import unit_of_work
from service.queries.tickets.around import COMMENTS, rows_around
from service.usecases.tickets import add_comment as comments

area = Area("comments", "Comments on tickets")


@area.call("GET", "/tickets/<ref>/comments", query=Paged, answer=page_of(Comment), listed=True)
def list_comments(ref: str) -> Response:
    """All comments, the oldest first."""
    return around_page(ref, COMMENTS, "comments")


@area.call("POST", "/tickets/<ref>/comments", body=NewComment, answer=Comment, status=201)
def add_comment(ref: str) -> Response:
    """Say something about the ticket; its state and version stay."""
    caller, asked = current_caller(), seen_first(ref, asked_body)
    with unit_of_work() as work:
        made = comments.add_comment(work.sql, ref, comments.NewComment(**asked), actor=caller)
        shown = rows_around(work.sql, ref, COMMENTS, caller, ids=[made])[0]
    return answer(shown, 201, location=f"/api/v1/tickets/{ref}/comments")
