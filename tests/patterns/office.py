"""An office of a test's own with its background in hand: effects are done on call, time moves on request.

A scenario names people by their desks (`finance2` is a second one), reads queues as those people do, and
tells what they see.
"""

import io
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from service.models.account_skill import AccountSkill
from service.transaction import Row, statements, transaction
from tests import makers
from tests.patterns.background import Background
from tests.stage import Somebody, Stage, answer, payee, somebody

COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修，无法休息"}
REPAIR = {"category": "水", "urgency": "normal", "place": "private"}
QUOTE_FEN = 10_000
PLAN = {"cause": "风机老化", "plan": "更换风机"}
REASON = {"reason": "资料不全"}


@dataclass(slots=True)
class Office(Background):
    """Beside what a stage with a background can do: queues, duties, the log, and tickets to begin with."""

    def also(self, name: str, desk: str) -> Somebody:
        """The same person holds a further desk."""
        with transaction() as work:
            makers.give_desk(work, self.who(name).account, self.office, desk)
        return self.who(name)

    def alias(self, name: str, *, of: str, desk: str) -> Somebody:
        """A further account of the same person, with a desk of its own."""
        made = replace(somebody(self.office, desk), person=self.who(of).person)
        with statements() as sql:
            sql.execute("UPDATE account SET person_id = %s WHERE id = %s", [made.person, made.id])
        self.people[name] = made
        return made

    def certified(self, name: str, skill: str, *, until: str) -> None:
        """Their engineering lead has seen the certificate."""
        said = {"skills": [{"skill": skill, "expires_on": until}]}
        path = f"/users/{self.who(name).username}/skills"
        answer(self.send("engineering_lead", "PUT", path, said), 200)

    def skill(self, name: str, skill: str) -> None:
        with transaction() as work:
            makers.made(work, AccountSkill(account_id=self.who(name).account.id, skill=skill))

    def operate(self, who: str, item: Row, operation: str, body: object = None) -> TestResponse:
        """What one does with a duty short of deciding it."""
        path = f"/work-items/{item['id']}/{operation}"
        return self.send(who, "POST", path, {} if body is None else body, version=item["version"])

    def act(self, who: str, ticket: Row, what: str, body: object = None) -> TestResponse:
        """What is done with a ticket beside its table: suspended, skipped, jumped, terminated."""
        path = f"/tickets/{ticket['id']}/{what}"
        return self.send(who, "POST", path, {} if body is None else body, version=ticket["version"])

    def done(self, who: str, item: Row, operation: str, body: object = None) -> Row:
        return answer(self.operate(who, item, operation, body), 200)

    def duties(self, ticket: Row) -> list[Row]:
        """Everybody's open duties on this ticket."""
        return list(self.read(ticket)["work_items"])

    def duty(self, ticket: Row, **wanted: Any) -> Row:
        """The one open duty that fits; `holder` is named as in the scenario."""
        if "holder" in wanted and wanted["holder"]:
            wanted["holder"] = self.who(wanted["holder"]).username
        found = [each for each in self.duties(ticket) if _fits(each, wanted)]
        assert len(found) == 1, f"{len(found)} duties fit {wanted}"
        return found[0]

    def box(self, who: str, box: str = "pool", **filters: str) -> list[Row]:
        query = "".join(f"&{name}={value}" for name, value in filters.items())
        found = answer(self.send(who, "GET", f"/work-items?box={box}&limit=200{query}"), 200)
        return list(found["items"])

    def queue(self, who: str, box: str = "pool", **filters: str) -> list[str]:
        """The numbers of the tickets that somebody finds in a box, in its order."""
        return [each["ticket"]["number"] for each in self.box(who, box, **filters)]

    def log(self, ticket: Row) -> list[Row]:
        found = answer(self.send("admin", "GET", f"/tickets/{ticket['id']}/events?limit=200"), 200)
        return list(found["items"])

    def told(self, ticket: Row) -> list[str]:
        """What happened to it, in order."""
        return [each["trigger"] for each in self.log(ticket)]

    def moves(self, who: str, ticket: Row) -> dict[str, Row]:
        """What this person may do now, and why not."""
        found = answer(self.send(who, "GET", f"/tickets/{ticket['id']}/moves"), 200)
        return {each["trigger"]: each for each in found["items"]}

    def allowed(self, who: str, ticket: Row) -> set[str]:
        return {name for name, each in self.moves(who, ticket).items() if each["allowed"]}

    def named(self, name: str) -> dict[str, str]:
        return {"to": self.who(name).username}

    def rules(self, workflow: str, **changes: Any) -> None:
        """The office's admin puts a new version of its policy; for tickets opened from now on."""
        path = f"/policies/{workflow}?office={self.office.code}"
        body = answer(self.send("admin", "GET", path), 200)
        version = body.pop("version")
        body = {name: value for name, value in body.items() if name not in ("workflow", "office")} | changes
        self._staff(body)
        answer(self.send("admin", "PUT", path, body, version=version), 200)

    def _staff(self, policy: Row) -> None:
        """A policy that nobody could satisfy is refused: each of its desks is held by several people."""
        levels = [each for approval in policy["approvals"].values() for each in approval["levels"]]
        for seat in (seat for each in levels for seat in each["seats"] if "desk" in seat):
            for number in ("", "2", "3", "4", "5"):
                self.who(f"{seat['desk']}{number}")

    def notices(self, who: str, ticket: Row) -> list[str]:
        """What this person was told about the ticket, in order."""
        found = answer(self.send(who, "GET", "/notices?limit=200"), 200)["items"]
        about = [each for each in found if each["ticket"] and each["ticket"]["number"] == ticket["number"]]
        return [each["template"] for each in reversed(about)]

    def upload(self, who: str, ticket: Row, name: str) -> str:
        """A file on the ticket, sent as a browser sends it; answers its id."""
        sent = self.client.post(
            f"/api/v1/tickets/{ticket['id']}/attachments",
            data={"file": [(io.BytesIO(b"%PDF-1.7 made up"), name)]},
            headers=self.who(who).headers,
            content_type="multipart/form-data",
        )
        return str(answer(sent, 201)["items"][0]["id"])

    # Tickets at the door of a scenario.

    def complaint(self, who: str = "clerk", *, room: str = "", **details: Any) -> Row:
        return self.opened(who, "complaint", COMPLAINT | details, room=room or self.room.code)

    def investigated(self, by: str = "tech", **details: Any) -> Row:
        ticket = self.fired("clerk", self.complaint(**details), "accept")
        return self.fired("supervisor", ticket, "assign", self.named(by))

    def reviewed(self, by: str = "tech", *, room: str = "", **plan: Any) -> Row:
        """A complaint whose plan waits for its signers."""
        return self.fired(by, self.investigated(by, room=room), "propose", PLAN | plan)

    def repair(self, who: str = "clerk", **details: Any) -> Row:
        place = {"room": self.room.code, "customer": self.customer.code}
        return self.opened(who, "repair", REPAIR | details, **place)

    def room_under(self, steward: str) -> str:
        """A room in a building of its own, which has this steward; answers the room's code."""
        with transaction() as work:
            room = makers.make_room(work, self.office)
        path = f"/buildings/{room.building_id}"
        seen = answer(self.send("pm", "GET", path), 200)["version"]
        answer(self.send("pm", "PATCH", path, {"steward": self.who(steward).username}, version=seen), 200)
        return room.code

    def under(self, name: str, above: str) -> None:
        """Whose superior is who."""
        said = {"superior": self.who(above).username}
        answer(self.send("admin", "PUT", f"/users/{self.who(name).username}/superior", said), 200)

    def triaged(self, *, free: bool = True, **details: Any) -> Row:
        form = {"place": "private", "in_warranty": free}
        return self.fired("dispatcher", self.repair(**details), "triage", form)

    def dispatched(self, to: str = "tech", *, free: bool = True, **details: Any) -> Row:
        return self.fired("dispatcher", self.triaged(free=free, **details), "dispatch", self.named(to))

    def on_site(self, tech: str = "tech", *, free: bool = True) -> Row:
        return self.fired(tech, self.fired(tech, self.dispatched(tech, free=free), "accept"), "arrive")

    def completed(self, tech: str = "tech") -> Row:
        ticket = self.fired(tech, self.on_site(tech), "start")
        return self.fired(tech, ticket, "complete", {"hours": "1.5"})

    def refund(
        self, amount_fen: int = 100_000, *, kind: str = "other", who: str = "clerk", **more: Any
    ) -> Row:
        """A draft. Its payee has an account of his own: slips of one payee and day count together."""
        own = payee(f"62{secrets.randbelow(10**14):014}")
        details = {"deposit": self.deposit(kind=kind, amount_fen=amount_fen), "amount_fen": amount_fen}
        return self.opened(who, "refund", details | {"payee": own, "reason": "退房"} | more)

    def submitted(self, amount_fen: int = 100_000, **more: Any) -> Row:
        return self.fired("clerk", self.refund(amount_fen, **more), "submit")

    def dunning(self, measure: str = "sms", *, who: str = "clerk", payer: Any = None) -> Row:
        payer = payer or self.neighbour()
        details = {"customer": payer.code, "measure": measure, "charges": [self.charge(payer)]}
        return self.opened(who, "dunning", details)

    def visits(self, ticket: Row) -> list[Row]:
        return self.children(ticket, "visit")

    def children(self, ticket: Row, workflow: str) -> list[Row]:
        """Tickets that this one gave rise to, the oldest first."""
        found = "SELECT id FROM ticket WHERE parent_id = %s AND workflow = %s ORDER BY created_at, id"
        with statements() as sql:
            rows = sql.all(found, [ticket["id"], workflow])
        return [self.read({"id": str(row["id"])}) for row in rows]


