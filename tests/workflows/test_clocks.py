"""Deadlines by three calendars, pauses that cost exactly their calendar time, and hours of the day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import clocks
from workflows.clocks import (
    KINDS,
    Calendar,
    Kind,
    Span,
    add,
    capped,
    deadline,
    late_by,
    lateness,
    parse_span,
    pause,
    provisional,
    recompute,
    remaining,
    resume,
    span_to,
    start,
    stop,
)
from workflows.hours import (
    Hours,
    calling_window,
    half_day,
    next_allowed_hour,
    next_half_day,
    parse_hours,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = parse_hours(["09:00", "20:00"])

OFF = frozenset(date(2026, 2, day) for day in range(15, 24)) | frozenset(
    date(2026, 10, day) for day in range(1, 8)
)
CALENDAR = Calendar(
    zone=SHANGHAI,
    service_hours=parse_hours(["08:00", "20:00"]),
    working_hours=parse_hours(["09:00", "18:00"]),
    off=OFF,
    make_up=frozenset({date(2026, 2, 14), date(2026, 2, 28), date(2026, 10, 10)}),
    known_years=frozenset({2026}),
)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A wall-clock moment such as `2026-02-13 17:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def span(text: str, calendar: str = "elapsed") -> Span:
    return parse_span({"for": text, "calendar": calendar})


kinds: st.SearchStrategy[Kind] = st.sampled_from(KINDS)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
amounts = st.timedeltas(timedelta(0), timedelta(days=20))
spans = st.one_of(
    st.builds(Span, days=st.integers(1, 30), calendar=kinds),
    st.builds(Span, seconds=st.integers(0, 400_000), calendar=kinds),
)


class TestParseSpan:
    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            ("P7D", Span(days=7)),
            ("P2W", Span(days=14)),
            ("PT0S", Span()),
            ("PT4H30M", Span(seconds=16_200)),
            ("PT90S", Span(seconds=90)),
            ({"for": "P3D", "calendar": "working"}, Span(days=3, calendar="working")),
            ({"for": "PT4H"}, Span(seconds=14_400)),
        ],
    )
    def test_it_works(self, raw: Any, expected: Span) -> None:
        assert parse_span(raw) == expected

    @pytest.mark.parametrize(
        "raw",
        [
            *(
                "",
                "P",
                "PT",
                "7D",
                "P7",
                "P1Y",
                "P1M",
                "P-1D",
                "P1.5D",
                "P1DT2H",
                "PT2D",
                "P٣D",
                "P7D ",
                "p7d",
            ),
            *("P9999D", "PT999999H", None, 7, [], {}, {"for": 7}, {"for": "P7D", "calendar": "lunar"}),
            {"for": "P7D", "calendar": ["working"]},
            {"for": "P1W", "calendar": "working"},
        ],
    )
    def test_anything_else_is_refused(self, raw: Any) -> None:
        with pytest.raises(ValueError):
            parse_span(raw)

    @given(spans)
    def test_what_is_written_is_read_back(self, drawn: Span) -> None:
        assert parse_span(span_to(drawn)) == drawn

    def test_elapsed_is_written_short(self) -> None:
        assert span_to(Span(seconds=5_400)) == "PT1H30M"
        assert span_to(Span(days=3, calendar="working")) == {"for": "P3D", "calendar": "working"}


class TestDeadline:
    @pytest.mark.parametrize(
        ("begins", "length", "calendar", "ends"),
        [
            ("2026-02-13 17:00", "P3D", "working", "2026-02-25 17:00"),
            ("2026-09-30 10:00", "P2D", "working", "2026-10-09 10:00"),
            ("2026-02-15 22:30", "P1D", "working", "2026-02-24 22:30"),
            ("2026-02-13 17:00", "PT2H", "working", "2026-02-14 10:00"),
            ("2026-02-14 17:00", "PT2H", "working", "2026-02-24 10:00"),
            ("2026-02-14 17:00", "PT1H", "working", "2026-02-14 18:00"),
            ("2026-03-01 18:00", "PT4H", "service", "2026-03-02 10:00"),
            ("2026-03-01 23:00", "PT4H", "service", "2026-03-02 12:00"),
            ("2026-03-01 10:00", "P1D", "service", "2026-03-02 10:00"),
            ("2026-02-16 10:00", "PT1H", "service", "2026-02-16 11:00"),
            ("2026-03-01 23:00", "P1D", "elapsed", "2026-03-02 23:00"),
            ("2026-03-01 23:00", "PT0S", "service", "2026-03-01 23:00"),
        ],
    )
    def test_golden(self, begins: str, length: str, calendar: str, ends: str) -> None:
        assert deadline(at(begins), span(length, calendar), CALENDAR) == at(ends)

    def test_answers_are_utc(self) -> None:
        assert deadline(at("2026-03-01 10:00").astimezone(SHANGHAI), span("PT1H"), CALENDAR).tzinfo is UTC

    def test_a_moment_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError):
            deadline(datetime(2026, 3, 1), span("PT1H"), CALENDAR)

    def test_a_working_day_keeps_the_wall_clock_over_a_change_to_summer_time(self) -> None:
        calendar = Calendar(BERLIN, CALENDAR.service_hours, CALENDAR.working_hours)
        friday = at("2026-03-27 10:00", BERLIN)
        assert deadline(friday, span("P1D", "working"), calendar) == at("2026-03-30 10:00", BERLIN)
        assert deadline(friday, span("P3D"), calendar) == at("2026-03-30 11:00", BERLIN)

    def test_hours_over_midnight_are_no_working_hours(self) -> None:
        with pytest.raises(ValueError):
            Calendar(SHANGHAI, parse_hours(["20:00", "06:00"]), CALENDAR.working_hours)

    def test_service_around_the_clock_is_plain_time(self) -> None:
        always = Calendar(SHANGHAI, parse_hours(["00:00", "24:00"]), CALENDAR.working_hours)
        assert deadline(at("2026-03-01 23:00"), span("P2D", "service"), always) == at("2026-03-03 23:00")

    @given(moments, spans)
    def test_never_lies_before_the_start(self, begins: datetime, drawn: Span) -> None:
        assert deadline(begins, drawn, CALENDAR) >= begins

    @given(moments, moments, spans)
    def test_who_begins_earlier_is_never_due_later(self, one: datetime, other: datetime, drawn: Span) -> None:
        first, second = sorted((one, other))
        assert deadline(first, drawn, CALENDAR) <= deadline(second, drawn, CALENDAR)


class TestRemaining:
    @given(moments, amounts, kinds)
    def test_what_was_added_remains(self, begins: datetime, amount: timedelta, kind: Kind) -> None:
        assert remaining(begins, add(begins, amount, kind, CALENDAR), kind, CALENDAR) == amount

    @given(moments, moments, moments, kinds)
    def test_time_adds_up(self, a: datetime, b: datetime, c: datetime, kind: Kind) -> None:
        a, b, c = sorted((a, b, c))
        parts = remaining(a, b, kind, CALENDAR) + remaining(b, c, kind, CALENDAR)
        assert parts == remaining(a, c, kind, CALENDAR)

    def test_nothing_remains_after_the_deadline(self) -> None:
        assert remaining(at("2026-03-02 10:00"), at("2026-03-01 10:00"), "service", CALENDAR) == timedelta(0)

    def test_late_is_plain_time(self) -> None:
        due = at("2026-03-01 10:00")
        assert late_by(due, at("2026-03-02 11:00")) == timedelta(hours=25)
        assert late_by(due, at("2026-02-28 11:00")) == timedelta(0)


class TestProvisional:
    def test_only_working_time_that_leans_on_an_unpublished_year(self) -> None:
        december = at("2026-12-30 10:00")
        over = deadline(december, span("P5D", "working"), CALENDAR)
        assert provisional(december, over, span("P5D", "working"), CALENDAR)
        assert not provisional(december, over, span("P5D"), CALENDAR)
        assert not provisional(december, at("2026-12-31 10:00"), span("P1D", "working"), CALENDAR)


class TestClockRow:
    def test_it_works(self) -> None:
        row = start("resolution", span("PT4H", "service"), now=at("2026-03-01 18:00"), calendar=CALENDAR)
        assert (row.due_at, row.paused_at, row.stopped_at) == (at("2026-03-02 10:00"), None, None)

    def test_26_hours_of_pause_move_it_by_the_working_hours_inside(self) -> None:
        row = start("resolution", span("P3D", "working"), now=at("2026-02-13 17:00"), calendar=CALENDAR)
        row = pause(row, now=at("2026-02-13 17:30"))
        row = resume(row, now=at("2026-02-14 19:30"), calendar=CALENDAR)
        assert row.due_at == at("2026-02-26 17:30")  # half an hour on the 13th and nine on the 14th

    def test_26_hours_of_pause_move_it_by_the_service_hours_inside(self) -> None:
        row = start("response", span("PT4H", "service"), now=at("2026-03-01 18:00"), calendar=CALENDAR)
        row = pause(row, now=at("2026-03-01 19:00"))
        row = resume(row, now=at("2026-03-02 21:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-03 11:00")

    @given(moments, spans, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), min_size=2, max_size=2))
    def test_a_pause_leaves_what_remained(self, begins: datetime, drawn: Span, gaps: list[timedelta]) -> None:
        row = start("c", drawn, now=begins, calendar=CALENDAR)
        paused_at = min(begins + gaps[0], row.due_at)
        left = remaining(paused_at, row.due_at, drawn.calendar, CALENDAR)
        row = resume(pause(row, now=paused_at), now=paused_at + gaps[1], calendar=CALENDAR)
        if paused_at < row.due_at:
            assert remaining(paused_at + gaps[1], row.due_at, drawn.calendar, CALENDAR) == left

    @given(moments, spans, amounts)
    def test_a_pause_of_no_length_changes_nothing(
        self, begins: datetime, drawn: Span, later: timedelta
    ) -> None:
        row = start("c", drawn, now=begins, calendar=CALENDAR)
        moment = begins + later
        assert resume(pause(row, now=moment), now=moment, calendar=CALENDAR).due_at == row.due_at

    def test_a_pause_does_not_mend_a_breach(self) -> None:
        row = start("c", span("PT1H"), now=at("2026-03-01 10:00"), calendar=CALENDAR)
        row = pause(row, now=at("2026-03-01 12:00"))
        row = resume(row, now=at("2026-03-05 12:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-01 11:00")
        assert lateness(row, now=at("2026-03-01 13:00")) == timedelta(hours=2)

    def test_pausing_twice_and_resuming_twice_count_once(self) -> None:
        row = start("c", span("PT4H"), now=at("2026-03-01 10:00"), calendar=CALENDAR)
        row = pause(pause(row, now=at("2026-03-01 11:00")), now=at("2026-03-01 12:00"))
        row = resume(row, now=at("2026-03-01 13:00"), calendar=CALENDAR)
        again = resume(row, now=at("2026-03-01 15:00"), calendar=CALENDAR)
        assert again == row
        assert row.due_at == at("2026-03-01 16:00")

    def test_stopping_ends_an_open_pause_and_all_further_change(self) -> None:
        row = start("c", span("PT4H"), now=at("2026-03-01 10:00"), calendar=CALENDAR)
        row = stop(pause(row, now=at("2026-03-01 11:00")), now=at("2026-03-01 12:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-01 15:00")
        assert stop(row, now=at("2026-03-09 12:00"), calendar=CALENDAR) == row
        assert pause(row, now=at("2026-03-09 12:00")) == row
        assert capped(row, at("2026-03-01 10:30")) == row
        assert recompute(row, span("P9D"), now=at("2026-03-01 13:00"), calendar=CALENDAR) == row
        assert lateness(row, now=at("2026-03-09 12:00")) == timedelta(0)

    def test_a_standing_clock_does_not_grow_later(self) -> None:
        row = start("c", span("PT4H"), now=at("2026-03-01 10:00"), calendar=CALENDAR)
        row = pause(row, now=at("2026-03-01 11:00"))
        assert lateness(row, now=at("2026-04-01 11:00")) == timedelta(0)

    def test_somebody_elses_earlier_due_time_overrides_ours(self) -> None:
        row = start("c", span("PT4H"), now=at("2026-03-01 10:00"), calendar=CALENDAR)
        assert capped(row, at("2026-03-01 12:00")).due_at == at("2026-03-01 12:00")
        assert capped(row, at("2026-03-01 18:00")) == row
        assert capped(row, None) == row


class TestRecompute:
    def begun(self) -> clocks.ClockRow:
        row = start("resolution", span("P7D", "working"), now=at("2026-03-02 10:00"), calendar=CALENDAR)
        row = pause(row, now=at("2026-03-03 10:00"))
        return resume(row, now=at("2026-03-03 13:00"), calendar=CALENDAR)

    def test_counts_from_the_start_with_the_pauses(self) -> None:
        row = recompute(self.begun(), span("P3D", "working"), now=at("2026-03-03 15:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-05 13:00")

    def test_a_pause_is_counted_by_the_new_calendar(self) -> None:
        row = recompute(self.begun(), span("P3D"), now=at("2026-03-03 15:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-05 13:00")

    def test_nobody_becomes_late_by_it_in_hindsight(self) -> None:
        now = at("2026-03-03 15:00")
        assert recompute(self.begun(), span("PT15M"), now=now, calendar=CALENDAR).due_at == now

    def test_who_is_late_already_stays_late(self) -> None:
        row = start("response", span("PT15M"), now=at("2026-03-02 10:00"), calendar=CALENDAR)
        assert recompute(row, span("PT4H"), now=at("2026-03-02 11:00"), calendar=CALENDAR) == row

    def test_while_it_stands_the_pause_still_counts_afterwards(self) -> None:
        row = pause(self.begun(), now=at("2026-03-03 15:00"))
        row = recompute(row, span("P3D", "working"), now=at("2026-03-20 10:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-05 13:00")
        row = resume(row, now=at("2026-03-03 16:00"), calendar=CALENDAR)
        assert row.due_at == at("2026-03-05 14:00")

    @given(moments, spans, amounts)
    def test_changes_nothing_when_nothing_changed(
        self, begins: datetime, drawn: Span, later: timedelta
    ) -> None:
        row = start("c", drawn, now=begins, calendar=CALENDAR)
        moment = begins + later / 4
        row = resume(pause(row, now=moment), now=begins + later / 2, calendar=CALENDAR)
        assert recompute(row, drawn, now=begins + later, calendar=CALENDAR) == row

    def test_a_calendar_published_later_moves_a_provisional_deadline(self) -> None:
        row = start("c", span("P2D", "working"), now=at("2026-12-31 10:00"), calendar=CALENDAR)
        assert row.due_at == at("2027-01-04 10:00")
        published = Calendar(
            SHANGHAI,
            CALENDAR.service_hours,
            CALENDAR.working_hours,
            off=OFF | {date(2027, 1, 1)},
            known_years=frozenset({2026, 2027}),
        )
        moved = recompute(row, row.span, now=at("2026-12-31 11:00"), calendar=published)
        assert moved.due_at == at("2027-01-05 10:00")


class TestHours:
    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (["09:00", "20:00"], Hours(540, 1200)),
            (["00:00", "24:00"], Hours(0, 1440)),
            (["00:00", "23:59"], Hours(0, 1440)),
            (["22:00", "06:00"], Hours(1320, 360)),
        ],
    )
    def test_it_works(self, raw: list[str], expected: Hours) -> None:
        assert parse_hours(raw) == expected

    @pytest.mark.parametrize(
        "raw",
        [
            [],
            ["09:00"],
            ["9:00", "20:00"],
            ["09:00", "25:00"],
            "09",
            "0900",
            ["09:00", "24:01"],
            [9, 20],
            None,
        ],
    )
    def test_anything_else_is_refused(self, raw: Any) -> None:
        with pytest.raises(ValueError):
            parse_hours(raw)

    @pytest.mark.parametrize(
        ("hours", "inside", "outside"),
        [
            (["09:00", "20:00"], ["09:00", "19:59"], ["08:59", "20:00", "00:00"]),
            (["22:00", "06:00"], ["22:00", "00:00", "05:59"], ["06:00", "21:59"]),
            (["00:00", "23:59"], ["00:00", "12:00", "23:59"], []),
            (["07:00", "07:00"], ["06:59", "07:00", "23:59"], []),
        ],
    )
    def test_calling_window(self, hours: list[str], inside: list[str], outside: list[str]) -> None:
        window = parse_hours(hours)
        assert all(calling_window(at(f"2026-03-01 {time}"), window, SHANGHAI) for time in inside)
        assert not any(calling_window(at(f"2026-03-01 {time}"), window, SHANGHAI) for time in outside)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-03-01 10:00", "2026-03-01 10:00"),
            ("2026-03-01 07:00", "2026-03-01 09:00"),
            ("2026-03-01 20:00", "2026-03-02 09:00"),
        ],
    )
    def test_next_allowed_hour(self, now: str, expected: str) -> None:
        assert next_allowed_hour(at(now), DAY, SHANGHAI) == at(expected)

    def test_noon_splits_the_day(self) -> None:
        assert half_day(at("2026-03-01 11:59"), SHANGHAI) == (date(2026, 3, 1), "am")
        assert half_day(at("2026-03-01 12:00"), SHANGHAI) == (date(2026, 3, 1), "pm")

    @pytest.mark.parametrize(
        ("now", "hours", "expected"),
        [
            ("2026-03-01 10:00", ["09:00", "20:00"], "2026-03-01 12:00"),
            ("2026-03-01 15:00", ["09:00", "20:00"], "2026-03-02 09:00"),
            ("2026-03-01 10:00", ["09:00", "12:00"], "2026-03-02 09:00"),
            ("2026-03-01 10:00", ["14:00", "20:00"], "2026-03-01 14:00"),
            ("2026-03-01 23:00", ["22:00", "06:00"], "2026-03-02 00:00"),
        ],
    )
    def test_next_half_day(self, now: str, hours: list[str], expected: str) -> None:
        assert next_half_day(at(now), parse_hours(hours), SHANGHAI) == at(expected)

    @given(moments, st.integers(0, 1439), st.integers(1, 1440))
    def test_the_next_half_day_is_another_one_and_allowed(
        self, now: datetime, begins: int, ends: int
    ) -> None:
        hours = Hours(begins, ends)
        then = next_half_day(now, hours, SHANGHAI)
        assert half_day(then, SHANGHAI) > half_day(now, SHANGHAI)
        assert calling_window(then, hours, SHANGHAI)
        assert then - now < timedelta(days=2)

    @given(moments, st.integers(0, 1439), st.integers(1, 1440))
    def test_the_next_allowed_hour_is_allowed_and_within_a_day(
        self, now: datetime, begins: int, ends: int
    ) -> None:
        then = next_allowed_hour(now, Hours(begins, ends), SHANGHAI)
        assert calling_window(then, Hours(begins, ends), SHANGHAI)
        assert timedelta(0) <= then - now <= timedelta(days=1)
