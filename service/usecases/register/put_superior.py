"""Who stands above an account in the organisation (上级): for approval levels that ask a superior."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotYou, invalid_field, not_so
from service.transaction import Row, Work
from service.usecases.register.references import as_uuid
from service.visibility import Caller

DESKS = ("admin", "pm")
NOBODY = ("您的管理处里没有这个人。", "There is no such person in your offices.")
CIRCULAR = (
    "superior_not_circular",
    "上级不能是本人，也不能是其下级。",
    "Nobody stands above themselves, nor below somebody who stands below them.",
)


def put_superior(work: Work, account_id: UUID, superior: str | None, *, actor: Caller) -> None:
    """By admin or pm, and never by the person whose superior it is. None: there is nobody above."""
    actor.must_hold(*DESKS)
    account = work.sql.one(ACCOUNT, {"id": account_id})
    if account is None or account["person_id"] == actor.person_id:
        raise NotYou(
            "不能设置自己的上级。",
            "Nobody names their own superior.",
            rule="four_eyes",
            who_could=[{"desk": "admin"}],
        )
    above = None if superior is None else colleague(work, superior, actor.offices_of(*DESKS), "superior")
    if above is not None and _is_circular(work, account, above):
        raise not_so(*CIRCULAR)
    work.sql.execute(PUT, {"id": account_id, "superior": above["id"] if above else None})


def colleague(work: Work, named: str, offices: frozenset[UUID], field: str) -> Row:
    """Somebody who works in one of these offices, or above it, by name or id. Raises Invalid."""
    told = {"name": named, "id": as_uuid(named), "offices": list(offices)}
    found = work.sql.one(COLLEAGUE, told)
    if found is None:
        raise invalid_field(field, *NOBODY)
    return found


def _is_circular(work: Work, account: Row, above: Row) -> bool:
    chain = work.sql.all(ABOVE, {"id": above["id"]})
    return any(account["id"] == each["id"] or account["person_id"] == each["person_id"] for each in chain)


# The lock lets two who turn a chain into a circle take turns.
ACCOUNT: LiteralString = "SELECT id, person_id FROM account WHERE id = %(id)s FOR NO KEY UPDATE"
PUT: LiteralString = "UPDATE account SET superior_id = %(superior)s WHERE id = %(id)s"
COLLEAGUE: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = ANY(%(offices)s)
    UNION SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT a.id, a.person_id, a.username FROM account a
 WHERE (a.username = %(name)s OR a.id = %(id)s) AND a.disabled_at IS NULL
   AND EXISTS (SELECT FROM desk_holding h WHERE h.account_id = a.id AND h.until IS NULL
                AND h.office_id IN (SELECT id FROM up))
"""
ABOVE: LiteralString = """
WITH RECURSIVE above AS (
    SELECT id, person_id, superior_id FROM account WHERE id = %(id)s
    UNION SELECT a.id, a.person_id, a.superior_id FROM account a JOIN above v ON a.id = v.superior_id
) SELECT id, person_id FROM above
"""
