"""Short words for the defaults: levels and durations, as the JSON that a policy is."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.policy import REOPEN_WITHIN, SUSPEND

WITHIN = {"for": "P2D", "calendar": "working"}


def level(
    name: str,
    *desks: str,
    over_fen: int = 0,
    only_if: Sequence[str] = (),
    skip_if: Sequence[str] = (),
    within: Mapping[str, str] = WITHIN,
) -> dict[str, Any]:
    """A level on which one person of every desk approves; on time-out the next level's supervisor joins."""
    return {
        "name": name,
        "seats": [{"desk": desk} for desk in desks],
        "mode": "all" if len(desks) > 1 else "any",
        "over_fen": over_fen,
        "only_if": list(only_if),
        "skip_if": list(skip_if),
        "timeout": dict(within),
        "on_timeout": "escalate",
    }


def working(text: str) -> dict[str, str]:
    return {"for": text, "calendar": "working"}


def service(text: str) -> dict[str, str]:
    return {"for": text, "calendar": "service"}


def hours(start: str, end: str) -> dict[str, list[str]]:
    """When people may be called, beside the hours that the service and working calendars count."""
    return {"calling": [start, end], "service": ["08:00", "20:00"], "working": ["09:00", "18:00"]}


def attempts() -> dict[str, Any]:
    return {"max": 3, "apart": "half_day"}


def resting() -> dict[str, Any]:
    """Why a ticket may rest (true: its clocks stop), and how long after its end it may be reopened."""
    return {"suspend": dict(SUSPEND), "reopen_within": REOPEN_WITHIN}
