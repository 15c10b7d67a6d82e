"""Attachments of a ticket: sent as a form, given back only as downloads."""

import string
from urllib.parse import quote
from uuid import UUID

from flask import Response, request
from werkzeug.datastructures import FileStorage

from schemas.queries import Paged
from schemas.views.base import many, page_of
from schemas.views.ticket import Attachment
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import raw_body
from service.api.guard import current_caller
from service.api.query import refuse_query
from service.api.ticket_parts import around_page, seen_first
from service.api.work import unit_of_work
from service.errors import FieldError, Invalid, NotFound, UnsupportedMediaType
from service.queries.tickets.around import ATTACHMENTS, rows_around, the_attachment
from service.usecases.tickets.attach_files import AT_MOST, Upload, attach_files

area = Area("attachments", "Files attached to tickets")
FORM = "multipart/form-data"
FILES = {
    "type": "object",
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}},
    "required": ["file"],
    "additionalProperties": False,
}
# The form's own lines around the files.
ENVELOPE = 64 * 1024
PLAIN = frozenset(string.ascii_letters + string.digits + " ._-()")
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Attached(Attachment):
    """The first file's own members, and `items` with all that were sent."""

    items = many(Attachment)


@area.call("GET", "/tickets/<ref>/attachments", query=Paged, answer=page_of(Attachment), listed=True)
def list_attachments(ref: str) -> Response:
    """All files, the oldest first."""
    return around_page(ref, ATTACHMENTS, "attachments")


@area.call(
    "POST",
    "/tickets/<ref>/attachments",
    body=FILES,
    body_type=FORM,
    limit=AT_MOST + ENVELOPE,
    answer=Attached,
    status=201,
)
def add_attachments(ref: str) -> Response:
    """Attach one or several files, 25 MB together; the ids are what forms name."""
    caller, uploads = current_caller(), seen_first(ref, _uploads)
    with unit_of_work() as work:
        made = attach_files(work.sql, ref, uploads, actor=caller)
        rows = rows_around(work.sql, ref, ATTACHMENTS, caller, ids=made)
    shown = sorted(rows, key=lambda row: made.index(row["id"]))
    return answer({**shown[0], "items": shown}, 201, location=f"{request.path}/{made[0]}")


@area.call(
    "GET",
    "/tickets/<ref>/attachments/<attachment>",
    answer={"type": "string", "format": "binary"},
    answer_type="application/octet-stream",
)
def get_attachment(ref: str, attachment: str) -> Response:
    """The file itself, always as a download."""
    found = the_attachment(ref, _id(attachment), current_caller())
    response = Response(found.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = disposition(found.name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def disposition(name: str) -> str:
    """RFC 6266: an ASCII name for old clients, the true one encoded beside it."""
    plain = "".join(each if each in PLAIN else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _uploads() -> list[Upload]:
    raw_body()
    if request.mimetype != FORM:
        raise UnsupportedMediaType(headers={"Accept": FORM})
    refuse_query()
    strange = [*request.form, *(name for name in request.files if name != "file")]
    if strange:
        raise Invalid(
            errors=[FieldError(name[:100], "没有这个字段。", "There is no such field.") for name in strange]
        )
    return [_upload(each) for each in request.files.getlist("file")]


def _upload(part: FileStorage) -> Upload:
    return Upload(part.filename or "", part.read())


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
