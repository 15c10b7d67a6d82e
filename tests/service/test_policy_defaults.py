"""The default policies ask exactly whom the tables name, and every duration in them can be counted."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.calendar import office_calendar
from service.policy import (
    DEFAULTS,
    Attempts,
    attempts,
    clock_span,
    hours_of,
    levels_for,
    load_limit,
    threshold,
    timer_span,
    visit_after,
)
from workflows.clocks import Span, deadline, is_working_day, parse_span, provisional
from workflows.hours import Hours
from workflows.ladder import level_from

FACTS: dict[str, tuple[str, ...]] = {
    "refund": ("with_deduction", "is_fee"),
    "dunning": ("measure_letter", "measure_court", "hardship", "batch"),
    "repair": ("discount_over_10",),
    "complaint": ("compensated",),
    "visit": (),
    "rename": ("company_with_lease", "reverting"),
    **dict.fromkeys(("move", "handover", "transfer"), ("debt_moves", "backdated")),
}
KEYS = {
    *("approvals", "timers", "clocks", "sampling", "hours", "attempts"),
    *("evidence", "visit_after", "load_limit", "thresholds", "withdraw", "suspend", "reopen_within"),
}
SHANGHAI = ZoneInfo("Asia/Shanghai")
LADDERS = [(workflow, approval) for workflow, body in DEFAULTS.items() for approval in body["approvals"]]


def desks(workflow: str, approval: str, yuan: float, *facts: str) -> list[str]:
    """The desks asked, level by level, such as `["supervisor", "pm+finance"]`."""
    levels = levels_for(DEFAULTS[workflow], approval, amount_fen=round(yuan * 100), facts=set(facts))
    return ["+".join(str(seat.desk) for seat in level.seats) for level in levels]


SUP, PM, CITY, HQ = "supervisor", "pm+finance", "city", "hq"


class TestLadders:
    @pytest.mark.parametrize(
        ("yuan", "expected"),
        [
            (0.01, [SUP]),
            (2_000, [SUP]),
            (2_000.01, [SUP, PM]),
            (10_000, [SUP, PM]),
            (10_000.01, [SUP, PM, CITY]),
            (50_000, [SUP, PM, CITY]),
            (50_000.01, [SUP, PM, CITY, HQ]),
        ],
    )
    def test_full_refund_of_a_deposit(self, yuan: float, expected: list[str]) -> None:
        assert desks("refund", "refund", yuan) == expected

    @pytest.mark.parametrize(
        ("yuan", "expected"),
        [(0.01, [PM]), (10_000, [PM]), (10_000.01, [PM, CITY]), (50_000.01, [PM, CITY, HQ])],
    )
    def test_refund_with_a_deduction(self, yuan: float, expected: list[str]) -> None:
        assert desks("refund", "refund", yuan, "with_deduction") == expected

    @pytest.mark.parametrize(
        ("yuan", "expected"),
        [
            (500, [SUP]),
            (500.01, [SUP, PM]),
            (5_000, [SUP, PM]),
            (5_000.01, [SUP, PM, CITY]),
            (20_000, [SUP, PM, CITY]),
            (20_000.01, [SUP, PM, CITY, HQ]),
        ],
    )
    def test_refund_of_a_fee(self, yuan: float, expected: list[str]) -> None:
        assert desks("refund", "refund", yuan, "is_fee") == expected

    @pytest.mark.parametrize(
        ("yuan", "facts", "expected"),
        [
            (751.80, [], [SUP]),
            (751.80, ["hardship"], [SUP, "pm"]),
            (751.80, ["measure_letter"], [SUP, "pm+finance+legal"]),
            (751.80, ["measure_letter", "hardship"], [SUP, "pm+finance+legal"]),
            (751.80, ["measure_court"], [SUP, "pm+finance+legal", CITY]),
            (50_000, ["measure_court"], [SUP, "pm+finance+legal", CITY]),
            (50_000.01, ["measure_court"], [SUP, "pm+finance+legal", CITY, HQ]),
            (751.80, ["measure_court", "batch"], [SUP, "pm+finance+legal", CITY, HQ]),
            (60_000, ["measure_court", "batch", "hardship"], [SUP, "pm+finance+legal", CITY, HQ]),
            (60_000, ["batch"], [SUP]),
        ],
    )
    def test_dunning_measure(self, yuan: float, facts: list[str], expected: list[str]) -> None:
        assert desks("dunning", "measure", yuan, *facts) == expected

    def test_write_off_is_headquarters_alone(self) -> None:
        assert desks("dunning", "write_off", 1) == [HQ]

    @pytest.mark.parametrize(
        ("yuan", "facts", "expected"),
        [
            (300, ["discount_over_10"], [SUP]),
            (5_000.01, [], [PM]),
            (20_000.01, [], [PM, CITY]),
            (20_000.01, ["discount_over_10"], [SUP, PM, CITY]),
        ],
    )
    def test_repair_quote(self, yuan: float, facts: list[str], expected: list[str]) -> None:
        assert desks("repair", "quote", yuan, *facts) == expected

    @pytest.mark.parametrize(
        ("yuan", "expected"),
        [
            (0, [SUP]),
            (200, [SUP]),
            (200.01, [SUP, PM]),
            (1_000, [SUP, PM]),
            (1_000.01, [SUP, PM, CITY]),
            (5_000, [SUP, PM, CITY]),
            (5_000.01, [SUP, PM, CITY, HQ]),
        ],
    )
    def test_complaint_plan(self, yuan: float, expected: list[str]) -> None:
        assert desks("complaint", "plan", yuan, *(["compensated"] if yuan else [])) == expected

    @pytest.mark.parametrize("workflow", ["move", "handover", "transfer"])
    @pytest.mark.parametrize(
        ("yuan", "facts", "expected"),
        [
            (1_000, ["debt_moves"], [SUP]),
            (1_000.01, [], [SUP, PM]),
            (0, ["backdated"], [SUP, PM]),
            (10_000.01, ["backdated"], [SUP, PM, CITY]),
        ],
    )
    def test_moving(self, workflow: str, yuan: float, facts: list[str], expected: list[str]) -> None:
        assert desks(workflow, "moving", yuan, *facts) == expected
        assert desks(workflow, "reversal", yuan, *facts) == ["pm", "finance"]

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ([], ["auditor"]),
            (["company_with_lease"], ["auditor", "legal"]),
            (["reverting"], ["auditor", "pm"]),
            (["company_with_lease", "reverting"], ["auditor", "legal", "pm"]),
        ],
    )
    def test_rename(self, facts: list[str], expected: list[str]) -> None:
        assert desks("rename", "rename", 0, *facts) == expected

    @pytest.mark.parametrize(("workflow", "approval"), LADDERS)
    @given(data=st.data(), fen=st.integers(0, 10**8))
    def test_no_desk_is_asked_twice(
        self, workflow: str, approval: str, data: st.DataObject, fen: int
    ) -> None:
        facts = data.draw(st.sets(st.sampled_from(FACTS[workflow])))
        levels = levels_for(DEFAULTS[workflow], approval, amount_fen=fen, facts=facts)
        asked = [seat.desk for level in levels for seat in level.seats]
        assert len(asked) == len(set(asked))

    @pytest.mark.parametrize(("workflow", "approval"), LADDERS)
    def test_money_is_never_passed_by_silence(self, workflow: str, approval: str) -> None:
        for raw in DEFAULTS[workflow]["approvals"][approval]["levels"]:
            level = level_from(raw)
            days = 1 if workflow == "complaint" else 2
            assert (level.on_timeout, level.timeout) == ("escalate", Span(days=days, calendar="working"))

    @pytest.mark.parametrize(("workflow", "approval"), LADDERS)
    def test_levels_name_known_facts_only(self, workflow: str, approval: str) -> None:
        levels = [level_from(raw) for raw in DEFAULTS[workflow]["approvals"][approval]["levels"]]
        named = {fact for level in levels for fact in (*level.only_if, *level.skip_if)}
        assert named <= set(FACTS[workflow])

    def test_something_is_asked_whenever_a_quote_goes_to_review(self) -> None:
        body = DEFAULTS["repair"]
        limit = threshold(body, "repair", "quote_over_fen")
        assert desks("repair", "quote", (limit + 1) / 100) and desks("repair", "quote", 0, "discount_over_10")

    def test_every_other_ladder_always_asks_somebody(self) -> None:
        ladders = [pair for pair in LADDERS if pair != ("repair", "quote")]
        for workflow, approval in ladders:
            names = FACTS[workflow]
            for facts in chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)):
                assert desks(workflow, approval, 0, *facts), (workflow, approval, facts)


class TestBodies:
    @pytest.mark.parametrize("workflow", DEFAULTS)
    def test_every_body_has_the_keys_of_the_contract(self, workflow: str) -> None:
        assert set(DEFAULTS[workflow]) == KEYS

    @pytest.mark.parametrize("workflow", DEFAULTS)
    def test_every_duration_can_be_read(self, workflow: str) -> None:
        body = DEFAULTS[workflow]
        for raw in (
            *body["timers"].values(),
            *(each for times in body["clocks"].values() for each in times.values()),
        ):
            assert parse_span(raw)
        assert visit_after(body)

    @pytest.mark.parametrize("workflow", DEFAULTS)
    def test_the_hours_make_a_calendar(self, workflow: str) -> None:
        assert office_calendar("Asia/Shanghai", DEFAULTS[workflow]["hours"]) == office_calendar(
            "Asia/Shanghai"
        )


class TestTimers:
    def timer(self, workflow: str, state: str, trigger: str, urgency: str | None = None) -> Span | None:
        return timer_span(DEFAULTS[workflow], state, trigger, urgency)

    def test_a_trigger_may_have_another_time_in_another_state(self) -> None:
        assert self.timer("refund", "deduction_proposed", "timeout") == Span(days=7)
        assert self.timer("refund", "paying", "timeout") == Span(seconds=86_400)

    def test_and_with_another_urgency(self) -> None:
        assert self.timer("repair", "dispatched", "timeout", "danger") == Span(seconds=300)
        assert self.timer("repair", "dispatched", "timeout", "urgent") == Span(seconds=300)
        assert self.timer("repair", "dispatched", "timeout", "normal") == Span(seconds=1800)
        assert self.timer("repair", "waiting_quote", "timeout", "danger") == Span(seconds=172_800)

    def test_an_office_that_sets_the_plain_trigger_wins_everywhere(self) -> None:
        body: dict[str, Any] = {"timers": {**DEFAULTS["repair"]["timers"], "timeout": "PT2S"}}
        for state, urgency in (("dispatched", "danger"), ("dispatched", "normal"), ("waiting_quote", None)):
            assert timer_span(body, state, "timeout", urgency) == Span(seconds=2)

    def test_no_key_or_null_is_off(self) -> None:
        assert self.timer("repair", "pending_dispatch", "auto", "normal") is None
        assert (
            timer_span({"timers": {"auto": None, "pending_dispatch.auto": "P1D"}}, "pending_dispatch", "auto")
            is None
        )
        assert timer_span({}, "paying", "timeout") is None

    @pytest.mark.parametrize(
        ("workflow", "state", "name", "expected"),
        [
            ("complaint", "waiting_customer", "timeout", "P7D"),
            ("complaint", "resolved", "auto_close", "P7D"),
            ("complaint", "waiting_customer", "remind_1", "PT24H"),
            ("complaint", "waiting_customer", "remind_2", "PT72H"),
            ("repair", "completed", "auto_accept", "PT72H"),
            ("repair", "waiting_payment", "to_arrears", "P30D"),
            ("repair", "waiting_payment", "remind_1", "P3D"),
            ("repair", "waiting_payment", "remind_2", "P7D"),
            ("repair", "waiting_quote", "remind_1", "PT24H"),
            ("repair", "visiting", "not_sampled", "PT0S"),
            ("dunning", "waiting_payment", "escalate_step", "P15D"),
            ("dunning", "promised", "broken", "P3D"),
            ("dunning", "approved", "remind_1", "P7D"),
            ("dunning", "executing", "remind_1", "P3D"),
            ("refund", "cooling", "cooled", "P90D"),
            ("refund", "paid", "close", "PT0S"),
            ("refund", "draft", "remind_1", "P7D"),
            ("visit", "planned", "assign", "PT0S"),
            ("visit", "assigned", "overdue", "PT24H"),
            ("visit", "planned", "expire", "P14D"),
            ("visit", "attempting", "lapse", "PT2H"),
            ("rename", "auditing", "stale", "PT1H"),
            ("transfer", "precheck", "checked", "PT0S"),
            ("rename", "draft", "remind_1", "P7D"),
        ],
    )
    def test_defaults(self, workflow: str, state: str, name: str, expected: str) -> None:
        assert self.timer(workflow, state, name) == parse_span(expected)


class TestClocks:
    @pytest.mark.parametrize(
        ("workflow", "clock", "urgency", "expected"),
        [
            ("complaint", "response", "urgent", "PT15M"),
            ("complaint", "response", "serious", "PT1H"),
            ("complaint", "response", "normal", {"for": "PT4H", "calendar": "service"}),
            ("complaint", "resolution", "urgent", "PT24H"),
            ("complaint", "resolution", "serious", {"for": "P3D", "calendar": "working"}),
            ("complaint", "resolution", "normal", {"for": "P7D", "calendar": "working"}),
            ("complaint", "plan", "urgent", "PT2H"),
            ("repair", "arrival", "danger", "PT15M"),
            ("repair", "response", "normal", {"for": "PT30M", "calendar": "service"}),
            ("dunning", "dispute", None, "P7D"),
            ("refund", "inspection", None, {"for": "P3D", "calendar": "working"}),
            ("refund", "pay", None, "P7D"),
            ("refund", "retry", None, {"for": "P1D", "calendar": "working"}),
        ],
    )
    def test_defaults(self, workflow: str, clock: str, urgency: str | None, expected: Any) -> None:
        assert clock_span(DEFAULTS[workflow], clock, urgency) == parse_span(expected)

    def test_an_urgency_without_a_time_of_its_own_is_normal(self) -> None:
        assert clock_span(DEFAULTS["dunning"], "dispute", "danger") == Span(days=7)

    def test_an_unknown_clock_does_not_run(self) -> None:
        assert clock_span(DEFAULTS["visit"], "resolution", "normal") is None


class TestTheRest:
    def test_visits(self) -> None:
        body = DEFAULTS["visit"]
        assert attempts(body) == Attempts(3, None)
        assert attempts({"attempts": {"max": 2, "apart": "PT1S"}}) == Attempts(2, Span(seconds=1))
        assert hours_of(body) == Hours(540, 1200)
        assert visit_after(DEFAULTS["repair"]) == Span(seconds=7200)

    def test_a_policy_without_hours_allows_the_whole_day(self) -> None:
        assert hours_of({}) == Hours(0, 1440)

    def test_limits(self) -> None:
        assert load_limit({}) is None
        assert load_limit(DEFAULTS["repair"]) == 500
        assert threshold({}, "dunning", "arrears_over_fen") == 0
        assert threshold({"thresholds": {"batch_over": 5}}, "dunning", "batch_over") == 5


class TestOfficeCalendar:
    CALENDAR = office_calendar("Asia/Shanghai")

    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2026, 2, 14), True),
            (date(2026, 2, 16), False),
            (date(2026, 2, 28), True),
            (date(2026, 9, 20), True),
            (date(2026, 10, 5), False),
            (date(2026, 10, 10), True),
        ],
    )
    def test_golden_days(self, day: date, works: bool) -> None:
        assert is_working_day(day, self.CALENDAR) is works

    def test_2026_has_248_working_days(self) -> None:
        year = (date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365))
        assert sum(is_working_day(day, self.CALENDAR) for day in year) == 248

    @pytest.mark.parametrize(
        ("begins", "days", "ends"),
        [
            (datetime(2026, 2, 13, 17), 3, datetime(2026, 2, 25, 17)),
            (datetime(2026, 9, 30, 17), 2, datetime(2026, 10, 9, 17)),
        ],
    )
    def test_golden_deadlines(self, begins: datetime, days: int, ends: datetime) -> None:
        due = deadline(begins.replace(tzinfo=SHANGHAI), Span(days=days, calendar="working"), self.CALENDAR)
        assert due == ends.replace(tzinfo=SHANGHAI)

    def test_an_unpublished_year_has_weekends_only_and_is_provisional(self) -> None:
        begins = datetime(2026, 12, 31, 10, tzinfo=SHANGHAI)
        span = Span(days=1, calendar="working")
        due = deadline(begins, span, self.CALENDAR)
        assert due == datetime(2027, 1, 1, 2, tzinfo=UTC)
        assert provisional(begins, due, span, self.CALENDAR)

    def test_an_office_has_hours_of_its_own(self) -> None:
        calendar = office_calendar(
            "Asia/Shanghai", {"service": ["00:00", "24:00"], "calling": ["09:00", "20:00"]}
        )
        assert (calendar.service_hours, calendar.working_hours) == (Hours(0, 1440), Hours(540, 1080))
