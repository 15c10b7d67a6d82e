"""The one way to list and to show rows of the register: visible offices, filters, a keyset by id."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotFound
from service.queries.register.readers import MONEY
from service.transaction import Row, Sql
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class Listing:
    """`select` ends in a WHERE that binds `offices`; `key` is the id by which the list is sorted.

    `filters` are conditions on a parameter of their own name; `code` may name a row beside its id.
    `money` are columns that are null for whoever reads no money in the row's office.
    """

    select: LiteralString
    key: LiteralString
    filters: Mapping[str, LiteralString]
    code: LiteralString | None = None
    newest_first: bool = False
    money: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the key to go on from, None at the end."""

    items: list[Row]
    after: UUID | None


def listed(
    sql: Sql,
    listing: Listing,
    *,
    offices: Collection[UUID],
    filters: Mapping[str, Any],
    after: UUID | None = None,
    limit: int = 50,
    more: Mapping[str, Any] | None = None,
) -> Page:
    """Filters whose value is None are left out; a name without a condition raises KeyError.

    `more` are parameters of conditions that need others than their own.
    """
    statement, bound = statement_of(listing, filters=filters, after=after)
    bound |= dict(more or {}) | {"offices": list(offices), "limit": limit + 1}
    rows = sql.all(statement, bound)
    return Page(rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None)


def statement_of(
    listing: Listing, *, filters: Mapping[str, Any], after: UUID | None = None
) -> tuple[LiteralString, dict[str, Any]]:
    """With what it binds but for `offices`, `limit` and what its conditions need beside their own."""
    asked = {name: value for name, value in filters.items() if value is not None}
    conditions = "".join(f" AND {listing.filters[name]}" for name in asked)
    beyond, order = ("<", "DESC") if listing.newest_first else (">", "ASC")
    onward = f" AND {listing.key} {beyond} %(after)s" if after else ""
    statement = f"{listing.select}{conditions}{onward} ORDER BY {listing.key} {order} LIMIT %(limit)s"
    return statement, asked | {"after": after}


def shown(
    sql: Sql,
    listing: Listing,
    key: str,
    *,
    offices: Collection[UUID],
    more: Mapping[str, Any] | None = None,
) -> Row:
    """404 when it does not exist, lies in an office of others, or its code names several."""
    row_id = _as_uuid(key)
    if row_id is None and listing.code is None:
        raise NotFound()
    column = listing.code if row_id is None else listing.key
    statement = f"{listing.select} AND {column} = %(key)s LIMIT 2"
    rows = sql.all(statement, dict(more or {}) | {"offices": list(offices), "key": row_id or key})
    if len(rows) != 1:
        raise NotFound()
    return rows[0]


def told_to(caller: Caller, listing: Listing, row: Row) -> Row:
    """The row without the money that is not for this caller."""
    if not listing.money or caller.holds(*MONEY, office_id=UUID(row["office"]["id"])):
        return row
    return row | dict.fromkeys(listing.money)


def _as_uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
