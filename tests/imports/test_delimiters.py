"""What divides the columns of a text is told by its rows, not by a title above them."""

import pytest

from tests.imports.conftest import Desk

HEAD, ROWS = ["客户编号", "客户名称", "地址"], [["C-1", "张伟", "一街 1 号"], ["C-2", "李娜", ""]]


def text(delimiter: str, *above: str, rows: list[list[str]] = ROWS) -> bytes:
    return "\r\n".join([*above, *(delimiter.join(cells) for cells in [HEAD, *rows]), ""]).encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        ["客户一览表"],
        ["客户一览表,2026年"],
        ["客户一览表; 2026年", "", "制表人：王芳"],
        ['"客户一览表\n(2026,11,12)"'],
        ["sep=;"],
    ],
)
def test_a_title_above_the_heads_does_no_harm(desk: Desk, delimiter: str, above: list[str]) -> None:
    found = desk.sent(text(delimiter, *above), kind="customers", name="a.csv")
    assert (found["errors"], found["valid"]) == ([], 2)


@pytest.mark.parametrize(
    ("delimiter", "address"),
    [
        (";", "一街 1 号,2 单元,3 层,4 号"),
        ("\t", "一街;1,2;3"),
        (",", "一街;1 号;2 单元"),
        (",", '"一街,1 号;2"'),
    ],
)
def test_nor_does_what_stands_in_the_cells(desk: Desk, delimiter: str, address: str) -> None:
    rows = [["C-1", "张伟", address], ["C-2", "李娜", address]]
    found = desk.sent(text(delimiter, "客户一览表", rows=rows), kind="customers", name="a.csv")
    assert (found["errors"], found["valid"]) == ([], 2)
    assert found["preview"][1]["values"]["address"] == address.strip('"')


def test_a_text_of_one_column_is_one(desk: Desk) -> None:
    assert desk.send("客户编号\nC-1\n".encode(), kind="customers", name="a.csv").get_json()["rule"] == (
        "columns_mapped"
    )