def _fits(item: Row, wanted: Mapping[str, Any]) -> bool:
    said = {**item, "holder": (item["holder"] or {}).get("username")}
    return all(said[name] == value for name, value in wanted.items())


def level(*seats: str | Row, mode: str = "all", name: str = "", **more: Any) -> Row:
    """A level of a policy; a seat is a desk by name, or whatever a policy may say of a seat."""
    listed = [{"desk": seat} if isinstance(seat, str) else seat for seat in seats]
    return {"name": name or "级", "seats": listed, "mode": mode, **LEVEL, **more}


LEVEL: Row = {"over_fen": 0, "only_if": [], "skip_if": [], "timeout": None, "on_timeout": "escalate"}


def asks(*levels: Row, approval: str = "refund") -> Row:
    """A policy's approvals: these levels, whatever the amount."""
    return {"approvals": {approval: {"levels": list(levels)}}}


def led_on(response: TestResponse) -> str | None:
    """The duty that a move leads its author on to."""
    answer(response, 200)
    link = re.fullmatch(r'</api/v1/work-items/(\S+)>; rel="next"', response.headers.get("Link", ""))
    return link and link[1]


def refused(response: TestResponse, status: int, rule: str | None = None) -> Row:
    """The problem, with its rule where one is named."""
    found = answer(response, status)
    assert rule is None or rule in [found.get("rule"), *(each["rule"] for each in found.get("rules", ()))], (
        found
    )
    return found


def opened_on(app: Flask, stage: Stage, **policies: Mapping[str, Any]) -> Office:
    """`policies` change what is easy for a test anyway, workflow by workflow."""
    office = Office(app, stage.office, stage.room, stage.customer)
    for workflow, values in policies.items():
        office.policy(workflow, **values)
    return office


def added(office: Office, who: str, ticket: Row, whom: str, where: str, **duty: Any) -> Row:
    """Somebody brings in a further signer by a duty of theirs (加签)."""
    body = {"who": office.who(whom).username, "where": where}
    return office.done(who, office.duty(ticket, **duty), "add-signer", body)
