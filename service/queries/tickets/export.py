"""Tickets as a workbook: the columns of it, and how each is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from psycopg.rows import dict_row

from service.queries.tickets.choice import TicketChoice, chosen
from service.queries.tickets.orders import ORDERS
from service.queries.tickets.rows import rows_statement, shown_row
from service.transaction import transaction
from service.visibility import Caller
from service.workbooks.writing import LIMIT, Cell, Workbook, written

Json = dict[str, Any]
FETCHED = 1_000
MOMENTS = ("source_due_at", "due_at", "created_at", "updated_at", "closed_at")


def exported(caller: Caller, choice: TicketChoice, *, lang: str, limit: int = LIMIT) -> Workbook:
    """One statement, read through a cursor: one snapshot, and a thousand rows in memory at a time."""
    order, wanted = ORDERS[choice.sort], chosen(choice, offices=caller.offices)
    statement = rows_statement(wanted, order, onward="true")
    with transaction() as work, work.sql.driver.cursor("export", row_factory=dict_row) as cursor:
        cursor.itersize = FETCHED
        cursor.execute(statement, wanted.bound | {"limit": limit + 1})
        header = [zh if lang == "zh" else en for zh, en in COLUMNS.values()]
        return written("tickets", header, (_cells(row, lang) for row in cursor), lang=lang, limit=limit)


def _cells(row: Mapping[str, Any], lang: str) -> list[Cell]:
    shown = shown_row(row, lang) | {"due_at": row["due_at"]}
    zone = ZoneInfo(row["zone"])
    return [_cell(name, shown, zone) for name in COLUMNS]


def _cell(name: str, shown: Json, zone: ZoneInfo) -> Cell:
    value = shown[name]
    if isinstance(value, dict):
        return _named(name, value)
    if isinstance(value, datetime) and name in MOMENTS:
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return value if isinstance(value, int) else str(value or "")


def _named(name: str, value: Json) -> str:
    if name == "details":
        return orjson.dumps(value, default=str).decode()
    parts = (value.get("code") or value.get("username"), value.get("name"))
    return " ".join(part for part in parts if part)


COLUMNS: Mapping[str, tuple[str, str]] = {
    "number": ("编号", "Number"),
    "workflow": ("流程", "Workflow"),
    "state_label": ("状态", "State"),
    "subject": ("标题", "Subject"),
    "description": ("说明", "Description"),
    "office": ("管理处", "Office"),
    "room": ("房号", "Room"),
    "customer": ("客户", "Customer"),
    "submitter": ("提交人", "Submitter"),
    "assignee": ("经办人", "Assignee"),
    "urgency": ("紧急程度", "Urgency"),
    "resolution": ("结果", "Resolution"),
    "external_ref": ("外部编号", "External reference"),
    "source_due_at": ("来源期限", "Due at the source"),
    "due_at": ("期限", "Due"),
    "created_at": ("创建时间", "Created"),
    "updated_at": ("更新时间", "Updated"),
    "closed_at": ("完结时间", "Closed"),
    "version": ("版本", "Version"),
    "details": ("明细", "Details"),
}
