"""What a process counts for Prometheus; several processes add up through PROMETHEUS_MULTIPROC_DIR."""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter(
    "guanjia_http_requests_total", "Answers by route and status.", ("method", "route", "status")
)
SECONDS = Histogram(
    "guanjia_http_request_seconds",
    "Time to answer, by route.",
    ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)

EFFECTS = Counter("guanjia_effects_total", "Effects by kind and what became of them.", ("kind", "result"))
FENCED_OUT = Counter(
    "guanjia_fenced_out_total", "Effects whose lease was lost before they were written down."
)
TIMERS = Counter("guanjia_timers_total", "Timers by what became of them.", ("result",))
CALLBACKS = Counter(
    "guanjia_callbacks_total", "Callbacks by type and whether they were new.", ("type", "result")
)
# A child of the slow worker lives for one job: each would leave files of counters behind.
BORN = os.getpid()

EXPOSITION = CONTENT_TYPE_LATEST


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)


def count_effect(kind: str, result: str) -> None:
    if os.getpid() == BORN:
        EFFECTS.labels(kind, result).inc()


def count_fenced_out(rows: int) -> None:
    if os.getpid() == BORN:
        FENCED_OUT.inc(rows)


def count_timer(result: str) -> None:
    TIMERS.labels(result).inc()


def count_callback(type_: str, result: str) -> None:
    CALLBACKS.labels(type_, result).inc()


def exposition() -> bytes:
    """The sums over all processes when they share a folder, else this process alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
