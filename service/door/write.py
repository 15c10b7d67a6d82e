"""What the write is given: one document with the ticket, its event and all that follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from service.door import effects
from service.door.hashing import event_hash, native, plain
from service.door.masking import masked
from service.door.payee import with_sealed_payee
from service.door.plan import Plan
from service.door.seen import Seen
from service.door.statement import PARTS, move_statement, opening_statement
from service.failpoints import failpoint
from service.transaction import Hot, Sql, hot

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Once:
    """The answer to be kept under an idempotency key."""

    key: str
    path: str
    digest: str
    status: int
    headers: dict[str, str]
    body: str


def write_move(sql: Sql, seen: Seen, plan: Plan, *, once: Once | None = None) -> bool:
    """Whether the version was still the one seen; False: somebody was faster, and nothing is written."""

    def put(sealed: Plan) -> bool:
        return put_move(sql, seen, sealed, move_document(seen, sealed, once))

    return with_sealed_payee(sql, seen, plan, put)


def move_document(seen: Seen, plan: Plan, once: Once | None = None) -> Json:
    """`head` in it is the ticket's hash after the move."""
    return {**_ticket(seen, plan), **event_document(seen, plan), **sets(seen, plan, once)}


def put_move(sql: Sql, seen: Seen, plan: Plan, document: Json) -> bool:
    statement = _hot(move_statement, seen.workflow.name, _parts(document), tuple(sorted(plan.books)))
    failpoint("before_move")
    written = sql.first(statement, {"only": native(document)}) is not None
    failpoint("after_move")
    return written


@lru_cache(maxsize=512)
def _hot(made: Callable[..., str], workflow: str, parts: tuple[str, ...], books: tuple[str, ...]) -> Hot:
    return hot(made(workflow, parts, books))


def _ticket(seen: Seen, plan: Plan) -> Json:
    """Every column that a move may set, as it will be."""
    ticket = seen.ticket
    before: Json = {
        **{name: ticket[name] for name in PLAIN_COLUMNS},
        **{name: (ticket[name] or {}).get("id") for name in ("room", "customer", "submitter", "assignee")},
        "bigrams": ticket.get("bigrams"),
    }
    fixed = {"id": ticket["id"], "version": ticket["version"], "state": plan.dest, "at": plan.at}
    return {**before, **plain(plan.ticket), **fixed, "to_version": plan.ticket.get("workflow_version")}


PLAIN_COLUMNS = (
    "resolution",
    "round",
    "subject",
    "description",
    "urgency",
    "source_due_at",
    "due_at",
    "closed_at",
    "suspended",
    "proposal",
    "exceptional",
)


def event_document(seen: Seen, plan: Plan) -> Json:
    """The event with its hash: made before the write, from the head that the read saw."""
    previous = bytes.fromhex(seen.ticket["head_hash"]) if seen.ticket.get("head_hash") else None
    event = event_content(seen, plan)
    return {
        "trigger": plan.trigger,
        "source": plan.source,
        "actor": seen.actor.account,
        "person": seen.actor.hand,
        "on_behalf_of": event["on_behalf_of"],
        "behalf": event.get("behalf"),
        "form": event["form"],
        "changes": event["changes"],
        "rules": event["rules"],
        "content": plan.content_hash.hex() if plan.content_hash else None,
        "prev": previous.hex() if previous else None,
        "head": event_hash(previous, event).hex(),
    }


def event_content(seen: Seen, plan: Plan) -> Json:
    """What the hash covers. Whoever changes this changes `guanjia verify` with it.

    A stand-in's right comes before the customer's word: that one stands in the trigger and the form.
    """
    behalf = seen.actor.behalf
    return {
        "ticket": seen.ticket["id"],
        "rules": seen.workflow.hash,
        "seq": plan.seq,
        "trigger": plan.trigger,
        "source": plan.source,
        "dest": plan.dest,
        "actor": seen.actor.account,
        "person": seen.actor.hand,
        "on_behalf_of": behalf.account if behalf else plan.on_behalf_of,
        **({"behalf": behalf.person} if behalf else {}),
        "at": plain(plan.at),
        "form": plain(masked(plan.form)),
        "changes": plain({"ticket": plan.ticket, "details": masked(plan.details), **_signers(plan)}),
        "content": plan.content_hash.hex() if plan.content_hash else None,
    }


