"""The caller's notices, the newest first."""

from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotFound
from service.queries.notices.titles import notice_title
from service.transaction import Row, Sql
from service.visibility import Caller

Json = dict[str, Any]


def notices_page(
    sql: Sql, caller: Caller, *, unread: bool | None, after: UUID | None, limit: int, lang: str
) -> tuple[list[Json], bool]:
    told = {"unread": unread, "after": after, "id": None, "limit": limit + 1}
    rows = sql.all(PAGE, _of(caller) | told)
    return [_shown(row, lang) for row in rows[:limit]], len(rows) > limit


def the_notice(sql: Sql, caller: Caller, key: UUID, lang: str) -> Json:
    """Raises NotFound, also for somebody else's."""
    row = sql.one(PAGE, _of(caller) | {"unread": None, "after": None, "id": key, "limit": 1})
    if row is None:
        raise NotFound()
    return _shown(row, lang)


def _of(caller: Caller) -> Row:
    return {"account": caller.account_id, "offices": list(caller.offices)}


def _shown(row: Row, lang: str) -> Json:
    return {**row, "title": notice_title(row["template"], lang)}


PAGE: LiteralString = """
SELECT n.id, n.desk, n.template, n.at, n.read_at,
       CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'number', t.number,
            'workflow', t.workflow, 'subject', t.subject) END AS ticket,
       CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'code', c.code, 'name', c.name)
            END AS customer
  FROM notice n LEFT JOIN ticket t ON t.id = n.ticket_id AND t.office_id = ANY(%(offices)s)
  LEFT JOIN customer c ON c.id = n.customer_id AND c.office_id = ANY(%(offices)s)
 WHERE n.account_id = %(account)s AND (%(id)s::uuid IS NULL OR n.id = %(id)s)
   AND (%(after)s::uuid IS NULL OR n.id < %(after)s)
   AND (%(unread)s::boolean IS NULL OR (n.read_at IS NULL) = %(unread)s)
 ORDER BY n.id DESC LIMIT %(limit)s
"""
