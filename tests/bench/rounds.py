"""Rounds in turn, ours beside the bound, so that a busy minute of the machine hits both."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench.bounds import Bound, rate
from tests.bench.house import House, Web
from tests.bench.load import Caller, Load, drive
from tests.bench.machine import cpu_seconds


@dataclass(slots=True)
class Beside:
    """One bound and our rounds right after it."""

    bound: Bound
    goal: float | None
    bounds: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        ratios = [ours / bound for ours, bound in zip(self.ours, self.bounds, strict=True)]
        median = statistics.median(ratios)
        return {
            "round_trips": self.bound.round_trips,
            "bound_per_s": [round(each) for each in self.bounds],
            "ours_per_s": [round(each) for each in self.ours],
            "ratios": [round(each, 3) for each in ratios],
            "ratio": round(median, 3),
            "goal": self.goal,
            "reached": None if self.goal is None else median >= self.goal,
        }


@dataclass(slots=True)
class Measured:
    """All rounds of one figure, and what they cost the web server."""

    loads: list[Load] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def good(self) -> int:
        return sum(load.good for load in self.loads)

    @property
    def told(self) -> dict[str, Any]:
        bad: dict[int, int] = {}
        for load in self.loads:
            for status, count in load.bad.items():
                bad[status] = bad.get(status, 0) + count
        return {
            "per_s": round(statistics.median(load.rate for load in self.loads)),
            "p50_ms": statistics.median(load.percentile_ms(0.5) for load in self.loads),
            "p99_ms": statistics.median(load.percentile_ms(0.99) for load in self.loads),
            "calls": self.good,
            "refused": bad,
            "web_cpu_ms": round(1000 * self.cpu / max(1, self.good), 2),
        }


def side_by_side(
    house: House,
    web: Web,
    callers: Sequence[Caller],
    besides: Sequence[Beside],
    *,
    rounds: int,
    seconds: float,
) -> Measured:
    """Warms up first: every connection prepares its statements once."""
    drive(web.port, callers, seconds=seconds)
    measured = Measured()
    for _ in range(rounds):
        for beside in besides:
            beside.bounds.append(rate(house, beside.bound, seconds=seconds))
            before = cpu_seconds(web.child.pid)
            load = drive(web.port, callers, seconds=seconds)
            measured.cpu += cpu_seconds(web.child.pid) - before
            measured.loads.append(load)
            beside.ours.append(load.rate)
    return measured
