"""A client that asks until it is answered, always under the same Idempotency-Key, and keeps the count."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from threading import Event, Lock, local
from uuid import uuid4

import requests

from tests.flows.client import PASSWORD, Answer, Json, Unexpected

# One that is not answered for that long has been lost.
PATIENCE = 120.0
BREATHS = (0.1, 0.2, 0.5, 1.0)


@dataclass(slots=True)
class Told:
    """What all callers of a run were answered: `seconds` of each answer, `faults` are 5xx other than 503."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    written: int = 0
    _lock: Lock = field(default_factory=Lock)

    def lost(self) -> None:
        with self._lock:
            self.statuses["lost"] += 1

    def heard(self, method: str, path: str, reply: requests.Response) -> None:
        with self._lock:
            self.statuses[str(reply.status_code)] += 1
            self.statuses["replayed"] += "Idempotency-Replayed" in reply.headers
            self.seconds.append(reply.elapsed.total_seconds())
            self.written += method == "POST" and reply.ok
            if reply.status_code >= 500 and reply.status_code != 503:
                self.faults.append(f"{method} {path} → {reply.status_code} {reply.text[:500]}")


@dataclass(slots=True)
class Caller:
    """Any number of threads may use it; each has a connection of its own."""

    base: str
    told: Told = field(default_factory=Told)
    _tokens: dict[str, str] = field(default_factory=dict)
    _own: local = field(default_factory=local)

    def log_in(self, *names: str) -> None:
        for name in names:
            body = {"username": name, "password": PASSWORD}
            self._tokens[name] = self._answered("POST", "/tokens", {}, body).body["token"]

    def get(self, who: str, path: str) -> Json:
        return self._well("GET", path, self._headers(who), None)

    def post(self, who: str, path: str, body: object, *, version: int | None = None) -> Json:
        """What must go well, however often it takes."""
        return self._well("POST", path, self._headers(who, version, key=True), body)

    def refused(self, who: str, path: str, body: object) -> str:
        """The rule or code of a refusal; empty where it was allowed."""
        answer = self._answered("POST", path, self._headers(who, key=True), body)
        return "" if answer.ok else str(answer.body.get("rule") or answer.body["code"])

    def _headers(self, who: str, version: int | None = None, *, key: bool = False) -> dict[str, str]:
        match = {} if version is None else {"If-Match": f'"v{version}"'}
        once = {"Idempotency-Key": uuid4().hex} if key else {}
        return {"Authorization": f"Bearer {self._tokens[who]}", **match, **once}

    def _well(self, method: str, path: str, headers: dict[str, str], body: object) -> Json:
        answer = self._answered(method, path, headers, body)
        if not answer.ok:
            raise Unexpected(f"{method} {path} → {answer.status} {answer.body}")
        return answer.body

    def _answered(self, method: str, path: str, headers: dict[str, str], body: object) -> Answer:
        """No answer, 503 and a first try that still runs say nothing: the same is asked again."""
        for _ in breaths(PATIENCE):
            answer = self._once(method, path, headers, body)
            if answer and answer.status != 503 and answer.body.get("code") != "in_progress":
                return answer
        raise Unexpected(f"{method} {path} was not answered within {PATIENCE:g} s")

    def _once(self, method: str, path: str, headers: dict[str, str], body: object) -> Answer | None:
        address = f"{self.base}/api/v1{path}"
        try:
            reply = self._session().request(method, address, json=body, headers=headers, timeout=(3, 30))
        except (requests.RequestException, OSError):
            self.told.lost()
            return None
        self.told.heard(method, path, reply)
        return Answer(reply.status_code, reply.json(), reply.headers)

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.trust_env = False
        session: requests.Session = self._own.session
        return session


def breaths(seconds: float) -> Iterator[None]:
    """Looks that cost the service something are taken ever more seldom."""
    limit, pauses = time.monotonic() + seconds, chain(BREATHS, repeat(BREATHS[-1]))
    while time.monotonic() < limit:
        yield
        Event().wait(next(pauses))


def until(condition: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> None:
    if not any(condition() for _ in breaths(seconds)):
        raise Unexpected(f"in vain for {seconds:g} s: {what}")
