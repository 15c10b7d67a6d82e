"""The menu and the tree of places: where a newcomer finds what the office's people know by heart."""

from typing import Any
from uuid import UUID

from flask import Response

from schemas.fields import Id
from service.api.answers import answer, page
from service.api.area import Area
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import Paged, asked_query
from service.api.register.menu import GROUPS, Entry, Group
from service.api.register.shapes import FLAG, maybe, one_of
from service.api.shapes import ID, TEXT, listed, strict
from service.models.office import OFFICE_KINDS
from service.queries.register.listing import listed as page_of
from service.queries.register.tree import BRANCHES, ROOTS
from service.transaction import statements

area = Area("navigation", "The menu, and the tree of places")

ENTRY = strict(name=TEXT, title=TEXT, path=maybe(TEXT))
FUNCTION = strict(name=TEXT, title=TEXT, path=maybe(TEXT), lists={"type": "array", "items": ENTRY})
MENU = strict(
    groups={
        "type": "array",
        "items": strict(name=TEXT, title=TEXT, functions={"type": "array", "items": FUNCTION}),
    }
)
NODE = strict(
    id=ID, kind=one_of((*OFFICE_KINDS, "building", "room")), code=TEXT, name=TEXT, under=maybe(ID), opens=FLAG
)


class TreeQuery(Paged):
    """`under`: the id of a node; without it the roots."""

    under = Id(load_default=None)


@area.call("GET", "/menu", answer=MENU)
def get_menu() -> Response:
    """Customer management, customer service and SMS platform; `path` is null where nothing is there yet."""
    current_caller()
    return answer({"groups": [_group(group) for group in GROUPS]})


@area.call("GET", "/tree", query=TreeQuery, answer=listed(NODE), listed=True)
def list_tree() -> Response:
    """What stands under a project, office or building; `opens` says whether a node has something under it."""
    caller, asked = current_caller(), asked_query()
    after = keys_of(asked.pop("cursor"), "tree", (UUID,))
    limit, under = asked["limit"], asked["under"]
    with statements() as sql:
        found = page_of(
            sql,
            BRANCHES if under else ROOTS,
            offices=caller.offices,
            filters={"under": under},
            after=after[0] if after else None,
            limit=limit,
        )
    return page(found.items, cursor_of("tree", found.after) if found.after else None)


def _group(group: Group) -> dict[str, Any]:
    functions = [
        _entry(each) | {"lists": [_entry(listed) for listed in each.lists]} for each in group.functions
    ]
    return {"name": group.name, "title": _title(group), "functions": functions}


def _entry(entry: Entry) -> dict[str, Any]:
    return {"name": entry.name, "title": _title(entry), "path": entry.path}


def _title(named: Entry | Group) -> str:
    return named.zh if language() == "zh" else named.en
