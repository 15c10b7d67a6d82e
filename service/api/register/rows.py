"""How every noun of the register is listed, shown, made and changed."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from flask import Response, g
from marshmallow import Schema

from service.api.answers import answer, empty, page
from service.api.asked import loaded, parsed_body
from service.api.call import Call
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.register.revealing import office_of
from service.api.versions import required_version
from service.api.work import unit_of_work
from service.errors import Stale
from service.queries.register.listing import Listing, listed, shown, told_to
from service.transaction import Row, Sql, Work, statements
from service.usecases.register.change_row import Kind, change_row, must_change
from service.usecases.register.from_body import Make
from service.usecases.register.trail import leave_trail, leave_trail_of_list
from service.visibility import Caller

Prepared = Callable[[Sql, dict[str, Any], Caller], Row]
Act = Callable[[Work, Row, dict[str, Any], Caller], object]
Warned = Callable[[Work, dict[str, Any], Row], list[str]]
Named = Callable[[Work, dict[str, Any], Caller, Row], dict[str, Any]]


class Delete(Protocol):
    def __call__(self, work: Work, row_id: UUID, /, *, actor: Caller) -> None: ...


def list_rows(
    listing: Listing,
    order: str,
    *,
    prepared: Prepared | None = None,
    desks: tuple[str, ...] = (),
    told: Callable[[Row], Row] | None = None,
    trail: str | None = None,
) -> Response:
    """`prepared` may change the filters and gives the parameters that their conditions need beside them.

    `desks` read the rows of the offices where they are held; left out: all that work there do. Nowhere: 403.
    `told` makes the answer of a row. `trail` is the noun under which it is kept who looked, in which offices.
    """
    caller, offices = readers_offices(desks)
    asked = asked_query()
    after = keys_of(asked.pop("cursor"), order, (UUID,))
    limit = asked.pop("limit")
    onward = after[0] if after else None
    with statements() as sql:
        more = prepared(sql, asked, caller) if prepared else None
        found = listed(sql, listing, offices=offices, filters=asked, after=onward, limit=limit, more=more)
        if trail is not None:
            met = {office_of(row) for row in found.items}
            leave_trail_of_list(sql, "list", trail, met, actor=caller, asked=asked)
    items = [told_to(caller, listing, row) for row in found.items]
    if told:
        items = [told(row) for row in items]
    return page(items, cursor_of(order, found.after) if found.after else None)


def readers_offices(desks: tuple[str, ...]) -> tuple[Caller, frozenset[UUID]]:
    caller = current_caller()
    if not desks:
        return caller, caller.offices
    caller.must_hold(*desks)
    return caller, caller.offices_of(*desks)


def list_parts(
    listing: Listing,
    order: str,
    whole: Listing,
    key: str,
    *,
    desks: tuple[str, ...] = (),
    trail: str | None = None,
) -> Response:
    """What belongs to one row of another listing, which binds it as `of`; the rest as in `list_rows`."""
    caller = current_caller()
    with statements() as sql:
        of = read_row(sql, whole, key, caller, desks)
        if trail is not None:
            leave_trail(sql, "list", trail, of["id"], office=office_of(of), actor=caller)
    return list_rows(listing, order, prepared=lambda *_: {"of": of["id"]}, desks=desks)


def read_row(sql: Sql, listing: Listing, key: str, caller: Caller, desks: tuple[str, ...]) -> Row:
    """404 for what lies in an office of others, 403 where none of the `desks` is held in its own."""
    row = shown(sql, listing, key, offices=caller.offices)
    if desks:
        caller.must_hold(*desks, office_id=office_of(row))
    return row


def show_row(
    listing: Listing, key: str, *, trail: str | None = None, desks: tuple[str, ...] = ()
) -> Response:
    """`trail` is the noun under which it is kept who looked; None: nobody is. `desks`: see `list_rows`."""
    caller = current_caller()
    if trail is None:
        with statements() as sql:
            row = read_row(sql, listing, key, caller, desks)
    else:
        with unit_of_work() as work:
            row = shown(work.sql, listing, key, offices=caller.offices)
            leave_trail(work.sql, "view", trail, row["id"], office=office_of(row), actor=caller)
    return answer(told_to(caller, listing, row), version=row.get("version"))


def make_row(
    listing: Listing, address: str, desks: tuple[str, ...], make: Make, *, warned: Warned | None = None
) -> Response:
    """201; the caller's desk is checked before the body's fields, as the contract orders."""
    caller = current_caller()
    asked = asked_of(caller, desks)
    with unit_of_work() as work:
        made = make(work, asked, caller)
        row = shown(work.sql, listing, str(made), offices=seen_by(caller, made))
        if warned is not None:
            row |= {"warnings": warned(work, asked, row)}
    return answer(row, 201, version=row.get("version"), location=f"/api/v1/{address}/{made}")


def change(listing: Listing, kind: Kind, key: str, *, named: Named | None = None) -> Response:
    """`named` turns what the body names into columns, before the row is written."""
    caller: Caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, listing, key, offices=caller.offices)
        value = parsed_body()
        version = required_version()
        must_change(work, kind, row["id"], version=version, actor=caller)
        changes = loaded(value, _call().body_schema)
        fields = frozenset(changes)
        if named is not None:
            changes = named(work, changes, caller, row)
        change_row(work, kind, row["id"], changes, version=version, actor=caller, fields=fields)
        after = shown(work.sql, listing, key_of(row), offices=caller.offices)
    return answer(after, version=after["version"])


def act_on_version(
    listing: Listing,
    key: str,
    act: Act,
    *,
    desks: tuple[str, ...],
    stands: Callable[[Row], None] | None = None,
    warned: Warned | None = None,
) -> Response:
    """A call on the version that the caller saw, answered with the next: 403, 412, `stands`, 422."""
    caller: Caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, listing, key, offices=caller.offices)
        value, version = parsed_body(), required_version()
        caller.must_hold(*desks, office_id=office_of(row))
        if row["version"] != version:
            raise Stale(version=row["version"])
        if stands is not None:
            stands(row)
        asked = loaded(value, _call().body_schema)
        act(work, row, asked, caller)
        after = shown(work.sql, listing, key_of(row), offices=caller.offices)
        if warned is not None:
            after |= {"warnings": warned(work, asked, after)}
    return answer(told_to(caller, listing, after), version=after["version"])


def delete_shown(listing: Listing, key: str, delete: Delete, *, desks: tuple[str, ...] = ()) -> Response:
    """204; `delete` is given the id of a row that the caller sees. `desks`: see `read_row`."""
    caller = current_caller()
    with unit_of_work() as work:
        row = read_row(work.sql, listing, key, caller, desks)
        delete(work, row["id"], actor=caller)
    return empty()


def asked_of(caller: Caller, desks: tuple[str, ...]) -> dict[str, Any]:
    value = parsed_body()
    caller.must_hold(*desks)
    return loaded(value, _call().body_schema)


def seen_by(caller: Caller, made: UUID) -> frozenset[UUID]:
    """A new office is not yet among those that the caller was read with."""
    return caller.offices | {made}


def key_of(row: Row) -> str:
    return str(row["id"])


def schema_of_body() -> type[Schema]:
    return _call().body_schema


def _call() -> Call:
    call: Call = g.call
    return call
