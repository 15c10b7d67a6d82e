"""The JSON Schema of a form says what the form takes: what one accepts, the other accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from schemas import catalog
from schemas.base import instance
from schemas.json_schema import json_schema
from schemas.policy import PolicyBody
from schemas.requests import NewTicket
from tests.schemas import makers
from tests.schemas.makers import ID, LATER

Shape = dict[str, Any]
FORMS = {
    **{
        f"{workflow}.{name}": form
        for workflow, forms in catalog.FORMS.items()
        for name, form in forms.items()
    },
    **{f"{workflow}.opening": opening for workflow, opening in catalog.OPENINGS.items()},
}
GOOD = {
    **{
        f"{workflow}.{name}": body for workflow, forms in makers.FORMS.items() for name, body in forms.items()
    },
    **{f"{workflow}.opening": body for workflow, body in makers.OPENINGS.items()},
}
# Between fields, and after trimming, a form may know more than JSON Schema can say.
BEYOND = {
    "repair.quote": {"lines", "discount_fen"},
    "complaint.opening": {"text"},
    "move.opening": {"day", "until"},
    "move.amend": {"day", "until"},
}
ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1,
        2**63,
        1.5,
        "",
        " ",
        "x",
        "a\x00",
        "a\x85b",
        "\ufeff",
        "\ufffe",
        "x" * 6000,
        [],
        {},
        [ID],
        [ID] * 21,
    ]
    + [
        ID,
        LATER,
        "2026-02-30",
        "2026-11-22",
        "overdue",
        "lost",
        "stop_gas",
        {"1": "a"},
        [{}],
        "1.5",
        "01",
        "６２２２０２",
    ]
)


@cache
def validator(form: type[Schema]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json_schema(form), validate_formats=True)


def loads(form: type[Schema], body: object) -> bool:
    try:
        instance(form).load(body)  # type: ignore[arg-type]
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", FORMS)
def test_the_document_is_valid_and_closed(name: str) -> None:
    document = json_schema(FORMS[name])
    jsonschema_rs.meta.validate(document)
    assert document["additionalProperties"] is False
    assert set(GOOD[name]) <= set(document["properties"])
    assert name.endswith(".opening") or "comment" in document["properties"]


@pytest.mark.parametrize("name", FORMS)
def test_both_take_the_good_body(name: str) -> None:
    validator(FORMS[name]).validate(GOOD[name])
    assert loads(FORMS[name], GOOD[name])


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_both_agree_on_bodies_with_one_thing_changed(name: str, data: st.DataObject) -> None:
    body = dict(GOOD[name])
    place = data.draw(st.sampled_from([*json_schema(FORMS[name])["properties"], "no_such_field"]))
    if data.draw(st.booleans()):
        body[place] = data.draw(ODD)
    else:
        body.pop(place, None)
    valid, loaded = validator(FORMS[name]).is_valid(body), loads(FORMS[name], body)
    assert valid == loaded or (valid and place in BEYOND.get(name, ())), body


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_body_made_from_the_schema_loads(name: str, data: st.DataObject) -> None:
    document = json_schema(FORMS[name])
    body = data.draw(made_from(document))
    assume(validator(FORMS[name]).is_valid(body))
    try:
        instance(FORMS[name]).load(body)
    except ValidationError as refused:
        assert set(refused.messages) <= BEYOND.get(name, set()), (body, refused.messages)


def test_the_opening_of_a_ticket_is_one_branch_a_workflow() -> None:
    check = jsonschema_rs.Draft202012Validator(catalog.opening_schema(), validate_formats=True)
    for workflow, details in makers.OPENINGS.items():
        body = {"workflow": workflow, "office": "GZ01", "subject": "a", "details": details}
        assert check.is_valid(body)
        assert not check.is_valid(body | {"details": {}})
        assert not check.is_valid(body | {"urgency": "urgent"})


def test_rules_between_fields_are_said() -> None:
    lost = {"if": {"properties": {"receipt": {"const": "lost"}}, "required": ["receipt"]}}
    assert lost | {"then": {"required": ["loss_statement"]}} in json_schema(FORMS["refund.submit"])["allOf"]


def test_limits_defaults_and_null_are_said() -> None:
    triage = json_schema(FORMS["repair.triage"])["properties"]
    assert triage["in_warranty"] == {"type": "boolean", "default": False}
    assert triage["comment"]["maxLength"] == 2000
    assert json_schema(PolicyBody)["properties"]["load_limit"]["type"] == ["integer", "null"]
    assert "details" in json_schema(NewTicket)["required"]


def test_no_pattern_lets_a_newline_through_at_the_end() -> None:
    for document in map(json_schema, FORMS.values()):
        for pattern in patterns(document):
            assert pattern.startswith("^") and pattern.endswith("$")


def patterns(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        if isinstance(shape.get("pattern"), str):
            yield shape["pattern"]
        for part in shape.values():
            yield from patterns(part)
    elif isinstance(shape, list):
        for part in shape:
            yield from patterns(part)


def made_from(shape: Shape) -> st.SearchStrategy[Any]:
    """Values of the part of JSON Schema that our forms use."""
    if "enum" in shape:
        return st.sampled_from(shape["enum"])
    if "const" in shape:
        return st.just(shape["const"])
    if "anyOf" in shape:
        return st.one_of([made_from(part) for part in shape["anyOf"]])
    return MAKERS[shape["type"]](shape)


def an_object(shape: Shape) -> st.SearchStrategy[Any]:
    if "properties" not in shape:
        keys = st.from_regex(re.compile(shape["propertyNames"]["pattern"]), fullmatch=True)
        return st.dictionaries(keys, made_from(shape["additionalProperties"]), max_size=3)
    parts = {name: made_from(part) for name, part in shape["properties"].items()}
    needed = set(shape.get("required", ()))
    choices = [rule["oneOf"] for rule in shape.get("allOf", ()) if "oneOf" in rule]
    for chosen, *others in ([branch["required"][0] for branch in choice] for choice in choices):
        needed.add(chosen)
        parts = {name: part for name, part in parts.items() if name not in others}
    return st.fixed_dictionaries(
        {name: part for name, part in parts.items() if name in needed},
        optional={name: part for name, part in parts.items() if name not in needed},
    )


def a_text(shape: Shape) -> st.SearchStrategy[Any]:
    if shape.get("format") == "uuid":
        return st.uuids().map(str)
    if shape.get("format") == "date":
        return st.sampled_from(["2026-11-22", "1999-02-28", "2199-12-31"])
    if shape.get("format") == "date-time":
        return st.sampled_from([LATER, "2026-11-22T10:00:00Z", "1999-02-28T23:59:59.25-11:30"])
    if "maxLength" in shape:
        return st.text(min_size=shape["minLength"], max_size=min(shape["maxLength"], 30))
    return st.from_regex(re.compile(shape["pattern"]), fullmatch=True)


MAKERS: dict[str, Any] = {
    "object": an_object,
    "string": a_text,
    "boolean": lambda shape: st.booleans(),
    "integer": lambda shape: st.integers(shape["minimum"], shape["maximum"]),
    "array": lambda shape: st.lists(
        made_from(shape["items"]), min_size=shape.get("minItems", 0), max_size=min(shape["maxItems"], 3)
    ),
}
