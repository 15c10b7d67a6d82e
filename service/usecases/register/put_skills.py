"""Skills and certificates of an account: what they may be sent to, and until when."""

from collections.abc import Iterable, Mapping
from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotFound, NotYou
from service.transaction import Row, Sql, Work
from service.visibility import Caller

SKILL_DESKS = ("admin", "engineering_lead")


def put_skills(work: Work, account_id: UUID, skills: Iterable[Mapping[str, Any]], *, actor: Caller) -> None:
    """The whole list, by an admin or lead of one of that account's offices; nobody certifies themselves."""
    account = work.sql.one(LOCK, {"account": account_id})
    if account is None:
        raise NotFound()
    offices = {row["office_id"] for row in work.sql.all(OFFICES, {"account": account_id})}
    if not offices:
        actor.must_hold("admin")
    elif not offices & actor.offices_of(*SKILL_DESKS):
        raise NotYou(who_could=[{"desk": desk} for desk in SKILL_DESKS])
    if account["person_id"] == actor.person_id:
        raise NotYou(
            "不能给自己登记技能。",
            "Nobody certifies themselves.",
            rule="four_eyes",
            who_could=[{"desk": desk} for desk in SKILL_DESKS],
        )
    work.sql.execute("DELETE FROM account_skill WHERE account_id = %s", [account_id])
    for each in skills:
        work.sql.execute(
            "INSERT INTO account_skill (account_id, skill, expires_on) VALUES (%s, %s, %s)",
            [account_id, each["skill"], each.get("expires_on")],
        )


LOCK: LiteralString = "SELECT person_id FROM account WHERE id = %(account)s FOR UPDATE"
OFFICES: LiteralString = """
SELECT office_id FROM desk_holding WHERE account_id = %(account)s AND until IS NULL
"""


def skills_of(sql: Sql, account_id: UUID) -> list[Row]:
    """In order of their names, the expired ones too."""
    return sql.all(SKILLS, [account_id])


SKILLS: LiteralString = "SELECT skill, expires_on FROM account_skill WHERE account_id = %s ORDER BY skill"
