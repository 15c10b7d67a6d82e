"""Repairs: minutes where there is danger, else a service day; only big or cut quotes need approval."""

from typing import Any

from service.policy_defaults.shape import attempts, hours, level, resting, service

BODY: dict[str, Any] = {
    "approvals": {
        "quote": {
            "levels": [
                level("supervisor", "supervisor", only_if=["discount_over_10"]),
                level("pm_finance", "pm", "finance", over_fen=5_000_00),
                level("city", "city", over_fen=20_000_00),
            ]
        }
    },
    # `auto` is absent: nobody is dispatched by machine unless the office says after how long.
    "timers": {
        "dispatched.timeout": "PT30M",
        "dispatched.timeout.danger": "PT5M",
        "dispatched.timeout.urgent": "PT5M",
        "waiting_quote.timeout": "PT48H",
        "auto_accept": "PT72H",
        "to_arrears": "P30D",
        "not_sampled": "PT0S",
        "waiting_quote.remind_1": "PT24H",
        "waiting_payment.remind_1": "P3D",
        "waiting_payment.remind_2": "P7D",
    },
    "clocks": {
        "response": {"danger": "PT5M", "urgent": "PT10M", "normal": service("PT30M")},
        "accept": {"danger": "PT5M", "urgent": "PT15M", "normal": service("PT2H")},
        "arrival": {"danger": "PT15M", "urgent": "PT30M", "normal": service("PT8H")},
        "resolution": {"danger": "PT24H", "urgent": "PT24H", "normal": service("P1D")},
    },
    "sampling": {"danger": 100, "urgent": 100, "repair": 40},
    "hours": hours("09:00", "20:00"),
    "attempts": attempts(),
    "evidence": [],
    "visit_after": "PT2H",
    "load_limit": 500,
    "thresholds": {"quote_over_fen": 5_000_00, "discount_over_percent": 10},
    "withdraw": "before_decision",
    **resting(),
}
