"""Visits: three attempts on three half-days inside calling hours, and an end even if nobody ever calls."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, resting

BODY: dict[str, Any] = {
    "approvals": {},
    # `overdue` and `expire` run from the visit's due time.
    "timers": {"assign": "PT0S", "overdue": "PT24H", "expire": "P14D", "lapse": "PT2H"},
    "clocks": {},
    "sampling": {},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT24H",
    "load_limit": 500,
    "thresholds": {},
    "withdraw": "before_decision",
    **resting(),
}
