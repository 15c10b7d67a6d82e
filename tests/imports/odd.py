"""Workbooks that the world sends: each is right in its way, and its rows come in as a person sees them."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tests.imports.books import book, edited, old_table, table

HEAD = ["客户编号", "客户名称", "客户类别", "手机号"]
DEBTS = ["客户编号", "收费项目", "金额", "应收日期"]
TWO = [("C-1", "张伟"), ("C-2", "李娜")]
ONE_DEBT = [("物业费", 25060, date(2026, 11, 1))]
SHEET = "xl/worksheets/sheet1.xml"
ONE_SHEET = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Odd:
    """`make` is given the code of a customer who is there; `saved` are the rows that come in by it."""

    make: Callable[[str], bytes]
    saved: list[tuple[Any, ...]]
    kind: str = "customers"
    name: str = "名单.xlsx"


def customers(*rows: list[Any]) -> list[list[Any]]:
    return [HEAD, *(rows or (["C-1", "张伟", "业主", ""], ["C-2", "李娜", "租户", "13800000002"]))]


def merged_title(_customer: str) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.merge_range("A1:D1", "2026年客户资料一览表", made.add_format({"align": "center"}))
        sheet.write("A2", "制表人：王芳")
        for line, cells in enumerate(customers(), 2):
            sheet.write_row(line, 0, cells)

    return book(fill)


def merged_heads(_customer: str) -> bytes:
    """Heads of two rows: some merged downwards, one over two that belong together."""

    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        plain = made.add_format({})
        for column, head in ((0, HEAD[0]), (1, HEAD[1]), (2, HEAD[2])):
            sheet.merge_range(0, column, 1, column, head, plain)
        sheet.merge_range("D1:E1", "联系方式", plain)
        sheet.write_row("D2", ["手机号", "地址"])
        sheet.write_row("A3", ["C-1", "张伟", "业主"])
        sheet.write_row("A4", ["C-2", "李娜", "租户"])

    return book(fill)


def away_from_the_corner(_customer: str) -> bytes:
    def fill(_made: Any, sheet: Any) -> None:
        for line, cells in enumerate(customers(), 6):
            sheet.write_row(line, 3, cells)

    return book(fill)


def dates_as_text(customer: str) -> bytes:
    said = [
        "2026-11-01",
        "2026/11/1",
        "2026年11月1日",
        "２０２６．１１．０１",
        "20261101",
        " 2026-11-01 00:00:00 ",
    ]
    return table([DEBTS, *([customer, "物业费", "250.60", day] for day in said)])


def real_dates(customer: str, **options: Any) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(0, 0, [*DEBTS, "费用月份"])
        sheet.write_row(1, 0, [customer, "物业费", 250.6])
        sheet.write_datetime(1, 3, datetime(2026, 11, 1), made.add_format({"num_format": "d/m/yy"}))
        sheet.write_datetime(1, 4, datetime(2026, 11, 1), made.add_format({"num_format": "yyyy年m月"}))

    return book(fill, **options)


def formulas(customer: str) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_row(0, 0, DEBTS)
        sheet.write_formula(1, 0, f'="{customer}"', None, customer)
        sheet.write_formula(1, 1, '=CONCATENATE("物业","费")', None, "物业费")
        sheet.write_formula(1, 2, "=2.8*89.5", None, 250.6)
        sheet.write_formula(1, 3, "=DATE(2026,11,1)", made.add_format({"num_format": "yyyy-mm-dd"}), 46327)

    return book(fill)


def rich_strings(_customer: str) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        bold = made.add_format({"bold": True})
        for line, cells in enumerate(customers()):
            sheet.write_row(line, 0, cells)
        sheet.write_rich_string("B2", bold, "张", "伟")
        sheet.write_comment("B2", "业主委员会")
        sheet.data_validation("C2:C100", {"validate": "list", "source": ["业主", "租户"]})
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$A$2:$A$3"})
        sheet.insert_chart("F1", chart)

    return book(fill)


def hidden_parts(_customer: str) -> bytes:
    """A hidden sheet is not looked at; hidden rows and columns are like any other."""

    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        other = made.add_worksheet("字典")
        other.write_row(0, 0, HEAD)
        other.write_row(1, 0, ["C-9", "不要"])
        other.hide()
        for line, cells in enumerate(customers()):
            sheet.write_row(line, 0, cells)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})

    return book(fill)


def full_width(customer: str) -> bytes:
    return table([DEBTS, [customer, "物业费", "２５０．６０", "２０２６－１１－０１"]])


def trailing_blanks(_customer: str) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        grey = made.add_format({"bg_color": "#eeeeee"})
        for line, cells in enumerate(customers()):
            sheet.write_row(line, 0, cells)
        for line in range(3, 3000):
            sheet.write_row(line, 0, ["", " ", "\u3000", ""], grey)
            sheet.write_blank(line, 60, None, grey)

    return book(fill)


def a_million_declared(_customer: str) -> bytes:
    """The sheet says A1:XFD1048576 and holds two rows."""
    declared = b'<dimension ref="A1:XFD1048576"/>'
    return edited(table(customers()), SHEET, lambda text: ONE_SHEET.sub(declared, text))


def a_million_apart(_customer: str) -> bytes:
    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["C-1", "张伟"])
        sheet.write_row(1_048_575, 0, ["C-2", "李娜"])

    return book(fill)


def numbers_for_codes(_customer: str) -> bytes:
    return table([HEAD, [101, "张伟", "业主", 13800000001], [102.0, "李娜", "owner", 13800000002]])


def float_noise(customer: str) -> bytes:
    return table([DEBTS, [customer, "物业费", 250.1 + 0.4 + 0.1, "2026-11-01"]])


def written_sums(customer: str) -> bytes:
    return table(
        [
            DEBTS,
            *([customer, "物业费", sum_, "2026-11-01"] for sum_ in ("¥1,250.60", "1,250.60元", "１２５０.6")),
        ]
    )


def inline_strings(_customer: str) -> bytes:
    return table(customers(), constant_memory=True)


def no_shared_part(_customer: str) -> bytes:
    """As small exporters write: no styles, no themes, prefixed names, a text in `t="str"`."""
    cell = '<x:c t="str"><x:v>{}</x:v></x:c>'
    rows = "".join(f"<x:row>{''.join(map(cell.format, cells))}</x:row>" for cells in (HEAD[:2], *TWO))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return edited(table(customers()), SHEET, lambda _: whole.encode())


def old_excel(_customer: str, **options: Any) -> bytes:
    return old_table(customers(), **options)


def open_document(rows: str = "") -> bytes:
    """`rows` in the words of the format; else the two customers."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{each}="{office}:{each}:1.0"' for each in ("office", "table", "text"))
    body = rows or "".join(ods_row(cells) for cells in customers())
    inside = f'<table:table table:name="Sheet1">{body}</table:table>'
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{inside}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0">{listed}</manifest:manifest>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return kept.getvalue()


