"""A list of errors is flat, ordered, in the reader's language, and never echoes what breaks an answer."""

from __future__ import annotations

import json

import pytest
from marshmallow import ValidationError

from schemas.base import instance
from schemas.errors import errors_list, field_error
from schemas.forms.refund import Opening
from schemas.requests import TicketEdit
from schemas.sentences import UNKNOWN, WRONG


def refused(body: object) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        instance(TicketEdit).load(body)  # type: ignore[arg-type]
    return caught.value


def test_unknown_fields_come_last_in_one_order() -> None:
    body = {"zeta": 1, "alpha": 1, "room": 1, "subject": ""}
    assert [error["field"] for error in errors_list(refused(body), "en")] == [
        "subject",
        "room",
        "alpha",
        "zeta",
    ]


def test_a_strange_key_is_shown_harmless_and_short() -> None:
    body = {"subject": "a", "\ud800": 1, "k" * 5000: 2, "_schema": 3}
    found = {error["field"]: error["detail"] for error in errors_list(refused(body), "zh")}
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    assert set(found) == {"\\ud800", "k" * 100, "_schema"}
    assert set(found.values()) == {UNKNOWN.zh}


def test_a_thousand_errors_are_cut_to_a_hundred() -> None:
    assert len(errors_list(refused({f"x{number}": 1 for number in range(1000)}), "en")) == 100


def test_the_service_can_name_a_field_of_its_own() -> None:
    assert errors_list(field_error("lines.0.charge", WRONG), "zh-CN") == [
        {"field": "lines.0.charge", "detail": WRONG.zh}
    ]


def test_languages_differ_inside_and_outside() -> None:
    with pytest.raises(ValidationError) as caught:
        instance(Opening).load({"deposit": "x", "amount_fen": 1.5, "payee": [], "reason": "a"})
    english, chinese = (errors_list(caught.value, lang) for lang in ("en", "zh"))
    assert [error["field"] for error in english] == ["deposit", "amount_fen", "payee"]
    assert all(error["detail"].isascii() for error in english)
    assert not any(error["detail"].isascii() for error in chinese)
