"""Diagrams: every state in both languages, the ticket's way, and the same picture each time."""

import xml.etree.ElementTree as ET

import pytest

from service.diagrams import WAY, _drawn, diagram_svg
from workflows.catalog import CATALOG, workflow

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> str:
    return "\n".join(each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text"))


def coloured(svg: str) -> set[str]:
    """Titles of the nodes and arrows drawn in the colour of the way."""
    groups = [each for each in ET.fromstring(svg).iter(f"{SVG}g") if each.get("class") in ("node", "edge")]
    return {
        each.findtext(f"{SVG}title") or ""
        for each in groups
        if any(part.get("stroke") == WAY for part in each.iter())
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CATALOG)
def test_every_state_is_drawn_in_its_language(name: str, lang: str) -> None:
    table = workflow(name)
    drawn = texts(diagram_svg(table, lang))
    for state in table.states:
        assert (state.en if lang == "en" else state.zh) in drawn


def test_the_way_of_a_ticket_stands_out() -> None:
    path = ("planned", "assigned", "assigned", "attempting", "done_ok")
    svg = diagram_svg(workflow("visit"), "en", path)
    assert coloured(svg) >= {"planned", "assigned", "attempting", "done_ok"}
    assert {"planned->assigned", "assigned->attempting", "attempting->done_ok"} <= coloured(svg)
    assert not {"refused", "attempting->refused"} & coloured(svg)
    assert coloured(diagram_svg(workflow("visit"), "en")) == set()


def test_the_same_question_draws_the_same_picture() -> None:
    first = diagram_svg(workflow("dunning"), "zh", ["draft"])
    _drawn.cache_clear()
    assert diagram_svg(workflow("dunning"), "zh", ["draft"]) == first
    assert first.startswith("<svg")


def test_arrows_carry_their_triggers() -> None:
    drawn = texts(diagram_svg(workflow("refund"), "zh"))
    assert "付款成功回执" in drawn
    assert "创建" in drawn