def ods_row(cells: list[str]) -> str:
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        if cell
        else "<table:table-cell/>"
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def open_document_to_the_end(_customer: str) -> bytes:
    """As LibreOffice writes: what is empty is repeated to the last row and column."""
    empty = '<table:table-row table:number-rows-repeated="1048573">'
    empty += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return open_document("".join(ods_row(cells) for cells in customers()) + empty)


def comma_text(*, encoding: str, delimiter: str = ",") -> Callable[[str], bytes]:
    rows = customers(["C-1", '"张\n伟"', "业主", ""], ["C-2", "李娜", "租户", ""])
    lines = [delimiter.join(cells) for cells in rows]
    return lambda _customer: "\r\n".join([*lines, "", delimiter * 3, ""]).encode(encoding)


def untidy_heads(_customer: str) -> bytes:
    heads = ["序号", "手机号", "*客户\n名称", "备注", " 客户编号 ", "客户类别"]
    first, second = [1, None, "张伟", "=1+1", "C-1", None], [2, None, "李娜", "老客户", "C-2", "租客"]
    return table([heads, first, second], strings_to_formulas=False)


def formulas_as_text(_customer: str) -> bytes:
    return table([HEAD, ["C-1", "=HYPERLINK(1)"], ["C-2", "@李娜"]], strings_to_formulas=False)


BROKEN_NAME = [("C-1", "张 伟"), TWO[1]]
RARE = [("C-1", "𠅤䶮"), ("C-2", "㛃·O'Brien")]
SUM = [("物业费", 125060, date(2026, 11, 1))]
RIGHT: Mapping[str, Odd] = {
    "a merged title above the heads": Odd(merged_title, TWO),
    "heads merged over two rows": Odd(merged_heads, TWO),
    "a table away from the corner": Odd(away_from_the_corner, TWO),
    "dates as text in six ways": Odd(dates_as_text, ONE_DEBT * 6, "charges"),
    "dates of the program": Odd(real_dates, ONE_DEBT, "charges"),
    "dates counted from 1904": Odd(lambda who: real_dates(who, date_1904=True), ONE_DEBT, "charges"),
    "formulas with their results": Odd(formulas, ONE_DEBT, "charges"),
    "inline strings": Odd(inline_strings, TWO),
    "nothing shared, prefixed names": Odd(no_shared_part, TWO),
    "rich strings, comments, lists and a chart": Odd(rich_strings, TWO),
    "hidden sheets, rows and columns": Odd(hidden_parts, TWO),
    "full-width digits": Odd(full_width, ONE_DEBT, "charges"),
    "three thousand blank rows with a colour": Odd(trailing_blanks, TWO),
    "a million declared rows with two real ones": Odd(a_million_declared, TWO),
    "two rows a million apart": Odd(a_million_apart, TWO),
    "numbers for codes and telephones": Odd(numbers_for_codes, [("101", "张伟"), ("102", "李娜")]),
    "a sum with the noise of floats": Odd(float_noise, ONE_DEBT, "charges"),
    "sums as people write them": Odd(written_sums, SUM * 3, "charges"),
    "rare characters": Odd(lambda _: table([HEAD, *RARE]), RARE),
    "a sheet called sheet1": Odd(lambda _: table(customers(), sheet="sheet1"), TWO),
    "an old .xls": Odd(old_excel, TWO, name="名单.xls"),
    "an .ods": Odd(lambda _: open_document(), TWO, name="名单.ods"),
    "an .ods repeated to its end": Odd(open_document_to_the_end, TWO, name="名单.ODS"),
    "UTF-8 with a mark": Odd(comma_text(encoding="utf-8-sig"), BROKEN_NAME, name="a.csv"),
    "GB 18030 with tabs": Odd(comma_text(encoding="gb18030", delimiter="\t"), BROKEN_NAME, name="a.csv"),
    "untidy heads and more columns": Odd(untidy_heads, TWO),
    "texts like formulas": Odd(formulas_as_text, [("C-1", "=HYPERLINK(1)"), ("C-2", "@李娜")]),
}
