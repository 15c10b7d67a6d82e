"""A workbook for people of the office: words instead of codes and JSON, every column named once."""

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.register.exports import EXPORTED
from service.api.register.nouns import Noun
from service.queries.register.export_titles import title
from service.queries.register.export_words import word
from tests.register.conftest import Place
from tests.register.desk import Desk
from tests.register.test_exports import rows_of

NOUNS = [pytest.param(noun, id=noun.address) for noun in EXPORTED]


def codes_of(shape: Any) -> list[str]:
    return (
        [each for each in shape.get("enum", ()) if isinstance(each, str)] if isinstance(shape, dict) else []
    )


@pytest.mark.parametrize("noun", NOUNS)
def test_every_column_has_a_chinese_name_of_its_own(noun: Noun) -> None:
    """Two columns of /moves were both called 迁出日期, and those of /meters by their fields."""
    names = [name for name in noun.row["properties"] if name not in ("id", "version")]
    titles = Counter(title(name, "zh", of=noun.address) for name in names)
    assert [said for said, times in titles.items() if times > 1] == []
    assert [said for said in titles if said.isascii()] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_every_code_has_a_chinese_word(noun: Noun) -> None:
    codes = {(name, code) for name, shape in noun.row["properties"].items() for code in codes_of(shape)}
    assert sorted(each for each in codes if word(*each).isascii()) == []


def test_no_cell_is_json_or_an_id(client: FlaskClient, place: Place) -> None:
    finance, cashier = (Desk(client, who, language="zh") for who in (place.finance, place.cashier))
    item = finance.made("/charge-items", {"name": "物业费", "kind": "management"})["name"]
    priced = {"item": item, "name": "每平米", "basis": "gross_area", "price_fen": 280}
    finance.made("/standards", priced)
    owed = {"customer": place.customer.code, "item": item, "amount_fen": 25060, "due_on": "2026-01-31"}
    finance.made("/charges", owed)
    cashier.made("/payments", {"customer": place.customer.code, "amount_fen": 30000, "method": "cash"})
    finance.post("/charge-runs", {"period": "2026-12"})
    for address in ("standards", "charges", "payments", "charge-runs", "charge-items"):
        header, *rows = rows_of(finance.get(f"/{address}/export.xlsx"))
        cells = [str(cell) for row in rows for cell in row]
        assert rows and not [each for each in cells if "{" in each or "[" in each or "_fen" in each], address
        if address == "standards":
            assert (rows[0][header.index("收费项目")], rows[0][header.index("计费依据")]) == (
                item,
                "建筑面积",
            )
        if address == "payments":
            assert rows[0][header.index("核销明细")] == "金额（元）：250.60；金额（元）：49.40"
            assert rows[0][header.index("收款方式")] == "现金"


def test_the_english_workbook_keeps_the_codes(client: FlaskClient, place: Place) -> None:
    makers_row = {"customer": place.customer.code, "kind": "other", "amount_fen": 100}
    Desk(client, place.cashier).made("/deposits", makers_row)
    header, *rows = rows_of(Desk(client, place.cashier).get("/deposits/export.xlsx"))
    assert rows[0][header.index("Status")] == "received"
