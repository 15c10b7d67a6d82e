"""The tickets of a made-up company, played office by office; what they would have told people is past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, LiteralString

from service.door.opening import Order
from service.fiction.calls import Call
from service.fiction.lives import SYSTEM, Life, Step
from service.fiction.places import Office
from service.usecases.seed.company.loading import Load
from service.usecases.seed.company.piped import piped
from service.usecases.seed.company.players import Cast
from service.usecases.seed.company.playing import Played, Player

Json = dict[str, Any]


@dataclass(slots=True)
class Told:
    """How many tickets and events were played."""

    tickets: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Theatre:
    """What the lives of one office share; nothing is played from `until` on."""

    player: Player
    cast: Cast
    until: datetime
    serials: "count[int]"
    load: Load
    told: Told


def policies_of(load: Load) -> Mapping[str, str]:
    """The defaults in force: no made-up office has a policy of its own."""
    return {row["workflow"]: str(row["id"]) for row in load.work.sql.all(POLICIES)}


POLICIES: LiteralString = """
SELECT DISTINCT ON (workflow) workflow, id FROM policy WHERE office_id IS NULL ORDER BY workflow, version DESC
"""


def add_tickets(load: Load, cast: Cast, lives: Sequence[Life], told: Told) -> None:
    """Of one office."""
    with piped(load.work.sql) as sql:
        theatre = Theatre(Player(sql, cast), cast, load.now, count(1), load, told)
        for life in lives:
            _live(theatre, life)
            load.progress.goes_on()
    last = {"office": cast.office.id, "last": next(theatre.serials)}
    for statement in (NUMBERED, SETTLED):
        load.work.sql.execute(statement, last)


# The number that nobody has taken is given to nobody: gaps are allowed.
NUMBERED: LiteralString = """
SELECT setval(number_sequence::regclass, %(last)s) FROM office WHERE id = %(office)s
"""
# Nobody is told today what happened weeks ago; visits and ends were played themselves.
SETTLED: LiteralString = """
WITH done AS (
    UPDATE outbox SET status = 'done', done_at = due_at, created_at = due_at
     WHERE office_id = %(office)s AND status = 'ready' RETURNING id, effect_key, due_at)
INSERT INTO ledger (effect_key, outbox_id, outcome, at) SELECT effect_key, id, 'too_old', due_at FROM done
"""


def _live(theatre: Theatre, life: Life) -> None:
    facts = _facts(life)
    played = _opened(theatre, life, facts)
    for step in life.steps:
        if step.at >= theatre.until:
            return
        played = _fired(theatre, played, step, facts)
    if "open_visit" in played.planned and life.visited:
        end = _visited(theatre, life, played)
        if end is not None:
            _fired(theatre, played, Step(end, SYSTEM, life.visited, {}), {**facts, "visit_end": "done_ok"})
    elif life.unvisited:
        at = life.steps[-1].at
        _fired(theatre, played, Step(at, SYSTEM, life.unvisited, {}), facts, timer=life.unvisited)


def _facts(life: Life) -> Json:
    room, customer = life.call.room.id, life.call.customer.id
    never: Json = {"visit_end": None, "visits_refused": False, "skill_needed": False, "auto_assignee": None}
    return never | {
        "room": room,
        "customer": customer,
        "words": life.subject,
        "actor_load": 0,
        "payer": customer,
        "rejected_by": None,
        "children_open": 0,
        "visit_open": False,
    }


def _views(call: Call) -> Json:
    customer = {name: getattr(call.customer, name) for name in ("id", "code", "name")}
    return {"room": {"id": call.room.id, "code": call.room.code}, "customer": customer}


def _opened(theatre: Theatre, life: Life, facts: Json) -> Played:
    order = Order(
        workflow=life.workflow,
        office=theatre.cast.office.code,
        subject=life.subject,
        details=life.details,
        room=life.call.room.id,
        customer=life.call.customer.id,
    )
    told = {**_views(life.call), "parent": None, "facts": facts, **theatre.cast.acting(life.opened_by)}
    theatre.told.tickets += 1
    theatre.told.events += 1
    return theatre.player.open(order, told, life.opened_at, life.id, next(theatre.serials))


def _fired(theatre: Theatre, played: Played, step: Step, facts: Json, timer: str | None = None) -> Played:
    theatre.told.events += 1
    player = theatre.player
    return player.fire(played, step.who, step.trigger, step.form, at=step.at, facts=facts, fired=timer)


def _visited(theatre: Theatre, life: Life, parent: Played) -> datetime | None:
    """When its visit ended; None where it has not yet."""
    facts = _visit_facts(theatre, life, parent)
    played = _visit_opened(theatre, life, parent, facts)
    end = None
    for step in life.visit:
        if step.at >= theatre.until:
            return None
        if step.trigger == "assign":
            facts["auto_assignee"] = theatre.cast.workers[step.form["assignee"]].account
            played = _fired(theatre, played, Step(step.at, SYSTEM, "assign", {}), facts, timer="assign")
        else:
            played = _fired(theatre, played, step, facts)
        end = step.at
    return end


def _visit_facts(theatre: Theatre, life: Life, parent: Played) -> Json:
    handlers = {theatre.cast.workers[each].person for each in _handlers(life)}
    return {
        "zone": parent.ticket["zone"],
        "parent": parent.ticket["id"],
        "parent_workflow": life.workflow,
        "parent_round": 0,
        "parent_room": parent.ticket["room"],
        "parent_customer": parent.ticket["customer"],
        "visit_after": "PT24H" if life.workflow == "complaint" else "PT2H",
        "parent_visit_open": False,
        "handlers": sorted(handlers),
        "auto_assignee": None,
        "channels": None,
    }


def _handlers(life: Life) -> Iterator[str]:
    for step in life.steps:
        if step.trigger in ("complete", "done", "propose"):
            yield step.who
        if "to" in step.form:
            yield step.form["to"]


def _visit_opened(theatre: Theatre, life: Life, parent: Played, facts: Json) -> Played:
    ticket = parent.ticket
    order = Order(
        workflow="visit",
        office=theatre.cast.office.code,
        subject=f"回访 {ticket['number']}",
        details={"parent": ticket["id"]},
        room=ticket["room"]["id"],
        customer=ticket["customer"]["id"],
        parent=ticket["id"],
    )
    named = {name: ticket[name] for name in ("id", "number", "workflow", "state", "round")}
    told = {**_views(life.call), "parent": named, "facts": facts, **theatre.cast.acting(SYSTEM)}
    at = life.steps[-1].at
    chance = theatre.load.chance
    theatre.told.tickets += 1
    theatre.told.events += 1
    visit = chance.id(int(at.timestamp() * 1000))
    return theatre.player.open(order, told, at, visit, next(theatre.serials))


def upper_offices(office: Office, offices: Mapping[str, Office]) -> Iterator[Office]:
    """Those above it, the nearest first."""
    above = offices.get(office.parent or "")
    while above is not None:
        yield above
        above = offices.get(above.parent or "")
