"""An .xls of which a part is lost is refused, not read in part."""

import io
import struct

import pytest
import xlwt

from service.workbooks.reading import FULL, Refusal, Sheet, read_workbook
from tests.imports.books import old_table
from tests.imports.conftest import Desk

SECTOR = 512
LONG = "物业服务费" * 2_000
ROWS = [["客户编号", "客户名称"], *([f"C-{n}", f"张{n}"] for n in range(1, 3_001))]
WHOLE = old_table(ROWS)


def lost(at: int) -> bytes:
    """A sector of zeros, as a broken disk gives."""
    return WHOLE[:at] + bytes(SECTOR) + WHOLE[at + SECTOR :]


SECTORS = range(SECTOR, len(WHOLE), SECTOR)
IN_STRINGS = next(at for at in SECTORS if "张1000".encode("utf-16-le") in WHOLE[at : at + SECTOR])
IN_ROWS = WHOLE.rindex(b"\x0a\x00\x00\x00") // SECTOR * SECTOR - 100 * SECTOR


@pytest.mark.parametrize("at", [SECTOR, IN_STRINGS, IN_ROWS, IN_ROWS + 30 * SECTOR, SECTORS[-2], SECTORS[-1]])
def test_a_sector_that_is_lost_is_noticed(at: int) -> None:
    found = read_workbook("a.xls", lost(at), FULL)
    assert isinstance(found, Refusal) and found.rule == "file_whole"


def test_an_xls_of_which_rows_are_lost_is_refused_with_a_sentence(desk: Desk) -> None:
    response = desk.send(lost(IN_ROWS), kind="customers", name="a.xls")
    assert (response.status_code, response.get_json()["rule"]) == (422, "file_whole")


def test_an_xls_cut_short_is_noticed() -> None:
    assert isinstance(read_workbook("a.xls", WHOLE[: len(WHOLE) // 2], FULL), Refusal)


def test_what_an_xls_may_hold_is_taken() -> None:
    """Texts longer than a record, some of them wide, parts with a format, a second sheet, a large file."""
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("Sheet1")
    bold = xlwt.easyfont("bold true")
    for line in range(40):
        sheet.write(line, 0, f"{line}" * 3_000)
        sheet.write(line, 1, f"{line}{LONG}"[: 6_000 + line])
        sheet.write_rich_text(line, 2, [(f"甲{line}", bold), "乙", ("b" * line, bold)])
    made.add_sheet("Sheet2").write(0, 0, "x")
    kept = io.BytesIO()
    made.save(kept)
    found = read_workbook("a.xls", kept.getvalue(), FULL)
    assert isinstance(found, Sheet) and len(found.rows) == 40
    assert found.rows[39][1][1:] == [f"39{LONG}"[:6_000], f"甲39乙{'b' * 39}"]


def test_a_large_one_whose_table_of_sectors_is_long_is_taken() -> None:
    """More than 109 sectors of the table, which the header has no room for."""
    found = read_workbook("a.xls", old_table([[f"{n}", "客户" * 500] for n in range(2)] + MANY), FULL)
    assert isinstance(found, Sheet) and len(found.rows) == 8_002


def test_a_wrong_number_of_strings_and_names_in_capitals_are_taken() -> None:
    """As some programs write; nothing is lost."""
    names = "Workbook\0".encode("utf-16-le"), "WORKBOOK\0".encode("utf-16-le")
    said = struct.pack("<II", 6_002, 6_002)
    assert WHOLE.count(said) == WHOLE.count(names[0]) == 1
    odd = WHOLE.replace(said, struct.pack("<II", 9_999, 9_999)).replace(*names)
    found = read_workbook("a.xls", odd, FULL)
    assert isinstance(found, Sheet) and found.rows[3_000] == (3_001, ["C-3000", "张3000"])


MANY = [[f"{n}{'客' * 500}"] for n in range(8_000)]
