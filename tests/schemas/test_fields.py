"""Each field takes exactly what the contract names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from schemas.fields import (
    MOST_FEN,
    Account,
    Choice,
    Fen,
    Flag,
    Hours,
    Id,
    Name,
    Phone,
    Secret,
    Text,
    WholeNumber,
)
from schemas.many import Charges, FileRefs, Listed, Mapped
from schemas.sentences import Sentence
from schemas.times import Duration, LocalDate, Moment, parse_duration

ID = "0191F5B2-7c3e-7d4a-8b1c-0123456789ab"


def taken(field: Any, value: object) -> Any:
    return field.deserialize(value)


def refused(field: Any, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    for leaf in leaves(caught.value.messages):
        assert isinstance(leaf, Sentence) and leaf.zh and leaf.en and "{" not in leaf.zh + leaf.en


def leaves(messages: Any) -> list[Any]:
    if isinstance(messages, dict):
        return [leaf for inner in messages.values() for leaf in leaves(inner)]
    return (
        [leaf for inner in messages for leaf in leaves(inner)] if isinstance(messages, list) else [messages]
    )


@pytest.mark.parametrize("value", [0, 1, MOST_FEN])
def test_fen_takes_whole_fen(value: int) -> None:
    assert taken(Fen(), value) == value


@pytest.mark.parametrize(
    "value", [-1, MOST_FEN + 1, 2**63, 10**900, True, False, 1.0, Decimal("1"), Decimal("1.5"), "1", [], None]
)
def test_fen_refuses_everything_else(value: object) -> None:
    refused(Fen(), value)


def test_fen_keeps_its_minimum() -> None:
    refused(Fen(minimum=1), 0)


@pytest.mark.parametrize("value", [0, 6, True, "3", Decimal("3")])
def test_a_whole_number_keeps_its_limits(value: object) -> None:
    refused(WholeNumber(1, 5), value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" 漏水 ", "漏水"), ("a\tb\nc", "a\tb\nc"), ("x" * 10, "x" * 10), ("\u3000x\ufeff", "x"), ("😀", "😀")],
)
def test_text_is_trimmed_and_kept(given: str, kept: str) -> None:
    assert taken(Text(10), given) == kept


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "\n\t",
        "\ufeff",
        "x" * 11,
        "a\x00b",
        "a\rb",
        "\x1b[0m",
        "a\x7f",
        "a\x85",
        "\x9f",
        "\ud800",
        "\ufdd0",
        "\uffff",
    ]
    + ["\U0001fffe", "\x00", 1, True, None, [], {}, Decimal("1")],
)
def test_text_refuses_what_rows_and_pages_cannot_hold(value: object) -> None:
    refused(Text(10), value)


def test_text_counts_after_trimming() -> None:
    assert taken(Text(3), "  abc  ") == "abc"
    refused(Text(10, least=5), " abcd ")


@pytest.mark.parametrize("value", ["a\nb", "a\tb", "a\u202eb", "\u2066x"])
def test_a_name_is_one_line_in_one_direction(value: str) -> None:
    refused(Name(10), value)
    assert taken(Text(10), value) == value


def test_a_secret_is_never_trimmed() -> None:
    assert taken(Secret(20), "  two  ") == "  two  "
    refused(Secret(20), "a\x00")
    refused(Secret(5), "x" * 6)


@pytest.mark.parametrize("value", ["A", "", "c", None, 1, ["a"]])
def test_a_choice_is_one_of_its_words(value: object) -> None:
    assert taken(Choice(("a", "b")), "a") == "a"
    refused(Choice(("a", "b")), value)


@pytest.mark.parametrize("value", [0, 1, "true", "", None])
def test_a_flag_is_true_or_false(value: object) -> None:
    assert taken(Flag(), False) is False
    refused(Flag(), value)


@pytest.mark.parametrize("value", ["x", "", 1, ID[:-1], ID + "\n", "{" + ID + "}", ID.replace("-", "")])
def test_an_id_is_a_uuid(value: object) -> None:
    assert taken(Id(), ID) == ID.lower()
    refused(Id(), value)


@pytest.mark.parametrize(
    "value", ["12345", "1" * 35, "6222 0212", "６２２２０２１２", "622202\n", "62220-1", 622202]
)
def test_an_account_has_6_to_34_digits_or_letters(value: object) -> None:
    assert taken(Account(), "6222021234567890") == "6222021234567890"
    refused(Account(), value)


def test_a_phone_number_looks_like_one() -> None:
    assert taken(Phone(), "+86 138-0013-8000")
    refused(Phone(), "138x")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (0, "0"),
        (3, "3"),
        ("0", "0"),
        ("1.50", "1.5"),
        ("2.00", "2"),
        ("999.99", "999.99"),
        ("0.05", "0.05"),
        ("100", "100"),
    ],
)
def test_hours_are_kept_in_one_form(given: object, kept: str) -> None:
    assert taken(Hours(), given) == kept


@pytest.mark.parametrize(
    "value",
    [
        -1,
        1000,
        Decimal("1.5"),
        1.5,
        True,
        "1.555",
        "1000",
        "-1",
        "01",
        "1.",
        ".5",
        "1e2",
        " 1",
        "1\n",
        "",
        "１",
    ],
)
def test_hours_are_no_float_and_at_most_two_places(value: object) -> None:
    refused(Hours(), value)


def test_a_date_is_a_date() -> None:
    assert taken(LocalDate(), "2026-11-22") == date(2026, 11, 22)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "20261122",
        "2026-11-22T00:00:00Z",
        "22.11.2026",
        "2026-W47-7",
        "1899-12-31",
        "9999-12-31",
        "２０２６-11-22",
        1,
    ],
)
def test_a_date_is_written_year_month_day(value: object) -> None:
    refused(LocalDate(), value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-11-22T10:00:00+08:00", datetime(2026, 11, 22, 2, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22t10:00:00.5z", datetime(2026, 11, 22, 10, microsecond=500_000, tzinfo=UTC)),
        (
            "2026-11-22T10:00:00.123456789-00:30",
            datetime(2026, 11, 22, 10, 30, microsecond=123_456, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_is_kept_in_utc(given: str, kept: datetime) -> None:
    found = taken(Moment(), given)
    assert found == kept and found.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00Z",
        "2026-11-22",
        "2026-13-22T10:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:00:60Z",
        "2026-11-22T10:00:00+24:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-11-22T10:00:00Z\n",
        1764000000,
        None,
    ],
)
def test_a_moment_needs_an_offset_and_a_sane_year(value: object) -> None:
    refused(Moment(), value)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P7D", timedelta(days=7)),
        ("PT48H", timedelta(hours=48)),
        ("PT0S", timedelta()),
        ("P2W", timedelta(weeks=2)),
        ("PT2H30M5S", timedelta(hours=2, minutes=30, seconds=5)),
        ("PT15M", timedelta(minutes=15)),
    ],
)
def test_a_duration_is_iso_8601(text: str, length: timedelta) -> None:
    assert taken(Duration(), text) == text
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "value",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "7D",
        "P-1D",
        "-P1D",
        "P1Y",
        "P1M",
        "P1.5D",
        "PT1S2M",
        "P1W2D",
        "P1D\n",
        "P1DT2H",
        "P3661D",
        "PT8785H",
        7,
    ],
)
def test_a_duration_knows_no_months_and_no_minus(value: object) -> None:
    refused(Duration(), value)


def test_files_are_at_most_twenty_ids() -> None:
    assert taken(FileRefs(), [ID] * 20) == [ID.lower()] * 20
    for value in ([ID] * 21, {ID: 1}, ID, ["x"], None):
        refused(FileRefs(), value)
    refused(FileRefs(least=1), [])
    refused(FileRefs(exact=2), [ID])
    refused(FileRefs(exact=1), [ID, ID])


def test_charges_are_ids_or_the_word_overdue() -> None:
    assert taken(Charges(), "overdue") == "overdue"
    assert taken(Charges(), [ID]) == [ID.lower()]
    for value in ("all", [], [ID, ID.upper()], ["x"], None, {}):
        refused(Charges(), value)


def test_a_map_names_the_wrong_key() -> None:
    assert taken(Mapped(Text(5), keys=r"^[1-9]$"), {"1": "ja"}) == {"1": "ja"}
    with pytest.raises(ValidationError) as caught:
        taken(Mapped(Text(5), keys=r"^[1-9]$"), {"x": "a", "2": "", "3": "b"})
    assert set(caught.value.messages) == {"x", "2"}


def test_a_list_names_the_wrong_place() -> None:
    with pytest.raises(ValidationError) as caught:
        taken(Listed(Fen()), [1, "2", 3, 4.0])
    assert set(caught.value.messages) == {1, 3}
