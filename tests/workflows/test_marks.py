"""Warnings of a clock: at their share of its own time, in order, each once, pauses left out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.test_clocks import CALENDAR, amounts, at, moments, span, spans
from workflows.clocks import ClockRow, Span, pause, resume, start, stop
from workflows.marks import MARKS, moment_of, next_mark


def clock(text: str, begin: str, calendar: str = "elapsed") -> ClockRow:
    return start("resolution", span(text, calendar), now=at(begin), calendar=CALENDAR)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (50, "2026-03-04 22:00"),
        (80, "2026-03-05 05:12"),
        (150, "2026-03-05 22:00"),
        (200, "2026-03-06 10:00"),
    ],
)
def test_a_share_of_plain_time(mark: int, expected: str) -> None:
    assert moment_of(clock("PT24H", "2026-03-04 10:00"), mark, CALENDAR) == at(expected)


def test_a_service_clock_is_not_warned_of_at_night() -> None:
    row = clock("PT4H", "2026-03-04 18:00", "service")
    assert moment_of(row, 80, CALENDAR) == at("2026-03-05 09:12")


def test_a_working_clock_is_not_warned_of_at_the_weekend() -> None:
    row = clock("P2D", "2026-03-06 09:00", "working")  # Friday morning to Tuesday morning
    assert moment_of(row, 50, CALENDAR) == at("2026-03-06 18:00")
    assert moment_of(row, 80, CALENDAR) == at("2026-03-09 14:24")


def test_a_pause_moves_the_marks_with_the_deadline() -> None:
    row = clock("PT10H", "2026-03-04 10:00")
    row = pause(row, now=at("2026-03-04 12:00"))
    assert next_mark(row, now=at("2026-03-04 13:00"), calendar=CALENDAR) is None
    row = resume(row, now=at("2026-03-04 15:00"), calendar=CALENDAR)
    assert next_mark(row, now=at("2026-03-04 15:00"), calendar=CALENDAR) == (50, at("2026-03-04 18:00"))


def test_a_pause_after_the_breach_moves_what_is_left() -> None:
    row = clock("PT10H", "2026-03-04 10:00")
    row = pause(row, now=at("2026-03-04 21:00"))
    row = resume(row, now=at("2026-03-05 00:00"), calendar=CALENDAR)
    assert row.due_at == at("2026-03-04 20:00")
    assert moment_of(row, 150, CALENDAR) == at("2026-03-05 04:00")


def test_of_several_that_have_passed_the_last_one_is_told() -> None:
    row = clock("PT10H", "2026-03-04 10:00")
    assert next_mark(row, now=at("2026-03-04 19:00"), calendar=CALENDAR) == (80, at("2026-03-04 18:00"))
    told = replace(row, warned=80)
    assert next_mark(told, now=at("2026-03-04 19:00"), calendar=CALENDAR) == (150, at("2026-03-05 01:00"))
    assert next_mark(replace(row, warned=200), now=at("2026-03-04 19:00"), calendar=CALENDAR) is None


def test_a_clock_that_has_stopped_warns_nobody() -> None:
    row = clock("PT10H", "2026-03-04 10:00")
    stopped = stop(row, now=at("2026-03-04 11:00"), calendar=CALENDAR)
    assert next_mark(stopped, now=at("2026-03-04 19:00"), calendar=CALENDAR) is None


@given(spans, moments, st.lists(st.tuples(amounts, amounts), max_size=3))
def test_marks_come_in_order_around_the_deadline(
    length: Span, begin: object, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    row = start("resolution", length, now=begin, calendar=CALENDAR)  # type: ignore[arg-type]
    now = row.started_at
    for ahead, gap in gaps:
        now += ahead
        row = pause(row, now=now)
        now += gap
        row = resume(row, now=now, calendar=CALENDAR)
    found = [moment_of(row, mark, CALENDAR) for mark in MARKS]
    if None in found:
        # From a Sunday morning to the next morning no working hour runs at all.
        assert length == Span(calendar=length.calendar) or length.calendar == "working"
        return
    known = [each for each in found if each is not None]
    assert known == sorted(known)
    assert row.started_at <= known[0] and known[1] <= row.due_at <= known[2]
