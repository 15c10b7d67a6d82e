"""One account with its desks: also a fresh one, which holds none yet and so stands in no list."""

from collections.abc import Collection
from uuid import UUID

from service.errors import NotFound
from service.transaction import Row, Sql

# Seen by those who share an office with it; by every admin's office while it holds no desk at all.
NAMED = """
SELECT a.id FROM account a
 WHERE (a.id::text = lower(%(key)s) OR a.username = %(key)s)
   AND (EXISTS (SELECT FROM desk_holding h
                 WHERE h.account_id = a.id AND h.until IS NULL AND h.office_id = ANY(%(offices)s))
        OR NOT EXISTS (SELECT FROM desk_holding h WHERE h.account_id = a.id AND h.until IS NULL))
"""
SHOWN = """
SELECT a.id, a.username, p.name, a.on_duty,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'desk', h.desk, 'office', jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name))
                   ORDER BY o.code, h.desk), '[]')
          FROM desk_holding h JOIN office o ON o.id = h.office_id
         WHERE h.account_id = a.id AND h.until IS NULL AND h.office_id = ANY(%(offices)s)) AS desks,
       (SELECT jsonb_build_object('id', s.id, 'username', s.username, 'name', q.name)
          FROM account s JOIN person q ON q.id = s.person_id WHERE s.id = a.superior_id) AS superior,
       EXISTS (SELECT FROM desk_change d WHERE d.account_id = a.id AND d.status = 'pending') AS pending
  FROM account a JOIN person p ON p.id = a.person_id
 WHERE a.id = %(id)s
"""


def account_named(sql: Sql, key: str, *, offices: Collection[UUID]) -> UUID:
    row = sql.one(NAMED, {"key": key, "offices": list(offices)})
    if row is None:
        raise NotFound()
    found: UUID = row["id"]
    return found


def account_shown(sql: Sql, account_id: UUID, *, offices: Collection[UUID]) -> Row:
    row = sql.one(SHOWN, {"id": account_id, "offices": list(offices)})
    if row is None:
        raise NotFound()
    return row
