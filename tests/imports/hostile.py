"""Files that cannot or must not be read: each with the name of the rule that refuses it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xlwt.CompoundDoc import XlsDoc

from tests.imports.books import book, edited, table
from tests.imports.odd import HEAD, SHEET, customers, old_excel, open_document

GOOD = table(customers())
STRINGS = "xl/sharedStrings.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]><sst><si><t>&d;</t></si></sst>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>"""


@dataclass(frozen=True, slots=True)
class Hostile:
    """`later`: too long for a glance, so the worker is the one to refuse it."""

    make: Callable[[], bytes]
    rule: str
    name: str = "名单.xlsx"
    later: bool = False


def locked_office() -> bytes:
    """What Excel makes of a workbook with a password: an OLE file with one stream of cipher."""
    kept = io.BytesIO()
    XlsDoc().save(kept, b"\x10" * 4096)
    plain, locked = (f"{name}\0".encode("utf-16-le") for name in ("Workbook", "EncryptedPackage"))
    name = locked.ljust(64, b"\0") + struct.pack("<H", len(locked))
    return kept.getvalue().replace(plain.ljust(64, b"\0") + struct.pack("<H", len(plain)), name)


def locked_xls() -> bytes:
    """A FILEPASS record (RC4) behind the beginning of the stream."""
    whole = old_excel("")
    stream = whole[512:]
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    record = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + b"\x07" * 48
    kept = io.BytesIO()
    XlsDoc().save(kept, (stream[:first] + record + stream[first:4096]).ljust(8192, b"\0"))
    return kept.getvalue()


def locked_ods() -> bytes:
    told = b'<manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    place = "META-INF/manifest.xml"
    return edited(open_document(), place, lambda text: text.replace(b"</manifest:manifest>", told))


def locked_zip() -> bytes:
    """The mark of encryption on every member, in the directory and at the members."""
    found = bytearray(GOOD)
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = found.find(signature)
        while place >= 0:
            found[place + at] |= 1
            place = found.find(signature, place + 4)
    return bytes(found)


def bomb() -> bytes:
    """400 MB of blanks in a sheet of 400 KB."""
    return _packed({SHEET: b" " * 400_000_000})


def bomb_of_many() -> bytes:
    return _packed({f"xl/media/{n}.xml": b"x" for n in range(3000)})


def lying_bomb() -> bytes:
    """The directory says a hundred bytes, and two hundred megabytes come out."""
    found = bytearray(_packed({SHEET: b" " * 200_000_000}))
    size = struct.pack("<I", 200_000_000)
    place = found.find(size)
    while place >= 0:
        found[place : place + 4] = struct.pack("<I", 100)
        place = found.find(size, place)
    return bytes(found)


def _packed(more: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as whole,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            if name not in more:
                packed.writestr(name, whole.read(name))
        for name, content in more.items():
            packed.writestr(name, content)
    return kept.getvalue()


def corners() -> bytes:
    """Two cells in opposite corners: sixteen billion between them."""

    def fill(_made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        sheet.write(1_048_575, 16_383, "x")

    return book(fill)


def merged_again_and_again() -> bytes:
    """Ten thousand ranges that lie over each other on a thousand rows."""
    ranges = b"".join(b'<mergeCell ref="A1:B%d"/>' % (1_000 + number % 7) for number in range(10_000))
    whole = table([HEAD, *([f"C-{n}", "x"] for n in range(1_000))])
    end = b"</sheetData>"
    return edited(
        whole, SHEET, lambda text: text.replace(end, end + b"<mergeCells>" + ranges + b"</mergeCells>")
    )


def formulas_over_each_other() -> bytes:
    """A thousand of them without a result, each over two million cells."""
    cell = b'<c r="A%d"><f t="array" ref="A1:CV20000">A1</f></c>'
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cell % n) for n in range(3, 1_000))
    end = b"</sheetData>"
    return edited(GOOD, SHEET, lambda text: text.replace(end, rows + end))


