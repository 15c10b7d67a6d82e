"""Complaints: answered in service hours, danger around the clock; promised money needs its level."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting, service, working

# Four levels of a day each end inside the seven of the resolution clock, which runs meanwhile.
A_DAY = working("P1D")

BODY: dict[str, Any] = {
    "approvals": {
        "plan": {
            "levels": [
                level("supervisor", "supervisor", within=A_DAY),
                level("pm_finance", "pm", "finance", over_fen=200_00, within=A_DAY),
                level("city", "city", over_fen=1_000_00, within=A_DAY),
                level("hq", "hq", over_fen=5_000_00, within=A_DAY),
            ]
        }
    },
    "timers": {
        "timeout": "P7D",
        "auto_close": "P7D",
        "waiting_customer.remind_1": "PT24H",
        "waiting_customer.remind_2": "PT72H",
    },
    "clocks": {
        "response": {"urgent": "PT15M", "serious": "PT1H", "normal": service("PT4H")},
        "plan": {"urgent": "PT2H", "serious": "PT24H", "normal": service("P1D")},
        "resolution": {"urgent": "PT24H", "serious": working("P3D"), "normal": working("P7D")},
    },
    "sampling": {"complaint": 100, "withdrawn": 10},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT24H",
    "load_limit": 500,
    "thresholds": {},
    "withdraw": "before_decision",
    **resting(),
}
