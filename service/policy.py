"""What a policy says: pure look-ups over its body, and the body every workflow begins with.

Timers. The keys of `timers`, looked up for a trigger in a state of a ticket of some urgency:

1. the plain trigger, such as `timeout`: set by an office it wins everywhere;
2. else `state.trigger.urgency`, such as `dispatched.timeout.danger`;
3. else `state.trigger`, such as `paying.timeout`.

No key, or null: that timer is off. The defaults qualify a key only where one trigger has several times.
Reminders are `<state>.remind_1`, `<state>.remind_2`.

Clocks. `clocks[name][urgency or severity]`, else `clocks[name]["normal"]`, which is also the key of the
workflows that know no urgency.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.policy import REOPEN_WITHIN, SUSPEND
from service.policy_defaults import complaint, dunning, moving, refund, rename, repair, visit
from workflows.clocks import Span, parse_span
from workflows.hours import Hours, parse_hours
from workflows.ladder import Level, asked

Policy = Mapping[str, Any]

DEFAULTS: dict[str, dict[str, Any]] = {
    "complaint": complaint.BODY,
    "repair": repair.BODY,
    "dunning": dunning.BODY,
    "refund": refund.BODY,
    "visit": visit.BODY,
    "rename": rename.BODY,
    **dict.fromkeys(("move", "handover", "transfer"), moving.BODY),
}


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often somebody is called; `apart` is None when attempts lie on different half-days."""

    max: int
    apart: Span | None


def levels_for(
    policy: Policy, approval: str, *, amount_fen: int, facts: Collection[str]
) -> tuple[Level, ...]:
    """The levels that this amount and these facts need, to be stored with the ticket."""
    return asked(policy["approvals"][approval]["levels"], amount_fen=amount_fen, facts=facts)


def timer_span(policy: Policy, state: str, trigger: str, urgency: str | None = None) -> Span | None:
    """The time of a timer, None when it is off."""
    timers = policy.get("timers", {})
    keys = (trigger, f"{state}.{trigger}.{urgency}", f"{state}.{trigger}")
    found = next((key for key in keys if key in timers), None)
    return _span(timers[found]) if found else None


def clock_span(policy: Policy, clock: str, urgency: str | None = None) -> Span | None:
    """The time of a clock, None when the policy sets none."""
    times = policy.get("clocks", {}).get(clock, {})
    return _span(times.get(urgency, times.get("normal")))


def visit_after(policy: Policy) -> Span:
    """How long after the work its visit is due."""
    return parse_span(policy.get("visit_after") or "PT0S")


def hours_of(policy: Policy, name: str = "calling") -> Hours:
    """The hours of that name; a policy without them allows the whole day."""
    return parse_hours(policy.get("hours", {}).get(name) or ("00:00", "24:00"))


def attempts(policy: Policy) -> Attempts:
    said = policy.get("attempts", {})
    apart = said.get("apart") or "half_day"
    return Attempts(said.get("max", 3), None if apart == "half_day" else parse_span(apart))


def load_limit(policy: Policy) -> int | None:
    """How much open work one person may be given; None is no limit."""
    limit: int | None = policy.get("load_limit")
    return limit


def suspension_codes(policy: Policy) -> Mapping[str, bool]:
    """Why a ticket may rest, and whether that pauses its clocks."""
    codes: Mapping[str, bool] = policy.get("suspend", SUSPEND)
    return codes


def reopen_within(policy: Policy) -> Span | None:
    """How long after its end a ticket may be opened again; None is never."""
    return _span(policy.get("reopen_within", REOPEN_WITHIN))


def threshold(policy: Policy, workflow: str, name: str) -> int:
    """A limit of the policy, the default's where an office has not said."""
    limit: int = policy.get("thresholds", {}).get(name, DEFAULTS[workflow]["thresholds"][name])
    return limit


def _span(raw: str | Mapping[str, Any] | None) -> Span | None:
    return None if raw is None else parse_span(raw)
