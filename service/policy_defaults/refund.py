"""Refunds: tiers by amount; a deduction skips the supervisor, fees and prepayments have lower limits."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting, working

DEDUCTED, FEE = "with_deduction", "is_fee"

BODY: dict[str, Any] = {
    "approvals": {
        "refund": {
            "levels": [
                level("supervisor", "supervisor", skip_if=[DEDUCTED]),
                level("pm_finance", "pm", "finance", over_fen=2_000_00, skip_if=[DEDUCTED, FEE]),
                level("pm_finance", "pm", "finance", only_if=[DEDUCTED]),
                level("pm_finance", "pm", "finance", over_fen=500_00, only_if=[FEE], skip_if=[DEDUCTED]),
                level("city", "city", over_fen=10_000_00, skip_if=[FEE]),
                level("city", "city", over_fen=5_000_00, only_if=[FEE]),
                level("hq", "hq", over_fen=50_000_00, skip_if=[FEE]),
                level("hq", "hq", over_fen=20_000_00, only_if=[FEE]),
            ]
        }
    },
    "timers": {
        "deduction_proposed.timeout": "P7D",
        "paying.timeout": "PT24H",
        "cooled": "P90D",
        "close": "PT0S",
        "draft.remind_1": "P7D",
    },
    "clocks": {
        "inspection": {"normal": working("P3D")},
        "dispute": {"normal": "P7D"},
        "pay": {"normal": "P7D"},
        "retry": {"normal": working("P1D")},
        "reconcile": {"normal": working("P1D")},
    },
    "sampling": {},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT24H",
    "load_limit": 500,
    "thresholds": {"max_tries": 3},
    "withdraw": "before_decision",
    **resting(),
}
