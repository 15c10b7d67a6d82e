"""Any list of the register as a workbook: the columns of its answer, under names that people use."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row

from service.queries.register.export_cells import LEFT_OUT, cell
from service.queries.register.export_titles import title
from service.queries.register.listing import Listing, statement_of
from service.transaction import Row, Sql, transaction
from service.workbooks.writing import LIMIT, Cell, Workbook, written

FETCHED = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows: the list's own filters, and the parameters that their conditions need beside them.

    `met` is filled with the offices whose rows were written; `told` is a row as the caller may read it.
    """

    filters: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    met: set[UUID] = field(default_factory=set)
    told: Callable[[Row], Row] = lambda row: row


def exported_list(
    name: str, listing: Listing, offices: Collection[UUID], chosen: Chosen, *, lang: str, limit: int = LIMIT
) -> Workbook:
    """One statement, read through a cursor: one snapshot, and a thousand rows in memory at a time."""
    statement, bound = statement_of(listing, filters=chosen.filters)
    bound |= dict(chosen.more) | {"offices": list(offices), "limit": limit + 1}
    with transaction() as work, work.sql.driver.cursor("export", row_factory=dict_row) as cursor:
        zones = _zones(work.sql, offices)
        cursor.itersize = FETCHED
        cursor.execute(statement, bound)
        columns = [each.name for each in cursor.description or () if each.name not in LEFT_OUT]
        header = [title(each, lang, of=name) for each in columns]
        rows = (chosen.told(row) for row in cursor)
        return written(
            name, header, _rows(rows, columns, Places(zones, chosen.met), lang), lang=lang, limit=limit
        )


def _zones(sql: Sql, offices: Collection[UUID]) -> dict[UUID, ZoneInfo]:
    rows = sql.all("SELECT id, zone FROM office WHERE id = ANY(%s)", [list(offices)])
    return {row["id"]: ZoneInfo(row["zone"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Places:
    zones: Mapping[UUID, ZoneInfo]
    met: set[UUID]

    def zone_of(self, row: Mapping[str, Any]) -> ZoneInfo:
        office = UUID(str((row.get("office") or row)["id"]))
        self.met.add(office)
        return self.zones.get(office, ZoneInfo("UTC"))


def _rows(rows: Any, columns: list[str], places: Places, lang: str) -> Iterator[list[Cell]]:
    for row in rows:
        zone = places.zone_of(row)
        yield [cell(name, row[name], zone, lang) for name in columns]
