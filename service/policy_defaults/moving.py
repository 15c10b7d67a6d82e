"""Moves, handovers, transfers: signed where somebody owes, money goes over or a month is closed."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting, working

CLOSED = "backdated"

BODY: dict[str, Any] = {
    "approvals": {
        "moving": {
            "levels": [
                level("supervisor", "supervisor"),
                level("pm_finance", "pm", "finance", over_fen=1_000_00, skip_if=[CLOSED]),
                level("pm_finance", "pm", "finance", only_if=[CLOSED]),
                level("city", "city", over_fen=10_000_00),
            ]
        },
        "reversal": {"levels": [level("pm", "pm"), level("finance", "finance")]},
    },
    # The day itself comes from the ticket.
    "timers": {"checked": "PT0S", "draft.remind_1": "P7D"},
    "clocks": {"meter": {"normal": working("P3D")}, "settle": {"normal": "P30D"}},
    "sampling": {},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "P7D",
    "load_limit": 500,
    "thresholds": {},
    "withdraw": "before_decision",
    **resting(),
}