def _signers(plan: Plan) -> Json:
    """Whoever was added to a level, and whose votes still count: so the log proves who was asked."""
    names = ("round", "position")
    levels = [*plan.ladder, *(row for row in plan.levels if row["rule"].get("added"))]
    rows = [{**{n: row[n] for n in names}, "added": row["rule"].get("added", [])} for row in levels]
    votes = [{name: each[name] for name in ("level", "seat", "persons")} for each in plan.carried]
    return {name: said for name, said in (("levels", rows), ("carried", votes)) if said}


def sets(seen: Seen, plan: Plan, once: Once | None) -> Json:
    """The row sets, left out where empty."""
    named: Json = {
        "items": plan.items,
        "new_items": plan.new_items,
        "levels": plan.levels,
        "ladder": plan.ladder,
        "carried": plan.carried,
        "stop": plan.stop,
        "timers": plan.timers,
        "clocks": plan.clocks,
        "outbox": [*plan.outbox, *_told(seen, plan)],
        "offers": plan.offers,
        "turns": plan.turns,
        "unsent": plan.unsent,
        "accounts": plan.accounts,
        "details": {**seen.case.details, **plan.details} if plan.details else None,
        "once": _once(once),
        **plan.books,
    }
    return {"fired": plan.fired, **{name: _spelt(name, value) for name, value in named.items() if value}}


# Only typed columns, and the pauses of a clock: nobody compares how a moment is spelt there.
TYPED = frozenset({"items", "new_items", "timers", "clocks"})


def _spelt(name: str, value: Any) -> Any:
    """What stays JSON in its row is spelt as in the log, so that the two can be compared."""
    return value if name in TYPED else plain(value)


def _told(seen: Seen, plan: Plan) -> list[Json]:
    return effects.told_of_stand_in(seen.ticket, seen.actor.behalf, plan.seq, plan.at)


def _once(once: Once | None) -> Json | None:
    return {name: getattr(once, name) for name in Once.__slots__} if once else None


def _parts(document: Json) -> tuple[str, ...]:
    return tuple(name for name in (*PARTS, "details") if name in document)


def write_opening(sql: Sql, seen: Seen, plan: Plan, *, once: Once | None = None) -> None:
    """Raises psycopg's UniqueViolation or CheckViolation, named, where a constraint says no."""

    def put(sealed: Plan) -> None:
        put_opening(sql, seen, sealed, opening_document(seen, sealed, once))

    with_sealed_payee(sql, seen, plan, put)


def opening_document(seen: Seen, plan: Plan, once: Once | None = None) -> Json:
    """`head` in it is the hash of the first event."""
    document = {**_opened(seen, plan), **event_document(seen, plan), **sets(seen, plan, once)}
    return {**document, "details": plain({**seen.case.details, **plan.details})}


def put_opening(sql: Sql, seen: Seen, plan: Plan, document: Json) -> None:
    statement = _hot(opening_statement, seen.workflow.name, _parts(document), tuple(sorted(plan.books)))
    sql.first(statement, {"only": native(document)})


def _opened(seen: Seen, plan: Plan) -> Json:
    ticket = seen.ticket
    return {
        **_ticket(seen, plan),
        "number": ticket["number"],
        "office": ticket["office"]["id"],
        "workflow": ticket["workflow"],
        "workflow_version": ticket["workflow_version"],
        "policy": ticket["policy_id"],
        "external_ref": ticket["external_ref"],
        "parent": ticket["parent_id"],
        "parent_round": ticket["parent_round"],
        "reopened_from": ticket["reopened_from"],
        "reopen_count": ticket["reopen_count"],
    }
