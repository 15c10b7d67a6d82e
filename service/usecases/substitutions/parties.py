"""The people of a substitution with the offices they work in, and who may speak for an absent one."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from service.db import new_id
from service.door.read import named
from service.transaction import Row, Sql
from service.visibility import Caller

SPEAKERS = ("admin", "pm")


@dataclass(frozen=True, slots=True)
class Party:
    account: UUID
    person: UUID
    username: str
    offices: frozenset[UUID]


def party(sql: Sql, ref: str | None, caller: Caller) -> Party | None:
    """By id or account name, the caller where none is named; None for a stranger to all their offices."""
    row = sql.one(PARTY, named("who", str(caller.account_id) if ref is None else ref))
    found = _party(row) if row else None
    if found is None or not (found.offices & caller.offices or found.account == caller.account_id):
        return None
    return found


def party_of(sql: Sql, account: UUID) -> Party:
    """Of an account that is known to be there, enabled or not."""
    row = sql.one(PARTY_OF, {"who_id": account, "who_name": None})
    if row is None:
        raise LookupError(f"no account {account}")
    return _party(row)


def speaks_for(caller: Caller, absent: Party) -> bool:
    """Oneself; for others an admin or a pm of one of their offices."""
    if caller.person_id == absent.person:
        return True
    return any(caller.holds(*SPEAKERS, office_id=office) for office in absent.offices)


def tell(sql: Sql, template: str, *accounts: UUID) -> None:
    """A notice of no ticket to each of them."""
    for account in dict.fromkeys(accounts):
        sql.execute(TELL, {"id": new_id(), "account": account, "template": template})


def _party(row: Row) -> Party:
    return Party(row["id"], row["person_id"], row["username"], frozenset(row["offices"] or ()))


FOUND: LiteralString = """
WITH RECURSIVE who AS (
    SELECT a.id, a.person_id, a.username, a.disabled_at FROM account a
     WHERE a.id = %(who_id)s::uuid OR a.username = %(who_name)s
), reach AS (
    SELECT h.office_id FROM who JOIN desk_holding h ON h.account_id = who.id AND h.until IS NULL
    UNION SELECT o.id FROM reach r JOIN office o ON o.parent_id = r.office_id
)
SELECT who.id, who.person_id, who.username, (SELECT array_agg(office_id) FROM reach) AS offices FROM who
"""
PARTY: LiteralString = FOUND + " WHERE who.disabled_at IS NULL"
PARTY_OF: LiteralString = FOUND
TELL: LiteralString = """
INSERT INTO notice (id, account_id, template) VALUES (%(id)s, %(account)s, %(template)s)
"""
