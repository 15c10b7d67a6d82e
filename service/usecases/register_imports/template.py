"""The workbook to fill in: Sheet1 with the columns' names, and a second sheet that says what each takes."""

import io

import xlsxwriter

from service.usecases.register_imports.kinds import Field, Kind
from service.workbooks.cells import SHEET
from service.workbooks.writing import write_row

WIDTH = 18
TAKES: dict[str, tuple[str, str]] = {
    "ref": ("文本", "text"),
    "text": ("文本", "text"),
    "whole": ("整数", "whole number"),
    "day": ("日期，如 2026-11-01", "date, such as 2026-11-01"),
    "last_day": ("最后一天的日期，如 2026-11-30", "date of the last day, such as 2026-11-30"),
    "month": ("月份，如 2026-11", "month, such as 2026-11"),
    "fen": ("金额（元），最多两位小数", "yuan, two decimals at most"),
    "area": ("平方米，最多两位小数", "square metres, two decimals at most"),
    "phone": ("电话号码", "telephone number"),
}


def template(kind: Kind, lang: str) -> bytes:
    """Columns are text, or a program would turn codes and telephone numbers into numbers."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(SHEET)
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet.set_row(0, None, head)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(kind.fields) - 1, WIDTH, text)
    write_row(sheet, 0, [_name(field, lang) for field in kind.fields])
    notes = book.add_worksheet("说明" if lang == "zh" else "Notes")
    notes.set_column(0, 2, WIDTH)
    for line, field in enumerate(kind.fields):
        write_row(notes, line, [_name(field, lang), _needed(field, lang), _takes(field, lang)])
    book.close()
    return kept.getvalue()


def _name(field: Field, lang: str) -> str:
    return field.zh if lang == "zh" else field.en


def _needed(field: Field, lang: str) -> str:
    return ("必填" if lang == "zh" else "needed") if field.required else ""


def _takes(field: Field, lang: str) -> str:
    if field.reads != "choice":
        return TAKES[field.reads][lang != "zh"]
    if lang == "zh":
        return "、".join(word for word in field.words if not word.isascii())
    return ", ".join(dict.fromkeys(field.words.values()))
