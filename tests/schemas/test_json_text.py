"""A body that is not plain JSON is refused by name, quickly, and never by a crash."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.json_text import NotJson, parse_json


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"",
        b"nul",
        b'{"a":1,}',
        b'{"a":1} x',
        b'{"a":1,"a":2}',
        b'{"a":1,"\\u0061":2}',
        b'{"x":{"a":1,"a":2}}',
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"1e400",
        b"-1e400",
        b"1e-99999999999999999999",
        b"9" * 5000,
        b"0." + b"1" * 5000,
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        b"'a'",
        b'"\x00"',
        b'"tab\there"',
    ],
)
def test_it_refuses_what_is_not_plain_json(raw: bytes) -> None:
    with pytest.raises(NotJson) as refused:
        parse_json(raw)
    assert refused.value.sentence_zh and refused.value.sentence_en


def test_depth_32_passes_and_33_does_not() -> None:
    assert parse_json(b"[" * 32 + b"]" * 32)
    with pytest.raises(NotJson):
        parse_json(b"[" * 33 + b"]" * 33)
    with pytest.raises(NotJson):
        parse_json(b'{"a":' * 33 + b"1" + b"}" * 33)


def test_brackets_inside_strings_are_no_depth() -> None:
    assert parse_json(json.dumps(["[" * 100, '\\"[{' * 50]).encode()) == ["[" * 100, '\\"[{' * 50]


@pytest.mark.parametrize(
    "raw",
    [b"[" * 100_000, b'{"a":' * 100_000, b'"' + b'\\"' * 500_000, b'"' + b"\\" * 999_999, b'"' * 999_999],
)
def test_a_hostile_megabyte_is_refused_quickly(raw: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(NotJson):
        parse_json(raw)
    assert time.process_time() - begun < 0.5


def test_floats_come_as_decimals_and_whole_numbers_as_int() -> None:
    assert parse_json(b"[1.10, 1, -0.5e2]") == [Decimal("1.10"), 1, Decimal("-50")]
    assert type(parse_json(b"1.0")) is Decimal
    assert type(parse_json(b"9223372036854775808")) is int


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(values)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail_otherwise(raw: bytes) -> None:
    with suppress(NotJson):
        parse_json(raw)
