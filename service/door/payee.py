"""A payee's account on its way into a slip and out again: a sealed row of its own, which the slip names."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg

from service.crypto.places import PAYEE_ACCOUNT
from service.crypto.vault import vault
from service.db import new_id
from service.door.masking import masked
from service.door.plan import Plan
from service.door.seen import Seen
from service.transaction import Sql

Json = dict[str, Any]
Done = TypeVar("Done")
MOST_TRIES: Final = 3


def with_sealed_payee(sql: Sql, seen: Seen, plan: Plan, write: Callable[[Plan], Done]) -> Done:
    """Writes the plan without a plain account. A key that was retired meanwhile breaks the write by itself:

    then it is sealed and written again.
    """
    for tries in range(1, MOST_TRIES + 1):
        try:
            return write(_sealed(sql, seen, plan))
        except psycopg.errors.NotNullViolation as error:
            if tries == MOST_TRIES or error.diag.table_name != PAYEE_ACCOUNT.table:
                raise
            vault().forget_present()
    raise AssertionError("unreachable")


def _sealed(sql: Sql, seen: Seen, plan: Plan) -> Plan:
    """An account that the slip had before keeps its row, so that a payee said again is no change."""
    said = plan.details.get("payee")
    if not isinstance(said, Mapping) or "account" not in said:
        return plan
    before, known = seen.case.details.get("payee") or {}, seen.case.facts.get("payee_account")
    row_id, office_id = new_id(), UUID(seen.ticket["office"]["id"])
    made, keys = vault().seal_for_write(sql, office_id, PAYEE_ACCOUNT, row_id, said["account"])
    if known and hmac.compare_digest(known["digest"], made.digest.hex()):
        named = {name: before[name] for name in ("account_id",) if name in before}
        return _with(plan, before, {**masked(said), **named}, [])
    row = {
        "id": str(row_id),
        "sealed": made.sealed.hex(),
        "digest": made.digest.hex(),
        "masked": made.masked,
        "keys": [str(each) for each in keys],
    }
    return _with(plan, before, {**masked(said), "account_id": row["id"]}, [row])


def _with(plan: Plan, before: Mapping[str, Any], payee: Json, accounts: list[Json]) -> Plan:
    others = {name: value for name, value in plan.details.items() if name != "payee"}
    return replace(plan, details=others if payee == before else {**others, "payee": payee}, accounts=accounts)


def payee_in_full(sql: Sql, seen: Seen) -> Json | None:
    """As a form says it: for the further round of a slip that ended."""
    payee, row = seen.case.details.get("payee"), seen.case.facts.get("payee_account")
    if payee is None or row is None:
        return None
    number = vault().open(sql, PAYEE_ACCOUNT, UUID(row["id"]), bytes.fromhex(row["sealed"]))
    return {"name": payee["name"], "bank": payee["bank"], "account": number}
