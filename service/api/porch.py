"""What every request passes coming in and going out: its id, its limit, its headers, its one log line."""

import re
import secrets
import time
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, request

from service.api.limits import Counter, count_this, tell_rate
from service.i18n import preferred_language
from service.logs import log_of
from service.metrics import count_request

OWN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNCOUNTED = ("/healthz", "/readyz", "/metrics")
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
ONE_YEAR = "max-age=31536000; includeSubDomains"

log = log_of("guanjia.http")


@dataclass(frozen=True, slots=True)
class Porch:
    counter: Counter | None
    production: bool

    def stand_before(self, app: Flask) -> None:
        app.before_request(self.enter)
        app.after_request(self.leave)

    def enter(self) -> None:
        # An application context that outlives a request (a shell, a test) would carry its caller to the next.
        for name in list(g):
            g.pop(name)
        g.started = time.perf_counter()
        g.request_id = _request_id()
        g.language = preferred_language(request.headers.get("Accept-Language"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)
        if self.counter is not None and request.path not in UNCOUNTED:
            count_this(self.counter)

    def leave(self, response: Response) -> Response:
        tell_rate(response)
        self._secure(response)
        response.headers["X-Request-Id"] = g.get("request_id", "-")
        _account(response)
        return response

    def _secure(self, response: Response) -> None:
        page = response.mimetype == "text/html"
        response.headers.extend(HEADERS)
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else API_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        if self.production:
            response.headers["Strict-Transport-Security"] = ONE_YEAR


def route_of_request() -> str:
    """The rule, never the path or the query: those may carry what a person typed."""
    return request.url_rule.rule if request.url_rule else "-"


def _request_id() -> str:
    sent = request.headers.get("X-Request-Id", "")
    return sent if OWN_ID.fullmatch(sent) else secrets.token_hex(8)


def _account(response: Response) -> None:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    route = route_of_request()
    method = request.method if request.method in METHODS else "OTHER"
    count_request(method, route, response.status_code, seconds)
    log.info("request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
