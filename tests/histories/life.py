"""One random history: an office of its own, twelve persons, and whatever they do to its tickets."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from werkzeug.test import TestResponse

from service.transaction import Row, statements
from tests.matrix.forms import FORMS
from tests.model.house import RealHouse, crashing
from tests.stage import Stage, answer, payee

# Two of most desks; the last holds several, so that four eyes have somebody to bar.
PEOPLE: Mapping[str, str] = {
    "clerk": "clerk",
    "clerk2": "clerk",
    "supervisor": "supervisor",
    "supervisor2": "supervisor",
    "pm": "pm",
    "pm2": "pm",
    "finance": "finance",
    "finance2": "finance",
    "tech": "tech dispatcher",
    "lead": "engineering_lead admin",
    "above": "city hq admin",
    "all": "clerk supervisor pm finance",
}
PLACES = ("before_move", "after_move")


@dataclass(slots=True)
class Life:
    """`stage` is its own office; `told` counts the answers: a life in which nothing happens shows."""

    stage: Stage
    chance: Random
    tickets: list[Row] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    proposals: dict[str, str] = field(default_factory=dict)
    stands_in: list[tuple[str, str]] = field(default_factory=list)

    @property
    def house(self) -> RealHouse:
        return RealHouse(self.stage)

    def now(self) -> datetime:
        with statements() as sql:
            row = sql.one("SELECT guanjia_now() AS at")
        assert row is not None
        moment: datetime = row["at"]
        return moment

    def pick(self) -> Row:
        return self.chance.choice(self.tickets)

    def anybody(self) -> str:
        return self.chance.choice(list(PEOPLE))

    def read(self, ticket: Row) -> Row:
        return self.stage.read(ticket, "above")

    def send(self, who: str, path: str, body: object = None, *, version: int | None = None) -> TestResponse:
        """One in eight times the process dies on the way; the same key then finds out what was written."""
        key = secrets.token_hex(8)
        if self.chance.random() < 0.125:
            with crashing(self.chance.choice(PLACES)):
                heard = self._send(who, path, body, version, key)
            if heard.status_code != 500:
                return heard
            self.told["crashed"] += 1
        return self._send(who, path, body, version, key)

    def _send(self, who: str, path: str, body: object, version: int | None, key: str) -> TestResponse:
        return self.stage.send(who, "POST", path, body, version=version, key=key)

    def note(self, what: str, heard: TestResponse) -> Row | None:
        """Nothing that people do is ever our own fault; what was refused is answered by a problem."""
        assert heard.status_code < 500, (what, heard.get_data(as_text=True))
        self.told[what if heard.status_code < 300 else f"{what} refused"] += 1
        return answer(heard, heard.status_code) if heard.is_json and heard.status_code < 300 else None

    def open(self) -> None:
        workflow = self.chance.choice(["refund", "refund", "refund", "complaint", "dunning", "repair"])
        heard = self.send("clerk", "/tickets", OPENINGS[workflow](self))
        found = self.note(f"open {workflow}", heard)
        if found is not None:
            self.tickets.append(found)

    def form(self, ticket: Row, trigger: str) -> Row:
        made = FORMS[ticket["workflow"]].get(trigger)
        return made(self.stage, ticket) if made else {}


def _opening(life: Life, workflow: str, details: Row, **top: object) -> Row:
    return {
        "workflow": workflow,
        "office": life.stage.office.code,
        "subject": "历史",
        "details": details,
        **top,
    }


def _refund(life: Life) -> Row:
    """Every size of ladder, with and without inspection."""
    amount = life.chance.choice([50_000, 200_000, 200_001, 1_200_000, 5_100_000])
    kind = life.chance.choice(["other", "other", "renovation"])
    deposit = life.stage.deposit(amount_fen=amount, kind=kind)
    said = {"deposit": deposit, "amount_fen": amount, "reason": "搬走"}
    account = "62" + "".join(life.chance.choices("0123456789", k=12))
    return _opening(life, "refund", said | {"payee": dict(payee(account))})


def _complaint(life: Life) -> Row:
    severity = life.chance.choice(["urgent", "serious", "normal"])
    details = {"category": "噪音", "severity": severity, "channel": "phone", "text": "楼上太吵了"}
    return _opening(life, "complaint", details, room=life.stage.room.code)


def _dunning(life: Life) -> Row:
    payer = life.stage.neighbour()
    measure = life.chance.choice(["sms", "written_notice", "lawyer_letter"])
    details = {"customer": payer.code, "measure": measure, "charges": [life.stage.charge(payer)]}
    return _opening(life, "dunning", details)


def _repair(life: Life) -> Row:
    details = {"category": "水电", "urgency": "normal", "place": "private"}
    return _opening(life, "repair", details, room=life.stage.room.code, customer=life.stage.customer.code)


OPENINGS = {"refund": _refund, "complaint": _complaint, "dunning": _dunning, "repair": _repair}
