"""The colleagues of the offices a caller works in: so one finds who holds a desk."""

from dataclasses import dataclass

from service.transaction import Row, statements
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class UserFilter:
    office: str | None = None
    desk: str | None = None
    q: str | None = None


def users_page(
    caller: Caller, wanted: UserFilter, *, after: tuple[str] | None = None, limit: int = 50
) -> tuple[list[Row], bool]:
    """The page in order of username, and whether more follow; only desks of offices the caller can see.

    An account that holds no desk anywhere is seen by admins, who alone can give it one.
    """
    told = {
        "offices": list(caller.offices),
        "deskless": caller.holds("admin") and wanted.office is None and wanted.desk is None,
        "office": wanted.office,
        "desk": wanted.desk,
        "like": None if wanted.q is None else f"%{_literal(wanted.q)}%",
        "after": after[0] if after else "",
        "limit": limit + 1,
    }
    with statements() as sql:
        found = sql.all(USERS, told)
    return found[:limit], len(found) > limit


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


USERS = """
SELECT a.id, a.username, p.name, coalesce(h.desks, '[]'::json) AS desks, a.on_duty
  FROM account a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN LATERAL (
        SELECT json_agg(json_build_object('desk', d.desk,
                       'office', json_build_object('id', o.id, 'code', o.code, 'name', o.name))
                   ORDER BY o.code, d.desk) AS desks,
               bool_or((%(office)s::text IS NULL OR %(office)s::text IN (o.id::text, o.code))
                   AND (%(desk)s::text IS NULL OR d.desk = %(desk)s::text)) AS wanted
          FROM desk_holding d JOIN office o ON o.id = d.office_id
         WHERE d.account_id = a.id AND d.until IS NULL AND d.office_id = ANY(%(offices)s)
       ) h ON true
 WHERE (h.wanted OR %(deskless)s AND h.wanted IS NULL AND NOT EXISTS (
            SELECT FROM desk_holding d WHERE d.account_id = a.id AND d.until IS NULL))
   AND a.disabled_at IS NULL AND a.username > %(after)s
   AND (%(like)s::text IS NULL OR a.username ILIKE %(like)s::text OR p.name ILIKE %(like)s::text)
 ORDER BY a.username
 LIMIT %(limit)s
"""
