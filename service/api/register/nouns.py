"""A noun of the register in one declaration: the routes that list, show, make, change and delete its rows."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response
from marshmallow import Schema

from service.api.area import Area, View
from service.api.register.people_shapes import SENTENCES
from service.api.register.rows import (
    Named,
    Prepared,
    Warned,
    change,
    delete_shown,
    list_rows,
    make_row,
    show_row,
)
from service.api.shapes import Shape, listed, strict
from service.queries.register.listing import Listing
from service.usecases.register.change_row import Kind
from service.usecases.register.delete_row import delete_row
from service.usecases.register.from_body import Make


@dataclass(frozen=True, slots=True)
class Making:
    """The route that makes a row: what it is called, what is said of it, who may, and how.

    `warned`: what the answer says of a row that is made all the same.
    """

    name: str
    said: str
    body: type[Schema]
    desks: tuple[str, ...]
    make: Make
    warned: Warned | None = None


@dataclass(frozen=True, slots=True)
class Changing:
    """The route that changes a row; `named` turns what the body names into columns."""

    said: str
    body: type[Schema]
    kind: Kind
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Deleting:
    """The route that deletes a row by which nothing was done yet, and who may."""

    name: str
    said: str
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What is under `/api/v1/{address}`. `lists` and `shows` are said of those routes; None: no such route.

    `one` and `many` name the routes and cursors, `key` is the part of an address that names a row.
    `prepared`: see `list_rows`. `traced`: who looks at a row, at the list or takes it along is kept.
    `readers`: the desks that may read it; left out: all.
    """

    address: str
    one: str
    listing: Listing
    row: Shape
    query: type[Schema]
    lists: str
    shows: str | None = None
    makes: Making | None = None
    changes: Changing | None = None
    deletes: Deleting | None = None
    prepared: Prepared | None = None
    traced: bool = False
    readers: tuple[str, ...] = ()
    many: str = ""
    key: str = ""

    @property
    def of_one(self) -> str:
        return f"/{self.address}/<{self.key or self.one.rpartition('_')[2]}>"

    @property
    def versioned(self) -> bool:
        return "version" in self.row["properties"]


def add(area: Area, noun: Noun) -> None:
    name = f"list_{noun.many or noun.address.replace('-', '_')}"
    asked: dict[str, Any] = {"query": noun.query, "answer": listed(noun.row), "listed": True}
    area.declare("GET", f"/{noun.address}", name, noun.lists, view=_list(noun), **asked)
    answered: dict[str, Any] = {"answer": noun.row, "version": noun.versioned}
    if noun.shows is not None:
        area.declare("GET", noun.of_one, f"get_{noun.one}", noun.shows, view=_show(noun), **answered)
    if noun.makes is not None:
        _add_making(area, noun, noun.makes)
    if noun.changes is not None:
        name, view, body = f"change_{noun.one}", _change(noun, noun.changes), noun.changes.body
        area.declare("PATCH", noun.of_one, name, noun.changes.said, view=view, body=body, **answered)
    if noun.deletes is not None:
        name, view = noun.deletes.name, _delete(noun, noun.deletes)
        area.declare("DELETE", noun.of_one, name, noun.deletes.said, view=view, status=204)


def _add_making(area: Area, noun: Noun, making: Making) -> None:
    def view() -> Response:
        return make_row(noun.listing, noun.address, making.desks, making.make, warned=making.warned)

    row = strict(**noun.row["properties"], warnings=SENTENCES) if making.warned else noun.row
    asked: dict[str, Any] = {"body": making.body, "answer": row, "status": 201}
    area.declare("POST", f"/{noun.address}", making.name, making.said, view=view, **asked)


def _list(noun: Noun) -> View:
    trail, desks = noun.one if noun.traced else None, noun.readers
    return lambda: list_rows(noun.listing, noun.one, prepared=noun.prepared, desks=desks, trail=trail)


def _show(noun: Noun) -> View:
    def view(**named: str) -> Response:
        (key,) = named.values()
        return show_row(noun.listing, key, trail=noun.one if noun.traced else None, desks=noun.readers)

    return view


def _change(noun: Noun, changing: Changing) -> View:
    def view(**named: str) -> Response:
        (key,) = named.values()
        return change(noun.listing, changing.kind, key, named=changing.named)

    return view


def _delete(noun: Noun, deleting: Deleting) -> View:
    delete = partial(delete_row, table=noun.one, desks=deleting.desks)

    def view(**named: str) -> Response:
        (key,) = named.values()
        return delete_shown(noun.listing, key, delete, desks=deleting.desks)

    return view
