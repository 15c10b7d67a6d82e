"""Plays the life of a ticket by the rules of its workflow, without reading back what it wrote.

What the door would read is carried along: `after` of one write is the read of the next. So every move is
decided by the table, planned and hashed by the door's own functions, and written by its two statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.door import forms
from service.door.answer import after
from service.door.as_read import as_read
from service.door.opening import Order, to_be, with_number
from service.door.plan import Plan, plan_move, plan_opening
from service.door.seen import Seen, seen
from service.door.write import move_document, opening_document, put_move, put_opening
from service.transaction import Sql
from service.usecases.seed.company.players import Cast
from workflows.catalog import BARRING
from workflows.engine import Refused

Json = dict[str, Any]
NOBODY_ELSE: Json = {"files": None, "link": None, "decided": None, "signers": None, "replay": None}


class Unplayable(RuntimeError):
    """A story that the rules do not allow: a fault of ours, named by its trigger and the rule."""


@dataclass(slots=True)
class Played:
    """A ticket as it stands; `planned` are the effects of its last move."""

    row: Json
    planned: frozenset[str]

    @property
    def ticket(self) -> Json:
        found: Json = self.row["ticket"]
        return found


@dataclass(frozen=True, slots=True)
class Player:
    sql: Sql
    cast: Cast

    def open(self, order: Order, told: Mapping[str, Any], at: datetime, ticket: str, serial: int) -> Played:
        """`told` are room, customer, parent, facts, and who opens it (`me`, `desks`)."""
        row = {**self.cast.place, **NOBODY_ELSE, "policy_id": self.cast.policies[order.workflow]}
        found = to_be(order, {**row, **told, "at": as_read(at)}, ticket)
        decided = found.workflow.open(found.case, found.actor, order.details)
        found = with_number(found, serial)
        plan = plan_opening(found, _allowed(decided, found.workflow.opening.trigger), order.form)
        document = opening_document(found, plan)
        put_opening(self.sql, found, plan, document)
        return _played(found, plan, document["head"])

    def fire(
        self,
        played: Played,
        who: str,
        trigger: str,
        form: Mapping[str, Any],
        *,
        at: datetime,
        facts: Mapping[str, Any],
        fired: str | None = None,
    ) -> Played:
        """`fired` names the timer, where one fires it."""
        moment = {"at": as_read(at), "facts": dict(facts)}
        acting = {
            **self.cast.acting(who),
            **self.cast.named(form.get("to") or facts.get("auto_assignee")),
            **self.cast.asked,
        }
        found = seen({**played.row, **moment, **acting})
        said = dict(form)
        if not found.actor.is_system:
            _allowed(found.workflow.right(found.case, found.actor, trigger), trigger)
            said = forms.load(found, trigger, said)
        decision = _allowed(found.workflow.decide(found.case, found.actor, trigger, said), trigger)
        plan = plan_move(found, decision, said, fired=fired)
        document = move_document(found, plan)
        put_move(self.sql, found, plan, document)
        return _played(found, plan, document["head"])


def _allowed(decided: Any, trigger: str) -> Any:
    if isinstance(decided, Refused):
        rules = ", ".join(rule.name for rule in decided.rules)
        raise Unplayable(f"{trigger}: {decided.kind} {rules}")
    return decided


def _played(found: Seen, plan: Plan, head: str) -> Played:
    """The row as the next read would bring it."""
    before, row = found.row, after(found, plan)
    stopped = set(plan.stop)
    kept = [each for each in before.get("timers") or () if each["kind"] not in stopped]
    row |= {
        "ticket": {**row["ticket"], "head_hash": head},
        "items": [{"owner_item": None, **item} for item in row["items"]],
        "timers": kept + [as_read(each) for each in plan.timers],
        "clocks": _clocks(before, plan),
        "editors": _editors(found, plan),
    }
    if plan.levels:
        row["levels"] = [{**each["rule"], "amount_fen": each["amount_fen"]} for each in plan.levels]
    effects = frozenset(each["kind"] for each in plan.outbox)
    return Played(row, effects)


def _clocks(before: Mapping[str, Any], plan: Plan) -> list[Json]:
    kept = {each["name"]: each for each in before.get("clocks") or ()}
    fresh = {"breached_at": None, "warned": 0}
    return list({**kept, **{each["name"]: {**fresh, **as_read(each)} for each in plan.clocks}}.values())


def _editors(found: Seen, plan: Plan) -> list[str]:
    known = list(found.row.get("editors") or ())
    barred = plan.trigger in BARRING[found.workflow.name] and found.actor.hand
    return [*known, found.actor.hand] if barred and found.actor.hand else known
