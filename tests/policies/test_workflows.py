"""The tables over HTTP say what the rules say."""

import pytest

from schemas.base import instance
from schemas.views.workflow import Workflow, WorkflowPage
from tests.demo_house import House, answered, refused
from workflows.catalog import CATALOG


def test_all_workflows_are_listed(house: House) -> None:
    found = answered(house["clerk-gz02"].get("/workflows"), 200)
    assert [each["name"] for each in found["items"]] == list(CATALOG)
    instance(WorkflowPage).load(found)


@pytest.mark.parametrize("name", list(CATALOG))
def test_a_workflow_shows_its_rows_in_order(house: House, name: str) -> None:
    found = answered(house["clerk"].get(f"/workflows/{name}"), 200)
    instance(Workflow).load(found)
    table = CATALOG[name].newest
    shown = [(row["trigger"], row["source"], row["dest"]) for row in found["moves"]]
    assert shown == [(row.trigger, row.source, row.lands) for row in table.rows]
    assert found["hash"] == table.hash
    people = [row for row in found["moves"] if row["by"] != ["system"]]
    assert all(row["form"]["additionalProperties"] is False for row in people)


def test_facts_are_the_closed_list(house: House) -> None:
    facts = {name: answered(house["clerk"].get(f"/workflows/{name}"), 200)["facts"] for name in CATALOG}
    assert set(facts["refund"]) == {"with_deduction", "is_fee"}
    assert set(facts["dunning"]) == {"measure_letter", "measure_court", "hardship", "batch"}
    assert (facts["repair"], facts["complaint"]) == (["discount_over_10"], ["compensated"])


def test_a_workflow_is_drawn_in_the_language_asked_for(house: House) -> None:
    english = house["clerk"].get("/workflows/refund/diagram.svg")
    chinese = house["clerk"].get("/workflows/refund/diagram.svg", **{"Accept-Language": "zh"})
    assert (english.status_code, english.mimetype) == (200, "image/svg+xml")
    assert "Refund" in english.get_data(as_text=True)
    assert "退款" in chinese.get_data(as_text=True)


def test_unknown_workflows_are_404(house: House) -> None:
    refused(house["clerk"].get("/workflows/nothing"), 404, "not_found")
    refused(house["clerk"].get("/workflows/nothing/diagram.svg"), 404, "not_found")
