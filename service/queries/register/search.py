"""One box for customers and rooms: a code, a name or part of one, part of a phone that the caller may see."""

from typing import LiteralString

from service.queries.register.typed import TYPED, typed
from service.transaction import Row, Sql
from service.visibility import Caller


def found_in_register(sql: Sql, caller: Caller, text: str, *, limit: int) -> list[Row]:
    """Of the caller's offices, customers before rooms, exact codes first; codes had before count too."""
    told = typed(sql, caller, text)
    return sql.all(FIND, told | {"offices": list(caller.offices), "limit": limit})


OFFICE: LiteralString = "jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name) AS office"
FIND: LiteralString = f"""
SELECT f.kind, f.id, {OFFICE}, f.code, f.name, f.phone, f.disabled, f.was
  FROM ((SELECT 'customer' AS kind, c.id, c.office_id, c.code, c.name, c.phone_masked AS phone,
                c.disabled_at IS NOT NULL AS disabled, h.was, lower(c.code) <> ALL(%(ways)s) AS later
           FROM customer c LEFT JOIN LATERAL (
                SELECT max(x.was) AS was FROM (
                  SELECT old_masked AS was FROM customer_history
                   WHERE customer_id = c.id AND field = 'code' AND lower(old_masked) = ANY(%(ways)s)
                  UNION ALL
                  SELECT name FROM customer_name_history
                   WHERE customer_id = c.id AND lower(name) LIKE ANY(%(like)s)) x
           ) h ON true
          WHERE c.office_id = ANY(%(offices)s)
            AND {TYPED}
          ORDER BY later, c.disabled_at IS NOT NULL, c.id LIMIT %(limit)s)
        UNION ALL
        (SELECT 'room', r.id, r.office_id, r.code, NULL, NULL, false,
                (SELECT max(code) FROM room_code_history
                  WHERE room_id = r.id AND lower(code) = ANY(%(ways)s)) AS was,
                lower(r.code) <> ALL(%(ways)s) AS later
           FROM room r WHERE r.office_id = ANY(%(offices)s)
            AND (lower(r.code) LIKE ANY(%(like)s)
                 OR r.id IN (SELECT room_id FROM room_code_history
                              WHERE office_id = ANY(%(offices)s) AND lower(code) = ANY(%(ways)s)))
          ORDER BY later, r.code, r.id LIMIT %(limit)s)) f
  JOIN office o ON o.id = f.office_id
 ORDER BY f.later, f.kind, f.code LIMIT %(limit)s
"""
