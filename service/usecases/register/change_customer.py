"""Changes a customer: what stood there before is kept, and the desks that work with it are told."""

from collections.abc import Mapping
from typing import Any, Final, LiteralString
from uuid import UUID

from service.crypto.places import HISTORY_VALUE
from service.crypto.vault import vault
from service.db import new_id
from service.models.customer_parts import HISTORY_FIELDS
from service.transaction import Row, Sql, Work
from service.usecases.register.name_edit import edit_name
from service.usecases.register.personal import OF_CUSTOMER, sealed_columns
from service.visibility import Caller

# The desks that work with what is written here: finance bills by it, the clerk's counter serves by it.
TOLD_DESKS: Final = ("finance", "clerk")


def prepared(work: Work, changes: dict[str, Any], actor: Caller, row: Row) -> dict[str, Any]:
    """The columns to write; history and notices are written already, in the same transaction."""
    edit_name(work, changes, row, actor=actor)
    customer_id, office_id = row["id"], UUID(row["office"]["id"])
    before = work.sql.one(BEFORE, {"id": customer_id})
    if before is not None and changes:
        columns = sealed_columns(work.sql, changes, OF_CUSTOMER, office_id=office_id, row_id=customer_id)
        for name in sorted(changed(work.sql, before, changes)):
            keep(work.sql, before, name, actor)
        tell_desks(work.sql, before, actor)
        return columns | _type_of(before, changes)
    return changes


def _type_of(before: Row, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A type that the office added said what the marks were: with other marks it is no longer true."""
    same = all(changes.get(mark, before[mark]) == before[mark] for mark in ("hardship", "special"))
    return {} if same else {"tenant_type": None}


def changed(sql: Sql, before: Row, changes: Mapping[str, Any]) -> set[str]:
    """Which of the fields with a history get another value."""
    asked = changes.keys() & set(HISTORY_FIELDS)
    return {name for name in asked if _now(sql, before, name) != changes[name]}


def keep(sql: Sql, before: Row, name: str, actor: Caller | None) -> None:
    """What the field held until now: plain, or sealed anew as a value of the history."""
    history_id, value = new_id(), _now(sql, before, name)
    kept: dict[str, Any] = {"masked": value, "sealed": None}
    if name in OF_CUSTOMER and value is not None:
        sealed = vault().seal(sql, before["office_id"], HISTORY_VALUE, history_id, value)
        kept = {"masked": before[f"{name}_masked"], "sealed": sealed.sealed}
    told = {"id": history_id, "office": before["office_id"], "customer": before["id"], "field": name}
    sql.execute(KEEP, told | kept | {"actor": actor.account_id if actor else None})


def tell_desks(sql: Sql, before: Row, actor: Caller) -> None:
    """One notice to each holder in the office or above it, but not to whoever made the change."""
    told = {"office": before["office_id"], "desks": list(TOLD_DESKS), "actor": actor.account_id}
    sql.execute(TELL, told | {"customer": before["id"]})


def _now(sql: Sql, before: Row, name: str) -> str | None:
    place = OF_CUSTOMER.get(name)
    if place is None:
        return str(before[name])
    sealed = before[f"{name}_sealed"]
    return None if sealed is None else vault().open(sql, place, before["id"], sealed)


BEFORE: LiteralString = "SELECT * FROM customer WHERE id = %(id)s FOR NO KEY UPDATE"
KEEP: LiteralString = """
INSERT INTO customer_history (id, office_id, customer_id, field, old_masked, old_sealed, changed_by)
VALUES (%(id)s, %(office)s, %(customer)s, %(field)s, %(masked)s, %(sealed)s, %(actor)s)
"""
TELL: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
), holders AS (
    SELECT DISTINCT ON (h.account_id) h.account_id, h.desk FROM desk_holding h
      JOIN account a ON a.id = h.account_id
     WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.desk = ANY(%(desks)s)
       AND h.office_id IN (SELECT id FROM up) AND h.account_id <> %(actor)s
     ORDER BY h.account_id, h.desk
)
INSERT INTO notice (id, account_id, customer_id, desk, template)
SELECT guanjia_id(), account_id, %(customer)s, desk, 'customer.changed' FROM holders
"""
