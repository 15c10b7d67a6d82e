"""An office never loses its last admin: nobody could give it another."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from service.errors import not_so
from service.transaction import Sql


def must_leave_an_admin(sql: Sql, account_id: UUID, offices: Sequence[UUID]) -> None:
    """Raises NotSo where `account_id` is the last admin of one of the offices, those above counted."""
    if not offices:
        return
    told = {"offices": sorted(offices), "account": account_id}
    # Two who remove each other take turns here.
    sql.execute(LOCK, told)
    left = sql.all(WITHOUT, told)
    if left:
        codes = ", ".join(row["code"] for row in left)
        zh = f"{codes} 只有这一位管理员，请先任命另一位。"
        raise not_so("last_admin", zh, f"This is the last admin of {codes}: appoint another one first.")


LOCK: LiteralString = "SELECT id FROM office WHERE id = ANY(%(offices)s) ORDER BY id FOR NO KEY UPDATE"
WITHOUT: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id AS office_id, id AS at, parent_id FROM office WHERE id = ANY(%(offices)s)
    UNION ALL
    SELECT up.office_id, o.id, o.parent_id FROM up JOIN office o ON o.id = up.parent_id
)
SELECT o.code FROM office o
 WHERE o.id = ANY(%(offices)s)
   AND NOT EXISTS (SELECT FROM up
                     JOIN desk_holding h ON h.office_id = up.at AND h.desk = 'admin' AND h.until IS NULL
                     JOIN account a ON a.id = h.account_id AND a.disabled_at IS NULL
                    WHERE up.office_id = o.id AND h.account_id <> %(account)s)
 ORDER BY o.code
"""
