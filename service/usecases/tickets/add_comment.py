"""A comment on a ticket: no move, and so allowed after the end too; its hash makes it evidence."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.door.hashing import comment_hash
from service.queries.tickets.visible import visible_ticket
from service.transaction import Sql
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewComment:
    """`audience` is `internal`, or `customer`: whom it is meant for."""

    text: str
    audience: str


def add_comment(sql: Sql, ref: str, comment: NewComment, *, actor: Caller) -> UUID:
    """Its id. Raises NotFound."""
    ticket = visible_ticket(sql, ref, actor)
    said: dict[str, Any] = {
        "id": new_id(),
        "ticket": ticket["id"],
        "author": actor.account_id,
        "audience": comment.audience,
        "text": comment.text,
        "at": ticket["at"],
    }
    sql.execute(INSERT, said | {"hash": comment_hash(said)})
    return said["id"]  # type: ignore[no-any-return]


INSERT: LiteralString = """
INSERT INTO comment (id, ticket_id, author_id, audience, text, at, hash)
VALUES (%(id)s, %(ticket)s, %(author)s, %(audience)s, %(text)s, %(at)s, %(hash)s)
"""
