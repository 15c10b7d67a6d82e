"""The boxes: one statement a page, the caller in it, a keyset in every index, rows straight out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, LiteralString

from service.door.answer import state_labels
from service.door.as_read import as_read
from service.queries.work_items.pieces import (
    DONE,
    HERE,
    ME,
    MINE,
    NARROWING,
    OTHERS_POOL,
    POOL,
    SEEN,
    SHOWN,
    STARTED,
    TEAM,
    WATCHING,
)
from service.queries.work_items.planned import LEADS, planned_page
from service.queries.work_items.rows import ITEM_ROWS, TICKET_ROWS
from service.transaction import Row, statements

Json = dict[str, Any]
OF_TICKETS = ("watching", "started")


@dataclass(frozen=True, slots=True)
class BoxFilter:
    """`office` is an id or a code; one that the caller does not work in leaves nothing."""

    box: str
    office: str | None = None
    workflow: str | None = None
    overdue: bool | None = None


@dataclass(frozen=True, slots=True)
class BoxPage:
    """`after` are the sort keys to go on from, None at the end."""

    items: list[Json]
    after: tuple[Any, ...] | None


def box_page(
    digest: bytes, wanted: BoxFilter, *, after: tuple[Any, ...] | None = None, limit: int = 50, lang: str
) -> BoxPage | None:
    """By due time, the box `done` by its end, the last first. None without a living token.

    One statement; a second one where some policy says who may see a pool.
    """
    at, last = after or (None, None)
    told = {"digest": digest, "office": wanted.office, "workflow": wanted.workflow, "limit": limit + 1}
    told["leads"] = LEADS
    told |= {"at": at, "last": last}
    with statements() as sql:
        rows = sql.all(_statement(wanted, after is not None, at is None), told)
        if wanted.box == "pool" and rows and rows[0]["narrowed"]:
            rows = sql.all(_seen_pool(wanted, after is not None), told)
    if not rows:
        return None
    found = [row for row in rows if row["number"] is not None]
    kept = found[:limit]
    following = (kept[-1]["key"], kept[-1]["key_id"]) if len(found) > limit else None
    return BoxPage([_item(row, lang) for row in kept], following)


def _item(row: Row, lang: str) -> Json:
    labels = state_labels(row["workflow"], row["workflow_version"], row["ticket_state"], lang)
    office = {"id": row["office_id"], "code": row["office_code"], "name": row["office_name"]}
    return {
        "id": row["id"],
        "ticket": {
            "id": row["ticket_id"],
            "number": row["number"],
            "workflow": row["workflow"],
            "state": row["ticket_state"],
            "state_label": labels["state_label"],
            "subject": row["subject"],
            "office": office,
            "urgency": row["urgency"],
        },
        "version": row["version"],
        **as_read({name: row[name] for name in COPIED}),
        "holder": _person(row, "holder"),
        "on_behalf_of": _person(row, "other"),
    }


COPIED = (
    "kind",
    "state",
    "round",
    "level",
    "desk",
    "status",
    "due_at",
    "overdue",
    "paused",
    "created_at",
    "started_at",
    "offered",
    "ended_at",
    "decision",
)


def _person(row: Mapping[str, Any], which: str) -> Json | None:
    if row[f"{which}_id"] is None:
        return None
    return {"id": row[f"{which}_id"], "username": row[f"{which}_username"], "name": row[f"{which}_name"]}


@lru_cache(maxsize=256)
def _statement(wanted: BoxFilter, goes_on: bool, without_due: bool) -> Any:
    """A few dozen texts in all: what was not asked for is left out, so that each index serves its box."""
    if wanted.box == "planned":
        return planned_page(wanted.workflow, wanted.overdue, goes_on)
    if wanted.box in OF_TICKETS:
        return _page_of_tickets(wanted, goes_on, without_due)
    return _page_of_items(wanted, goes_on)


def _page_of_items(wanted: BoxFilter, goes_on: bool) -> str:
    key, order = ("ended_at", "DESC") if wanted.box == "done" else ("due_at", "ASC")
    source, condition = ITEMS_OF[wanted.box]
    page = _scan(wanted, source, condition, goes_on)
    more = f", EXISTS ({NARROWING}) AS narrowed" if wanted.box == "pool" else ""
    with_shown = f"{ME}{SHOWN}" if wanted.box == "team" else ME
    rows = ITEM_ROWS.format(more=more)
    return f"{with_shown}, page AS MATERIALIZED ({page}) {rows} ORDER BY w.{key} {order}, w.id {order}"


@lru_cache(maxsize=64)
def _seen_pool(wanted: BoxFilter, goes_on: bool) -> Any:
    """The pools of my desks that I may see, and those of others that I may look into."""
    own = _scan(wanted, "seats s", POOL + SEEN, goes_on)
    others = _scan(wanted, "offices g", OTHERS_POOL, goes_on)
    page = f"SELECT p.* FROM (({own}) UNION ALL ({others})) p ORDER BY p.due_at, p.id LIMIT %(limit)s"
    rows = ITEM_ROWS.format(more="")
    return f"{ME}{SHOWN}, page AS MATERIALIZED ({page}) {rows} ORDER BY w.due_at, w.id"


def _scan(wanted: BoxFilter, source: str, condition: str, goes_on: bool) -> str:
    """One page at most from each place, each read in the order of its index."""
    key, order, beyond = ("ended_at", "DESC", "<") if wanted.box == "done" else ("due_at", "ASC", ">")
    onward = f" AND (w.{key}, w.id) {beyond} (%(at)s::timestamptz, %(last)s::uuid)" if goes_on else ""
    sorted_by = f"ORDER BY {{0}}.{key} {order}, {{0}}.id {order} LIMIT %(limit)s"
    scan = f"""SELECT w.*, w.{key} AS key FROM work_item w
        WHERE {condition}{_chosen(wanted)}{onward} {sorted_by.format("w")}"""
    return f"SELECT p.* FROM {source} CROSS JOIN LATERAL ({scan}) p {sorted_by.format('p')}"


ITEMS_OF: Mapping[str, tuple[LiteralString, LiteralString]] = {
    "mine": ("acting c", MINE + HERE),
    "pool": ("seats s", POOL),
    "done": ("me", DONE + HERE),
    "team": ("offices g", TEAM),
}
OVERDUE = {True: " AND {0}.due_at < guanjia_now()", False: " AND {0}.due_at >= guanjia_now()", None: ""}
OF_WORKFLOW = " AND EXISTS (SELECT FROM ticket f WHERE f.id = w.ticket_id AND f.workflow = %(workflow)s)"


def _chosen(wanted: BoxFilter) -> str:
    return OVERDUE[wanted.overdue].format("w") + (OF_WORKFLOW if wanted.workflow else "")


def _page_of_tickets(wanted: BoxFilter, goes_on: bool, without_due: bool) -> str:
    chosen = OVERDUE[wanted.overdue].format("t") + (
        " AND t.workflow = %(workflow)s" if wanted.workflow else ""
    )
    onward = (AFTER_NO_DUE if without_due else AFTER_DUE) if goes_on else ""
    source = {"watching": WATCHING, "started": STARTED}[wanted.box]
    page = f"""SELECT t.* FROM me CROSS JOIN LATERAL (SELECT t.* FROM {source}{chosen}{onward}
        ORDER BY t.due_at, t.id LIMIT %(limit)s) t"""
    return f"{ME}, page AS MATERIALIZED ({page}) {TICKET_ROWS} ORDER BY t.due_at, t.id"


# Tickets that nothing is due on come last.
AFTER_DUE = " AND ((t.due_at, t.id) > (%(at)s::timestamptz, %(last)s::uuid) OR t.due_at IS NULL)"
AFTER_NO_DUE = " AND t.due_at IS NULL AND t.id > %(last)s::uuid"
