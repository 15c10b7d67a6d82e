"""The menu and the tree of places: where a newcomer finds what the office's people know by heart."""

from typing import Any

from flask import Response

from schemas.fields import Id
from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.problems import language
from service.api.query import Paged, asked_query
from service.api.register.menu import GROUPS, Entry, Group
from service.api.register.rows import list_rows
from service.api.register.shapes import FLAG, maybe, one_of
from service.api.shapes import ID, TEXT, array, listed, strict
from service.models.office import OFFICE_KINDS
from service.queries.register.tree import BRANCHES, ROOTS

area = Area("navigation", "The menu, and the tree of places")

ENTRY = strict(name=TEXT, title=TEXT, path=maybe(TEXT))
FUNCTION = strict(name=TEXT, title=TEXT, path=maybe(TEXT), lists=array(ENTRY))
MENU = strict(groups=array(strict(name=TEXT, title=TEXT, functions=array(FUNCTION))))
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
    return list_rows(BRANCHES if asked_query()["under"] else ROOTS, "tree")


def _group(group: Group) -> dict[str, Any]:
    functions = [
        _entry(each) | {"lists": [_entry(listed) for listed in each.lists]} for each in group.functions
    ]
    return {"name": group.name, "title": _title(group), "functions": functions}


def _entry(entry: Entry) -> dict[str, Any]:
    return {"name": entry.name, "title": _title(entry), "path": entry.path}


def _title(named: Entry | Group) -> str:
    return named.zh if language() == "zh" else named.en
