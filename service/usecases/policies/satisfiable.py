"""A policy that the people there are could never satisfy is refused before a ticket gets stuck in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from service.errors import not_so
from service.transaction import Sql


def refuse_unsatisfiable(sql: Sql, body: Mapping[str, Any], office: UUID) -> None:
    """Each level needs, of each desk, as many persons as it has seats for it."""
    needed: Counter[str] = Counter()
    for seats in _desks_of_levels(body):
        needed |= Counter(seats)
    held = _persons(sql, office, list(needed))
    missing = ", ".join(
        f"{desk} × {count - held.get(desk, 0)}"
        for desk, count in sorted(needed.items())
        if held.get(desk, 0) < count
    )
    if missing:
        raise not_so(
            "unsatisfiable",
            f"本管理处缺少审批人：{missing}。",
            f"Nobody could ever decide this; missing in the office: {missing}.",
        )


def _desks_of_levels(body: Mapping[str, Any]) -> Iterator[list[str]]:
    for approval in body["approvals"].values():
        for level in approval["levels"]:
            alone = level["mode"] == "any"
            desks = [seat["desk"] for seat in level["seats"] if seat.get("desk")]
            yield list(dict.fromkeys(desks)) if alone else desks


def _persons(sql: Sql, office: UUID, desks: list[str]) -> dict[str, int]:
    return {row["desk"]: row["persons"] for row in sql.all(HELD, {"office": office, "desks": desks})}


HELD = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT h.desk, count(DISTINCT a.person_id) AS persons
  FROM desk_holding h JOIN account a ON a.id = h.account_id
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.desk = ANY(%(desks)s)
   AND h.office_id IN (SELECT id FROM up)
 GROUP BY h.desk
"""