def hidden_sheet1() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        other = made.add_worksheet("Sheet2")
        other.activate()
        sheet.hide()

    return book(fill)


def only_sheet2() -> bytes:
    return table(customers(), sheet="Sheet2")


def broken_deflate() -> bytes:
    """The directory is whole, the sheet's bytes are not."""
    found = bytearray(GOOD)
    place = found.find(SHEET.encode()) + len(SHEET) + 20
    found[place : place + 200] = zlib.compress(b"x" * 1000)[:200].ljust(200, b"\xff")
    return bytes(found)


HOSTILE: Mapping[str, Hostile] = {
    "a password on .xlsx": Hostile(locked_office, "file_not_encrypted"),
    "a password on .xls": Hostile(locked_xls, "file_not_encrypted", "a.xls"),
    "a password on .ods": Hostile(locked_ods, "file_not_encrypted", "a.ods"),
    "a zip with a password": Hostile(locked_zip, "file_not_encrypted"),
    "half a zip": Hostile(lambda: GOOD[: len(GOOD) // 2], "file_whole"),
    "half an .xls": Hostile(lambda: old_excel("")[:700], "file_whole", "a.xls"),
    "a sheet with broken bytes": Hostile(broken_deflate, "file_whole"),
    "a sheet with broken markup": Hostile(
        lambda: edited(GOOD, SHEET, lambda text: text[: len(text) // 2]), "file_whole"
    ),
    ".xls called .xlsx": Hostile(lambda: old_excel(""), "file_as_named"),
    ".xlsx called .xls": Hostile(lambda: GOOD, "file_as_named", "a.xls"),
    "text called .xlsx": Hostile(lambda: "客户编号,客户名称".encode(), "file_as_named"),
    "a page called .xls": Hostile(
        lambda: b"<html><table><tr><td>C-1</td></tr></table></html>", "file_as_named", "a.xls"
    ),
    "a picture called .csv": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "file_as_named", "a.csv"),
    "a .docx called .xlsx": Hostile(lambda: zipped("word/document.xml"), "file_as_named"),
    "macros": Hostile(lambda: GOOD, "file_kind_taken", "a.xlsm"),
    "no extension": Hostile(lambda: GOOD, "file_kind_taken", "list"),
    "nothing": Hostile(lambda: b"", "file_not_empty"),
    "a zip bomb": Hostile(bomb, "file_unpacks_small"),
    "a bomb of many parts": Hostile(bomb_of_many, "file_unpacks_small"),
    "a bomb whose directory lies": Hostile(lying_bomb, "file_whole"),
    "a billion laughs": Hostile(lambda: edited(GOOD, STRINGS, lambda _: LAUGHS), "file_without_entities"),
    "an entity from outside": Hostile(
        lambda: edited(GOOD, STRINGS, lambda _: OUTSIDE), "file_without_entities"
    ),
    "two cells in opposite corners": Hostile(corners, "file_within_memory", later=True),
    "cells merged again and again": Hostile(merged_again_and_again, "file_whole"),
    "formulas over each other": Hostile(formulas_over_each_other, "file_whole", later=True),
    "an empty Sheet1": Hostile(lambda: table([]), "sheet1_filled"),
    "a Sheet2 alone": Hostile(only_sheet2, "sheet1_filled"),
    "a hidden Sheet1": Hostile(hidden_sheet1, "sheet1_shown"),
    "more rows than are taken": Hostile(
        lambda: table([HEAD, *([f"C-{n}", "x"] for n in range(20_002))]), "rows_few_enough", later=True
    ),
    "more columns than are taken": Hostile(lambda: table([[*HEAD, *range(100)]]), "columns_few_enough"),
    "an unfinished quotation": Hostile(
        lambda: '客户编号,客户名称\nC-1,"张伟'.encode(), "file_whole", "a.csv"
    ),
    "none of the columns": Hostile(lambda: table([["a", "b"], [1, 2]]), "columns_mapped"),
}


def zipped(name: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(name, "<document/>")
    return kept.getvalue()
