"""Personal seats: stored as the person who decides, with the account that gets the duty."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from service.errors import FieldError, Invalid
from service.transaction import Sql

Json = dict[str, Any]


def name_people(sql: Sql, body: Json, office: UUID) -> None:
    """Replaces each seat's account by its person, and keeps `people`: account → person.

    Raises Invalid for somebody who holds no desk in the office.
    """
    wanted = sorted({seat["user"] for _, seat in _personal(body)})
    known = _found(sql, wanted, office)
    unknown = [FieldError(path, *NOBODY) for path, seat in _personal(body) if seat["user"] not in known]
    if unknown:
        raise Invalid(errors=unknown)
    people = {}
    for _, seat in _personal(body):
        account, person = known[seat["user"]]
        seat["user"] = people[account] = person
    if people:
        body["people"] = people


NOBODY = ("本管理处没有这个人。", "There is no such person in this office.")


def _personal(body: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for name, approval in body["approvals"].items():
        for n, level in enumerate(approval["levels"]):
            for m, seat in enumerate(level["seats"]):
                if "user" in seat:
                    yield f"approvals.{name}.levels.{n}.seats.{m}.user", seat


def _found(sql: Sql, wanted: list[str], office: UUID) -> dict[str, tuple[str, str]]:
    """By account name and by id."""
    if not wanted:
        return {}
    rows = sql.all(PEOPLE, {"wanted": wanted, "office": office})
    pairs = [(row, (str(row["id"]), str(row["person_id"]))) for row in rows]
    return {row["username"]: pair for row, pair in pairs} | {pair[0]: pair for _, pair in pairs}


PEOPLE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT a.id, a.username, a.person_id FROM account a
 WHERE (a.username = ANY(%(wanted)s) OR a.id::text = ANY(%(wanted)s)) AND a.disabled_at IS NULL
   AND EXISTS (SELECT FROM desk_holding h WHERE h.account_id = a.id AND h.until IS NULL
                AND h.office_id IN (SELECT id FROM up))
"""
