"""The queues that somebody saved: in order of their names, or one of them to look into."""

from typing import LiteralString
from uuid import UUID

from service.door.read import named
from service.errors import NotFound
from service.transaction import Row, Sql

COLUMNS: LiteralString = "v.id, v.name, v.box, v.filters, v.created_at"


def views_page(sql: Sql, account: UUID, *, after: str | None, limit: int) -> tuple[list[Row], bool]:
    found = sql.all(PAGE, {"account": account, "after": after, "limit": limit + 1})
    return found[:limit], len(found) > limit


PAGE: LiteralString = f"""
SELECT {COLUMNS} FROM saved_view v
 WHERE v.account_id = %(account)s AND (%(after)s::text IS NULL OR v.name > %(after)s::text)
 ORDER BY v.name LIMIT %(limit)s
"""


def chosen_view(sql: Sql, key: str, digest: bytes) -> Row:
    """`{box, office, workflow, overdue}` of the caller's own view. Raises NotFound."""
    found = sql.one(CHOSEN, named("view", key) | {"digest": digest})
    if found is None:
        raise NotFound()
    return {"box": found["box"], **dict.fromkeys(("office", "workflow", "overdue")), **found["filters"]}


CHOSEN: LiteralString = """
SELECT v.box, v.filters FROM saved_view v JOIN token k ON k.account_id = v.account_id
 WHERE k.digest = %(digest)s AND (v.id = %(view_id)s::uuid OR v.name = %(view_name)s)
"""
