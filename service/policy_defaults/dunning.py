"""Dunning: the harder the measure, the more people decide; nobody is called at night or over and over.

`hardship` is the fact that the customer is marked so and the measure lies beyond step 2: then a pm is
always asked. Letter and court levels have a pm of their own, so the pm's level steps aside there; the
two levels of hq exclude each other likewise, since one desk must not be asked twice.
"""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting

BODY: dict[str, Any] = {
    "approvals": {
        "measure": {
            "levels": [
                level("supervisor", "supervisor"),
                level("pm", "pm", only_if=["hardship"], skip_if=["measure_letter", "measure_court"]),
                level(
                    "pm_finance_legal",
                    *("pm", "finance", "legal"),
                    only_if=["measure_letter"],
                    skip_if=["measure_court"],
                ),
                level("pm_finance_legal", "pm", "finance", "legal", only_if=["measure_court"]),
                level("city", "city", only_if=["measure_court"]),
                level("hq", "hq", over_fen=50_000_00, only_if=["measure_court"], skip_if=["batch"]),
                level("hq", "hq", only_if=["measure_court", "batch"]),
            ]
        },
        "write_off": {"levels": [level("hq", "hq")]},
    },
    # `broken` runs from the promised date; `execute` waits for the next allowed hour and has no time.
    "timers": {
        "escalate_step": "P15D",
        "broken": "P3D",
        "approved.remind_1": "P7D",
        "executing.remind_1": "P3D",
    },
    "clocks": {"draft": {"normal": "P7D"}, "dispute": {"normal": "P7D"}, "adjust": {"normal": "P3D"}},
    "sampling": {},
    "hours": hours("08:00", "22:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT24H",
    "load_limit": 500,
    "thresholds": {"arrears_over_fen": 0, "batch_over": 20, "contacts_per_day": 5, "contacts_per_week": 20},
    "withdraw": "before_decision",
    **resting(),
}
