"""What stands around a ticket: comments, attachments, watchers, page by page."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotFound
from service.queries.tickets.visible import visible_ticket
from service.transaction import Row, Sql, statements
from service.visibility import Caller

PERSON: LiteralString = "json_build_object('id', a.id, 'username', a.username, 'name', p.name)"


@dataclass(frozen=True, slots=True)
class Around:
    """`select` ends in a WHERE that binds `ticket`; `key` is what its rows are sorted and paged by."""

    select: LiteralString
    key: LiteralString


COMMENTS = Around(
    f"""SELECT c.id, c.text, c.audience, {PERSON} AS author, c.at, encode(c.hash, 'hex') AS hash
          FROM comment c JOIN account a ON a.id = c.author_id JOIN person p ON p.id = a.person_id
         WHERE c.ticket_id = %(ticket)s""",
    "c.id",
)
ATTACHMENTS = Around(
    f"""SELECT f.id, f.name, f.media_type, f.size, encode(f.digest, 'hex') AS sha256, {PERSON} AS author, f.at
          FROM attachment f JOIN account a ON a.id = f.author_id JOIN person p ON p.id = a.person_id
         WHERE f.ticket_id = %(ticket)s""",
    "f.id",
)
WATCHERS = Around(
    f"""SELECT a.id, {PERSON} AS who, w.at,
               json_build_object('id', b.id, 'username', coalesce(b.username, 'system'),
                                 'name', coalesce(bp.name, '系统')) AS added_by
          FROM watcher w JOIN account a ON a.id = w.account_id JOIN person p ON p.id = a.person_id
          LEFT JOIN account b ON b.id = w.added_by LEFT JOIN person bp ON bp.id = b.person_id
         WHERE w.ticket_id = %(ticket)s""",
    "a.id",
)

READERS = Around(
    f"""SELECT a.id, {PERSON} AS who, m.version, m.at
          FROM read_mark m JOIN account a ON a.id = m.account_id JOIN person p ON p.id = a.person_id
         WHERE m.ticket_id = %(ticket)s""",
    "a.id",
)


def page_around(
    ref: str, around: Around, caller: Caller, *, after: UUID | None, limit: int
) -> tuple[list[Row], bool]:
    """In order of the key, and whether more follow. Raises NotFound."""
    onward: LiteralString = f"AND {around.key} > %(after)s" if after else ""
    statement: Any = f"{around.select} {onward} ORDER BY {around.key} LIMIT %(limit)s"
    with statements() as sql:
        ticket = visible_ticket(sql, ref, caller)
        rows = sql.all(statement, {"ticket": ticket["id"], "after": after, "limit": limit + 1})
    return rows[:limit], len(rows) > limit


def rows_around(sql: Sql, ref: str, around: Around, caller: Caller, *, ids: list[UUID]) -> list[Row]:
    """Just these rows, such as those just made, in their order."""
    ticket = visible_ticket(sql, ref, caller)
    statement: Any = f"{around.select} AND {around.key} = ANY(%(ids)s) ORDER BY {around.key}"
    return sql.all(statement, {"ticket": ticket["id"], "ids": ids})


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    media_type: str
    content: bytes


def the_attachment(ref: str, attachment: UUID, caller: Caller) -> Download:
    """Raises NotFound, also for a file of another ticket."""
    with statements() as sql:
        ticket = visible_ticket(sql, ref, caller)
        with sql.driver.cursor(binary=True) as cursor:
            row = cursor.execute(CONTENT, {"ticket": ticket["id"], "id": attachment}).fetchone()
    if row is None:
        raise NotFound()
    return Download(*row)


CONTENT: LiteralString = """
SELECT f.name, f.media_type, b.content FROM attachment f JOIN blob b ON b.digest = f.digest
 WHERE f.ticket_id = %(ticket)s AND f.id = %(id)s
"""
