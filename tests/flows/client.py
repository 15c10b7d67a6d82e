"""A small client of the public interface: what a partner's script would do, and nothing it could not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import requests

from service.embedded.process import wait_until
from service.gateways.signature import sign
from tests.flows.clock import Clock, office_day

Json = dict[str, Any]
OFFICE = "GZ01"
PASSWORD = "guanjia-demo"
PATIENCE = 30.0
BETWEEN_LOOKS = 0.07


class Unexpected(AssertionError):
    """The service answered something else than the flow says."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return self.status < 400


@dataclass(slots=True)
class House:
    """One running service. `clock` is there when its database can be reached, to move time."""

    base: str
    clock: Clock | None = None
    secret: str = field(default="", repr=False)
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)
    _usual: dict[str, Json] = field(default_factory=dict, repr=False)
    _changed: dict[str, Json] = field(default_factory=dict, repr=False)

    def send(
        self,
        who: str,
        method: str,
        path: str,
        body: object = None,
        *,
        version: int | None = None,
        **more: Any,
    ) -> Answer:
        """As the account `who`; one that was logged out (time was moved) logs in again."""
        answer = self._send(who, method, path, body, version, **more)
        if answer.status == 401 and self._tokens.pop(who, None):
            answer = self._send(who, method, path, body, version, **more)
        return answer

    def do(self, who: str, method: str, path: str, body: object = None, **more: Any) -> Json:
        """What must go well."""
        answer = self.send(who, method, path, body, **more)
        if not answer.ok:
            raise Unexpected(f"{who}: {method} {path} → {answer.status} {answer.body}")
        return answer.body

    def open(self, who: str, workflow: str, details: Json, *, subject: str = "", **more: Any) -> Ticket:
        body = {"workflow": workflow, "office": OFFICE, "subject": subject or f"{workflow} 走一遍", **more}
        return Ticket(self, self.do(who, "POST", "/tickets", {**body, "details": details}))

    def refused(self, who: str, workflow: str, details: Json, *, code: str, **more: Any) -> None:
        """An opening that must not succeed."""
        body = {"workflow": workflow, "office": OFFICE, "subject": "不应开单", "details": details, **more}
        answer = self.send(who, "POST", "/tickets", body)
        if answer.body.get("code") != code:
            raise Unexpected(f"opening {workflow}: {answer.status} {answer.body} instead of {code}")

    def ticket(self, ref: str) -> Ticket:
        return Ticket(self, self.do("clerk", "GET", f"/tickets/{ref}"))

    def newest(self, workflow: str, *, customer: str, parent: str | None = None) -> Ticket | None:
        """The newest ticket of that customer, followed up from `parent` where one is named."""
        path = f"/tickets?workflow={workflow}&office={OFFICE}&customer={customer}&sort=-created_at"
        rows = self.do("clerk", "GET", path)["items"]
        wanted = [row for row in rows if parent in (None, row["details"].get("parent"))]
        return Ticket(self, wanted[0]) if wanted else None

    def customer(self, *, phone: str = "13900001111", **more: Any) -> Json:
        code = f"F-{token_hex(5)}"
        body = {"office": OFFICE, "code": code, "name": f"客户{code[-4:]}", "phone": phone, **more}
        return self.do("clerk", "POST", "/customers", body)

    def deposit(self, customer: str, amount_fen: int, *, kind: str = "other") -> Json:
        """Received by the cashier and audited."""
        body = {"customer": customer, "kind": kind, "amount_fen": amount_fen}
        row = self.do("cashier", "POST", "/deposits", body)
        return self.do("auditor", "POST", f"/deposits/{row['id']}/audit")

    def charge(self, customer: str, amount_fen: int = 25_060, *, days_ago: int = 40) -> Json:
        due_on = (office_day() - timedelta(days=days_ago)).isoformat()
        body = {"customer": customer, "item": "物业费", "amount_fen": amount_fen, "due_on": due_on}
        return self.do("finance", "POST", "/charges", body)

    def pay_charges(self, customer: str, amount_fen: int, *charges: str) -> Json:
        body: Json = {"customer": customer, "amount_fen": amount_fen, "method": "wechat"}
        return self.do("cashier", "POST", "/payments", body | ({"charges": list(charges)} if charges else {}))

    def press(self, refund_no: str, knob: str) -> None:
        """A knob of the sandbox, once the order has arrived there."""
        address = f"{self.base}/sandbox/payments/{refund_no}/{knob}"
        self.until(
            lambda: self._session.post(address, timeout=10).status_code == 202, f"{knob} of {refund_no}"
        )

    def tell_payment(self, kind: str, told: Json, *, webhook_id: str = "") -> None:
        """A callback as the payment partner would sign it."""
        body = {"type": kind, "timestamp": datetime.now(UTC).isoformat(), "data": told}
        raw = json.dumps(body).encode()
        headers = sign(self.secret, webhook_id=webhook_id or f"msg_{token_hex(8)}", raw=raw)
        address = f"{self.base}/api/v1/callbacks/payment"
        reply = self._session.post(
            address, data=raw, headers={**headers, "Content-Type": "application/json"}, timeout=30
        )
        if reply.status_code != 202:
            raise Unexpected(f"callback {kind} → {reply.status_code} {reply.text}")

    def messages_to(self, phone: str) -> list[Json]:
        address = f"{self.base}/sandbox/messages"
        answer = self._session.get(address, headers={"Accept": "application/json"}, timeout=10)
        return [each for each in answer.json()["items"] if each["to"].endswith(phone)]

    def until(self, condition: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> None:
        if not wait_until(lambda: bool(condition()), seconds=seconds, pause=BETWEEN_LOOKS):
            raise Unexpected(f"in vain for {seconds:g} s: {what}")

    @contextmanager
    def policy(self, workflow: str, **changes: Any) -> Iterator[None]:
        """Tickets opened inside begin under the usual policy with these changes."""
        self._put_policy(workflow, changes)
        try:
            yield
        finally:
            self._put_policy(workflow, {})

    def settle_in(self) -> None:
        """People may be called at any hour, one attempt right after the other; every repair is visited."""
        all_day = {"hours": {"calling": ["00:00", "24:00"]}}
        self._usual_changes("visit", {**all_day, "attempts": {"max": 3, "apart": "PT0S"}})
        self._usual_changes("dunning", all_day)
        self._usual_changes(
            "repair", {"sampling": {"danger": 100, "urgent": 100, "normal": 100, "repair": 100}}
        )

    def leave(self) -> None:
        """The policies as they were found."""
        for workflow, before in self._usual.items():
            self._changed[workflow] = before
            self._put_policy(workflow, {})

    def _usual_changes(self, workflow: str, changes: Json) -> None:
        self._changed[workflow] = merged(self._policy(workflow), changes)
        self._put_policy(workflow, {})

    def _policy(self, workflow: str) -> Json:
        if workflow not in self._usual:
            body = self.do("admin", "GET", f"/policies/{workflow}?office={OFFICE}")
            self._usual[workflow] = {name: body[name] for name in body if name not in NOT_PUT}
            self._changed[workflow] = self._usual[workflow]
        return self._changed[workflow]

    def _put_policy(self, workflow: str, changes: Json) -> None:
        path = f"/policies/{workflow}?office={OFFICE}"
        wanted = merged(self._policy(workflow), changes)
        now = self.do("admin", "GET", path)
        if {name: now[name] for name in now if name not in NOT_PUT} != wanted:
            self.do("admin", "PUT", path, wanted, version=now["version"])

    def _send(
        self, who: str, method: str, path: str, body: object, version: int | None, **more: Any
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self._token(who)}", "Accept-Language": "en"}
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        reply = self._session.request(
            method, f"{self.base}/api/v1{path}", json=body, headers=headers, timeout=30, **more
        )
        return Answer(reply.status_code, reply.json() if reply.content else {}, reply.headers)

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            address = f"{self.base}/api/v1/tokens"
            reply = self._session.post(address, json={"username": who, "password": PASSWORD}, timeout=30)
            if reply.status_code != 201:
                raise Unexpected(f"{who} cannot log in: {reply.status_code} {reply.text}")
            self._tokens[who] = reply.json()["token"]
        return self._tokens[who]


NOT_PUT = ("workflow", "office", "version", "id", "created_at", "created_by")


def merged(policy: Json, changes: Json) -> Json:
    """Tables are merged name by name, everything else is replaced."""
    both = {name: policy.get(name) for name in changes}
    tables = {
        name: {**both[name], **value} if isinstance(value, dict) and isinstance(both[name], dict) else value
        for name, value in changes.items()
    }
    return {**policy, **tables}


@dataclass(slots=True)
class Ticket:
    """A ticket as it was last seen; every move sends the version it was read in just before."""

    house: House
    seen: Json

    @property
    def id(self) -> str:
        return str(self.seen["id"])

    @property
    def number(self) -> str:
        return str(self.seen["number"])

    @property
    def state(self) -> str:
        return str(self.seen["state"])

    @property
    def details(self) -> Json:
        return self.seen["details"]  # type: ignore[no-any-return]

    def read(self) -> Ticket:
        self.seen = self.house.do("clerk", "GET", f"/tickets/{self.id}")
        return self

    def fire(self, who: str, trigger: str, *, to_state: str | None = None, **form: Any) -> Ticket:
        answer = self._fired(who, trigger, form)
        if not answer.ok:
            raise Unexpected(
                f"{self.number} in {self.state}: {who} fires {trigger} → {answer.status} {answer.body}"
            )
        self.seen = answer.body
        if to_state is not None and self.state != to_state:
            raise Unexpected(f"{self.number}: {trigger} led to {self.state}, not to {to_state}")
        return self

    def refuses(self, who: str, trigger: str, what: str, **form: Any) -> Ticket:
        """`what` is the problem's code, or the rule for `not_so` and `not_you`."""
        answer = self._fired(who, trigger, form)
        said = {answer.body.get("code"), answer.body.get("rule")} if not answer.ok else set()
        if what not in said:
            raise Unexpected(
                f"{self.number} in {self.state}: {who} fires {trigger} → {answer.status} {answer.body}, "
                f"where it should say {what}"
            )
        return self

    def becomes(self, *states: str) -> Ticket:
        """By itself: a timer, a callback or an effect moves it there."""
        self.house.until(
            lambda: self.read().state in states, f"{self.number}: {self.state} should become {states}"
        )
        return self

    def attach(self, who: str, name: str = "证明.txt") -> str:
        """Id of a file of its own, put to the ticket."""
        files = {"file": (name, f"{name} {token_hex(8)}".encode(), "text/plain")}
        body = self.house.do(who, "POST", f"/tickets/{self.id}/attachments", files=files)
        return str(body["id"])

    def visit(self) -> Ticket:
        """Its newest visit, once the effect has opened it and it is somebody's."""
        found: list[Ticket] = []

        def opened() -> bool:
            newest = self.house.newest("visit", customer=self.seen["customer"]["code"], parent=self.id)
            found[:] = [newest] if newest and not newest.seen["is_final"] else []
            return bool(found)

        self.house.until(opened, f"the visit of {self.number}")
        return found[0].becomes("assigned")

    def _fired(self, who: str, trigger: str, form: Json) -> Answer:
        self.read()
        path = f"/tickets/{self.id}/triggers/{trigger}"
        return self.house.send(who, "POST", path, form, version=self.seen["version"])
