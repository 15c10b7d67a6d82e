"""A view is kept for its owner alone, or forgotten."""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

import orjson

from service.db import new_id
from service.door.read import named
from service.errors import Duplicate, NotFound, not_so
from service.queries.saved_views import COLUMNS
from service.transaction import Row, Sql

MOST = 100


def save_view(sql: Sql, account: UUID, asked: Mapping[str, Any]) -> Row:
    """Raises Duplicate for a name that is taken; nobody keeps more than a hundred."""
    filters = orjson.dumps(asked["filters"]).decode()
    told = {
        "id": new_id(),
        "account": account,
        "filters": filters,
        "name": asked["name"],
        "box": asked["box"],
    }
    made = sql.one(SAVE, told | {"most": MOST})
    if made is not None:
        return made
    if sql.one("SELECT 1 AS yes FROM saved_view WHERE account_id = %(account)s AND name = %(name)s", told):
        raise Duplicate("已有同名视图。", "There is a view of that name.")
    raise not_so("too_many_views", f"视图已达 {MOST} 个。", f"There are {MOST} views already.")


SAVE: LiteralString = f"""
INSERT INTO saved_view AS v (id, account_id, name, box, filters)
SELECT %(id)s, %(account)s, %(name)s, %(box)s, %(filters)s::jsonb
 WHERE (SELECT count(*) FROM saved_view o WHERE o.account_id = %(account)s) < %(most)s
ON CONFLICT (account_id, name) DO NOTHING RETURNING {COLUMNS}
"""


def forget_view(sql: Sql, account: UUID, key: str) -> None:
    """By id or name. Raises NotFound for what is nobody's or somebody else's."""
    if sql.one(FORGET, named("view", key) | {"account": account}) is None:
        raise NotFound()


FORGET: LiteralString = """
DELETE FROM saved_view v
 WHERE v.account_id = %(account)s AND (v.id = %(view_id)s::uuid OR v.name = %(view_name)s) RETURNING v.id
"""
