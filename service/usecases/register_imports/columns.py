"""Which row heads the columns, and which column fills which field (列对应设置)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.errors import FieldError, Invalid, NotSo, not_so
from service.usecases.register_imports.kinds import Field, Kind
from service.workbooks.cells import Cell, Row, said
from service.workbooks.reading import Sheet

# Titles and merged heads stand above; the row of the columns' names is one of the first.
FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """`at` tells for each field mapped the position of its column; `rows` are those below the header."""

    header: list[str]
    at: Mapping[str, int]
    rows: list[Row]

    def title(self, field: str) -> str:
        return self.header[self.at[field]]

    @property
    def mapping(self) -> dict[str, str]:
        return {field: self.header[position] for field, position in self.at.items()}


def find_columns(
    sheet: Sheet, kind: Kind, *, said: Mapping[str, str] | None, kept: Mapping[str, str] | None
) -> Columns:
    """What the sender `said`, or else what the office confirmed last (`kept`), takes its columns first; every
    other field is found by its names among the columns that are left. What was kept and is not there is not
    missed, and it yields where the list has that field's own column (`_yields`).

    Raises Invalid for a mapping that names no column of the file, NotSo where a needed column is not found or
    where two could be the one.
    """
    first = (kept or {}) if said is None else said
    found = _of_best_row(sheet, kind.fields, first)
    missing = said.keys() - _named(found.header, said) if said else ()
    if missing:
        raise Invalid(errors=[_no_column(name, first[name]) for name in first if name in missing])
    if said is None:
        first = {name: first[name] for name in first if not _yields(found.header, kind, name, first[name])}
        found = replace(found, at=_places(found.header, kind.fields, first))
    for field in kind.fields:
        _must_be_clear(found, field, said=said or {}, first=first)
    return _complete(found, kind)


def columns_as_shown(sheet: Sheet, kind: Kind, mapping: Mapping[str, str]) -> Columns:
    """Those of the preview that was confirmed, and no others. Raises NotSo."""
    return _complete(_of_best_row(sheet, (), mapping), kind)


def checked_mapping(said: Any, kind: Kind) -> dict[str, str]:
    """`{field: column}`. Raises Invalid."""
    if not isinstance(said, dict) or not said:
        raise Invalid(errors=[FieldError("mapping", "应为 {字段: 列名}。", "This must be {field: column}.")])
    names = ", ".join(each.name for each in kind.fields)
    wrong = [
        FieldError(f"mapping.{str(name)[:100]}", f"字段应为：{names}。", f"The fields are: {names}.")
        for name, column in said.items()
        if kind.field(name) is None or not isinstance(column, str) or not column.strip()
    ]
    if wrong:
        raise Invalid(errors=wrong)
    return {name: column.strip() for name, column in said.items()}


def _of_best_row(sheet: Sheet, fields: Sequence[Field], first: Mapping[str, str]) -> Columns:
    """The first of the rows in which all of `first` and most of the names stand."""
    headers = [_header(sheet.rows, number) for number in range(min(FIRST_ROWS, len(sheet.rows)))]
    places = [_places(header, fields, first) for header in headers]
    whole = [len(_named(header, first)) == len(first) for header in headers]
    best = max(range(len(headers)), key=lambda number: (whole[number], len(places[number])))
    return Columns(headers[best], places[best], sheet.rows[best + 1 :])


def _header(rows: Sequence[Row], number: int) -> list[str]:
    """A head that is merged downwards stands in the row above."""
    here = rows[number][1]
    above = rows[number - 1][1] if number and rows[number - 1][0] == rows[number][0] - 1 else []
    width = max(len(here), len(above))
    return [_word(here, at) or _word(above, at) for at in range(width)]


def _word(cells: Sequence[Cell], at: int) -> str:
    return (said(cells[at] if at < len(cells) else None) or "").strip("* ＊\u3000").replace("\n", "")


def _named(header: Sequence[str], first: Mapping[str, str]) -> dict[str, int]:
    """The first column of a title counts."""
    titles = [title.lower() for title in header]
    return {field: titles.index(name.lower()) for field, name in first.items() if name.lower() in titles}


def _yields(header: Sequence[str], kind: Kind, name: str, column: str) -> bool:
    """Whether the field's own name heads a column and the one that was kept for it bears another's name."""
    field, title = kind.field(name), column.lower()
    if field is None or title in field.names:
        return False
    return any(each.lower() in field.own for each in header) and any(
        title in each.names for each in kind.fields
    )


def _places(header: Sequence[str], fields: Sequence[Field], first: Mapping[str, str]) -> dict[str, int]:
    """A title that `first` names fills no field that it does not name."""
    found = _named(header, first)
    taken = {header[at].lower() for at in found.values()}
    for field in fields:
        places = [at for at in _headed(header, field) if header[at].lower() not in taken]
        if places:
            found.setdefault(field.name, places[0])
    return found


def _headed(header: Sequence[str], field: Field) -> list[int]:
    """The columns that bear one of its names, those with its own first."""
    places = [at for at, title in enumerate(header) if title.lower() in field.names]
    return sorted(places, key=lambda at: header[at].lower() not in field.own)


def _must_be_clear(
    found: Columns, field: Field, *, said: Mapping[str, str], first: Mapping[str, str]
) -> None:
    """Raises NotSo. Of several columns for a sum, only the sender says which: 金额 may be paid in part."""
    if field.name not in found.at:
        return
    title = found.title(field.name)
    alike = [each for each in found.header if each.lower() == title.lower()]
    if len(alike) > 1:
        raise _twice(title, len(alike))
    known = field.reads != "fen" and (field.name in first or title.lower() in field.own)
    if field.name in said or known:
        return
    elsewhere = {at for name, at in found.at.items() if name != field.name}
    places = {found.at[field.name], *_headed(found.header, field)} - elsewhere
    if len(places) > 1:
        raise _several(field, [found.header[at] for at in sorted(places)])


def _complete(found: Columns, kind: Kind) -> Columns:
    missing = [each for each in kind.fields if each.required and each.name not in found.at]
    if missing:
        raise _missing(
            found, "、".join(each.zh for each in missing), ", ".join(each.name for each in missing)
        )
    return found


def _missing(found: Columns, zh: str, en: str) -> NotSo:
    there = [title for title in found.header if title][:30]
    return not_so(
        "columns_mapped",
        f"没有找到列：{zh}。请设置列对应（文件中的列：{'、'.join(there)}）。",
        f"These columns were not found: {en}. Name them in `mapping` (in the file: {', '.join(there)}).",
    )


def _twice(title: str, times: int) -> NotSo:
    return not_so(
        "columns_mapped",
        f"有 {times} 列都叫“{title[:60]}”：请只保留要导入的一列用这个名称，其余改名后再上传。",
        f"{times} columns are called {title[:60]!r}: leave it to the one that is meant, rename the rest.",
    )


def _several(field: Field, titles: Sequence[str]) -> NotSo:
    return not_so(
        "columns_mapped",
        f"{field.zh}可能是以下任一列：{'、'.join(titles)}。请设置列对应，说明用哪一列。",
        f"Any of these columns may be {field.name}: {', '.join(titles)}. Say in `mapping` which it is.",
    )


def _no_column(field: str, column: str) -> FieldError:
    return FieldError(
        f"mapping.{field}", f"文件没有列“{column[:60]}”。", f"The file has no column {column[:60]!r}."
    )
