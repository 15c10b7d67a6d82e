"""Renames: an auditor always, legal for a company that rents, the pm where a rename is taken back."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting, working

BODY: dict[str, Any] = {
    "approvals": {
        "rename": {
            "levels": [
                level("auditor", "auditor"),
                level("legal", "legal", only_if=["company_with_lease"]),
                level("pm", "pm", only_if=["reverting"]),
            ]
        }
    },
    # How often it is looked whether the customer was changed meanwhile.
    "timers": {"stale": "PT1H", "draft.remind_1": "P7D"},
    "clocks": {"audit": {"normal": working("P2D")}},
    "sampling": {},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT24H",
    "load_limit": 500,
    "thresholds": {"revert_days": 30},
    "withdraw": "before_decision",
    **resting(),
}
