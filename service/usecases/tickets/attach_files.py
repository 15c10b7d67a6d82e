"""Files added to a ticket: kept once by their content, never changed, and allowed after the end too."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import FieldError, Invalid, TooLarge
from service.queries.tickets.visible import visible_ticket
from service.transaction import Sql
from service.usecases.tickets.file_kinds import KINDS, kind_of
from service.usecases.tickets.file_names import clean_name
from service.visibility import Caller

AT_MOST = 25 * 1024 * 1024
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


def attach_files(sql: Sql, ref: str, uploads: Sequence[Upload], *, actor: Caller) -> list[UUID]:
    """Their ids, in the order sent. Raises NotFound, then TooLarge, then Invalid; all files or none."""
    ticket = visible_ticket(sql, ref, actor)
    _check(uploads)
    made = [_row(upload, ticket=ticket["id"], author=actor.account_id, at=ticket["at"]) for upload in uploads]
    for row in made:
        sql.execute(KEEP, row)
    return [row["id"] for row in made]


def _check(uploads: Sequence[Upload]) -> None:
    if sum(len(upload.content) for upload in uploads) > AT_MOST:
        raise TooLarge("附件合计不得超过 25 MB。", "The files of one call may have 25 MB at most.")
    if not 1 <= len(uploads) <= MOST_FILES:
        zh, en = f"请附 1 至 {MOST_FILES} 个文件。", f"Send 1 to {MOST_FILES} files."
        raise Invalid(errors=[FieldError("file", zh, en)])
    wrong = [error for upload in uploads for error in _wrong(upload)]
    if wrong:
        raise Invalid(errors=wrong)


def _wrong(upload: Upload) -> list[FieldError]:
    name = clean_name(upload.name)
    if not upload.content:
        return [FieldError("file", f"{name} 是空文件。", f"{name} is empty.")]
    if kind_of(name, upload.content) is not None:
        return []
    taken = ", ".join(KINDS)
    zh = f"{name} 的内容与扩展名不符，或不接受该类型。可接受：{taken}。"
    en = f"{name} is not what its extension says, or of no kind that is taken: {taken}."
    return [FieldError("file", zh, en)]


def _row(upload: Upload, *, ticket: UUID, author: UUID, at: Any) -> dict[str, Any]:
    name = clean_name(upload.name)
    kind = kind_of(name, upload.content)
    return {
        "id": new_id(),
        "ticket": ticket,
        "author": author,
        "name": name,
        "media_type": kind.media_type if kind else "application/octet-stream",
        "size": len(upload.content),
        "digest": hashlib.sha256(upload.content).digest(),
        "content": upload.content,
        "at": at,
    }


KEEP: LiteralString = """
WITH kept AS (
    INSERT INTO blob (digest, content) VALUES (%(digest)s, %(content)b)
    ON CONFLICT (digest) DO NOTHING
)
INSERT INTO attachment (id, ticket_id, author_id, name, media_type, size, digest, at)
VALUES (%(id)s, %(ticket)s, %(author)s, %(name)s, %(media_type)s, %(size)s, %(digest)s, %(at)s)
"""
