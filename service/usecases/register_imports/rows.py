"""One row of the sheet: the body that a single call would have sent, or what is wrong with which column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from marshmallow import ValidationError

from schemas.base import instance
from service.errors import Problem
from service.transaction import Work
from service.usecases.register_imports.columns import Columns
from service.usecases.register_imports.kinds import Body, Field, Kind
from service.usecases.register_imports.values import Unreadable, read_value
from service.visibility import Caller
from service.workbooks.cells import SHEET, Cell, Row, said
from service.wrong import wrong_fields

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a row, or doubtful, and in which column; none where it is the whole row."""

    row: int
    column: str
    zh: str
    en: str

    def kept(self) -> dict[str, Any]:
        return {"sheet": SHEET, "row": self.row, "column": self.column, "zh": self.zh, "en": self.en}


class RowRefused(Exception):
    """A row that cannot be saved, with all that is wrong with it."""

    def __init__(self, errors: list[Remark]) -> None:
        super().__init__("row refused")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go, and who is answerable for them."""

    kind: Kind
    office_id: UUID
    actor: Caller


@dataclass(frozen=True, slots=True)
class Saved:
    """`made` is the id of the new row where the use case makes one alone."""

    made: object


def save_row(work: Work, target: Target, columns: Columns, row: Row) -> Saved:
    """By the same use case as a single creation. Raises RowRefused."""
    body = _body(target, columns, row)
    try:
        loaded: Body = instance(target.kind.schema).load(body)
        return Saved(target.kind.create(work, dict(loaded), target.actor))
    except ValidationError as error:
        raise RowRefused(_told(target.kind, columns, row, wrong_fields(error))) from None
    except Problem as problem:
        raise RowRefused(_refused(target.kind, columns, row, problem)) from None


def shown_values(kind: Kind, columns: Columns, row: Row) -> dict[str, str | None]:
    """For the preview: as it stands in the file; what is personal by its last digits only."""
    return {
        field.name: _shown(field, _cell(row, columns.at[field.name]))
        for field in kind.fields
        if field.name in columns.at
    }


def _shown(field: Field, cell: Cell) -> str | None:
    text = said(cell)
    if text is None:
        return None
    return f"****{text[-4:]}" if field.private else text[:SHOWN]


LOST: Final[Mapping[str, tuple[str, str]]] = {
    "digits": (
        "数字超过 15 位，末位已丢失：请将该列设为文本后重新填写。",
        "A number of more than 15 digits has lost its last ones: make the column text, enter it anew.",
    ),
    "characters": (
        "含有无法保存的字符（NUL）：请手工重新输入，不要复制粘贴。",
        "This holds a character that cannot be kept (NUL): type the text anew instead of pasting it.",
    ),
    "formula": (
        "公式尚未计算，没有结果：请在表格软件中打开文件，保存后再上传。",
        "No program has computed this formula: open the file in a spreadsheet program, save it, send it.",
    ),
    "merged": (
        "该单元格与左侧的单元格合并：请取消合并后分别填写。",
        "This cell is merged with the one left of it: take the merging back and fill in each.",
    ),
}
SUMS = ("fen", "area")
CONTRADICTS = ("与同一行的另一列矛盾。", "This contradicts another column of the row.")


def _body(target: Target, columns: Columns, row: Row) -> Body:
    body: Body = {"office": str(target.office_id)}
    errors: list[Remark] = []
    for field in target.kind.fields:
        try:
            value = _value(field, _cell(row, columns.at[field.name]) if field.name in columns.at else None)
        except Unreadable as wrong:
            errors.append(Remark(row[0], _title(columns, field), wrong.zh, wrong.en))
            continue
        if value is not None and body.setdefault(field.member, value) != value:
            errors.append(Remark(row[0], _title(columns, field), *CONTRADICTS))
    if errors:
        raise RowRefused(errors)
    return body


def _value(field: Field, cell: Cell) -> Any:
    if isinstance(cell, dict):
        _must_be_as_typed(field, cell)
    text = said(cell)
    if text is None:
        if field.required:
            raise Unreadable("必填。", "This is needed.")
        return None
    return read_value(field.reads, text, field.words)


def _must_be_as_typed(field: Field, cell: Mapping[str, str]) -> None:
    """A spreadsheet makes a date of the code 3-5, and January of the October that was typed 2026.10."""
    if "lost" in cell:
        raise Unreadable(*LOST[cell["lost"]])
    if "shared" in cell and field.reads in SUMS:
        raise Unreadable(
            "该单元格合并了几行，分不清是每行的数还是合计：请取消合并后逐行填写。",
            "It may be the sum of the rows it is merged over: take the merging back and fill in each row.",
        )
    if "moment" in cell and field.reads in ("ref", "text"):
        raise Unreadable(
            "表格软件已把该单元格变成日期：请将该列设为文本后重新填写，如 3-5。",
            "The spreadsheet made a date of this cell: make the column text and enter it anew, such as 3-5.",
        )
    if "number" in cell and field.reads == "month":
        raise Unreadable(
            "数字分不清是 1 月还是 10 月：请填文本，如 2026-01 或 2026-10。",
            "As a number this may be January or October: write it as text, such as 2026-01 or 2026-10.",
        )


def _cell(row: Row, at: int) -> Cell:
    return row[1][at] if at < len(row[1]) else None


def _title(columns: Columns, field: Field) -> str:
    return columns.title(field.name) if field.name in columns.at else field.zh


def _refused(kind: Kind, columns: Columns, row: Row, problem: Problem) -> list[Remark]:
    told = _told(kind, columns, row, problem.extra.get("errors") or ())
    return told or [Remark(row[0], "", problem.sentences["zh"], problem.sentences["en"])]


def _told(kind: Kind, columns: Columns, row: Row, errors: Any) -> list[Remark]:
    titles = {each.member: each.zh for each in kind.fields}
    titles |= {each.member: columns.title(each.name) for each in kind.fields if each.name in columns.at}
    told = []
    for error in errors:
        column = titles.get(error.field.partition(".")[0], error.field)
        told.append(Remark(row[0], column, error.sentences["zh"], error.sentences["en"]))
    return told
