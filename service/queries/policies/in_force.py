"""The policy in force for an office: its own newest version, else the default of all offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from schemas.policy import REOPEN_WITHIN, SUSPEND
from service.transaction import Row, Sql
from service.visibility import Caller

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class InForce:
    """`office` is the one asked for, None where the default was."""

    workflow: str
    office: Json | None
    version: int
    body: Json


def office_of(sql: Sql, office: str, caller: Caller) -> Row | None:
    """By id or code, of those the caller works in."""
    told = {"office": office, "offices": list(caller.offices)}
    return sql.one(
        "SELECT id, code, name FROM office WHERE %(office)s IN (code, id::text) AND id = ANY(%(offices)s)",
        told,
    )


def policy_in_force(sql: Sql, workflow: str, office: Row | None) -> InForce:
    """There always is one: every database has the defaults. Raises LookupError where it has not."""
    found = sql.one(IN_FORCE, {"workflow": workflow, "office": office["id"] if office else None})
    if found is None:
        raise LookupError(f"no policy for {workflow}")
    return InForce(workflow, office, found["version"], found["body"])


IN_FORCE = """
SELECT version, body FROM policy
 WHERE workflow = %(workflow)s AND (office_id = %(office)s::uuid OR office_id IS NULL)
 ORDER BY office_id NULLS LAST, version DESC LIMIT 1
"""


def shown_policy(sql: Sql, policy: InForce) -> Json:
    """With the account names of personal seats instead of the persons that decide."""
    body = {name: part for name, part in policy.body.items() if name != "people"}
    approvals = {
        name: _shown(approval, _names(sql, policy.body)) for name, approval in body["approvals"].items()
    }
    head = {"workflow": policy.workflow, "office": policy.office, "version": policy.version}
    return {**head, **EMPTY, **body, "approvals": approvals}


EMPTY: Json = {
    "timers": {},
    "clocks": {},
    "sampling": {},
    "hours": {},
    "attempts": {"max": 3, "apart": "half_day"},
    "evidence": [],
    "visit_after": None,
    "load_limit": None,
    "thresholds": {},
    "withdraw": "before_decision",
    "suspend": SUSPEND,
    "reopen_within": REOPEN_WITHIN,
}


def _names(sql: Sql, body: Mapping[str, Any]) -> dict[str, str]:
    """Person → account name, of those the policy itself names."""
    people: Mapping[str, str] = body.get("people") or {}
    if not people:
        return {}
    accounts = [UUID(account) for account in people]
    rows = sql.all("SELECT id, username FROM account WHERE id = ANY(%s)", [accounts])
    return {people[str(row["id"])]: row["username"] for row in rows}


def _shown(approval: Mapping[str, Any], names: Mapping[str, str]) -> Json:
    levels = [
        {**level, "seats": [_seat(seat, names) for seat in level["seats"]]} for level in approval["levels"]
    ]
    return {**approval, "levels": levels}


def _seat(seat: Mapping[str, Any], names: Mapping[str, str]) -> Json:
    return {**seat, "user": names.get(seat["user"], seat["user"])} if "user" in seat else dict(seat)
