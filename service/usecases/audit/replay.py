"""Replays one ticket's log: the chain (I2), the rules it was made by (I8), votes (I6, I7), the row (I1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from service.door.hashing import content_hash, event_hash, plain
from service.door.masking import masked
from service.usecases.audit.detours import DETOURS, is_allowed, passed_by, person_findings
from service.usecases.audit.finding import Finding
from service.usecases.audit.rows import TAKE_BACK, rows_of, takes_back
from service.usecases.audit.versions import MIGRATE, begun_under, governing, stands_right
from workflows.catalog import BARRING
from workflows.engine import Workflow

Row = Mapping[str, Any]

# What rises the version without being a row of a table: the state stays.
OPERATIONS = frozenset(
    {"edit", "claim", "release", "transfer", "delegate", "dispatch_item", "opinion", "escalate_level"}
    | {"add_signer", "remove_signer", TAKE_BACK}
    | {"allocate", "offer", "decline", "start_item"}
    | {"suspend_ticket", "resume_ticket", "propose_exception", "refuse_exception", "withdraw_exception"}
    | {"hand_over"}
)
COLUMNS = (
    "resolution",
    "round",
    "subject",
    "description",
    "room",
    "customer",
    "submitter",
    "assignee",
    "urgency",
    "external_ref",
    "source_due_at",
    "due_at",
    "closed_at",
    "suspended",
    "proposal",
    "exceptional",
    "reopened_from",
    "reopen_count",
)
NEVER_SAID: Mapping[str, Any] = {"round": 0, "exceptional": False, "reopen_count": 0}
MOMENTS = frozenset({"source_due_at", "due_at", "closed_at"})


@dataclass(slots=True)
class Replayed:
    """The ticket as its log says it is, so far."""

    workflow: Workflow
    state: str | None = None
    head: bytes | None = None
    ticket: dict[str, Any] = field(default_factory=lambda: dict(NEVER_SAID))
    details: dict[str, Any] = field(default_factory=dict)
    submitters: set[str] = field(default_factory=set)
    editors: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    voters: dict[tuple[int, str], int] = field(default_factory=dict)
    passed_by: set[str] = field(default_factory=set)
    signers: dict[tuple[int, int], Any] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    votes: dict[int, Row] = field(default_factory=dict)


def replay(ticket: Row, events: Sequence[Row]) -> Iterator[Finding]:
    """Everything that is wrong with this ticket."""
    number = ticket["number"]
    so_far = Replayed(begun_under(ticket, events))
    for expected, event in enumerate(events, 1):
        if event["seq"] != expected:
            yield Finding("I2", number, f"event {expected} is missing, {event['seq']} stands there")
            return
        yield from _event(number, ticket, so_far, event)
    if len(events) != ticket["version"]:
        yield Finding("I2", number, f"version {ticket['version']} but {len(events)} events")
    if so_far.head != ticket["head_hash"]:
        yield Finding("I2", number, "the head is not the hash of the last event")
    yield from _row(number, ticket, so_far)


def _event(number: str, ticket: Row, so_far: Replayed, event: Row) -> Iterator[Finding]:
    where = f"{number}#{event['seq']}"
    if event["prev_hash"] != so_far.head:
        yield Finding("I2", where, "it does not name the event before it")
    if event_hash(event["prev_hash"], plain(hashed_content(ticket, event))) != event["hash"]:
        yield Finding("I2", where, "it was altered: its hash differs")
    yield from _move(where, ticket, so_far, event)
    yield from _detour(where, so_far, event)
    yield from _vote(where, ticket, so_far, event)
    _fold(so_far, event)
    yield from _carried(where, ticket, so_far, event)
    if event["trigger"] == MIGRATE:
        so_far.workflow = governing(ticket, event)


def hashed_content(ticket: Row, event: Row) -> dict[str, Any]:
    """As `service/door/write.py` hashed it."""
    behalf = _text(event["behalf_person"])
    return {
        "ticket": str(ticket["id"]),
        "rules": event["rules"],
        "seq": event["seq"],
        "trigger": event["trigger"],
        "source": event["source"],
        "dest": event["dest"],
        "actor": _text(event["actor_id"]),
        "person": _text(event["actor_person"]),
        "on_behalf_of": event["on_behalf_of"],
        **({"behalf": behalf} if behalf else {}),
        "at": plain(event["at"]),
        "form": event["form"],
        "changes": event["changes"],
        "content": event["content_hash"].hex() if event["content_hash"] else None,
    }


def _move(where: str, ticket: Row, so_far: Replayed, event: Row) -> Iterator[Finding]:
    if event["source"] != so_far.state:
        yield Finding("I8", where, f"it leaves {event['source']}, but the ticket was in {so_far.state}")
    if so_far.state is not None and so_far.workflow.by_state[so_far.state].is_end:
        yield Finding("I8", where, f"a move after the end {so_far.state}")
    if not _declared(so_far, ticket, event):
        moved = f"{event['source']} -{event['trigger']}-> {event['dest']}"
        yield Finding("I8", where, f"{moved} stands in no row of {so_far.workflow.name}")


def _declared(so_far: Replayed, ticket: Row, event: Row) -> bool:
    workflow = so_far.workflow
    if event["trigger"] == TAKE_BACK:
        return takes_back(event, so_far.votes)
    if event["trigger"] == MIGRATE:
        return stands_right(workflow, governing(ticket, event), event)
    if event["source"] is None:
        return (event["trigger"], event["dest"]) == (workflow.opening.trigger, workflow.first.name)
    rows = rows_of(workflow, event)
    if event["trigger"] in OPERATIONS and not rows:
        return bool(event["source"] == event["dest"])
    if event["trigger"] in DETOURS:
        return is_allowed(workflow, event)
    return event["dest"] in {row.lands for row in rows}


def _vote(where: str, ticket: Row, so_far: Replayed, event: Row) -> Iterator[Finding]:
    """A vote binds what was seen, and never comes from somebody who is barred."""
    if event["content_hash"] is None or so_far.state is None:
        return
    if _content(ticket, so_far, event) != event["content_hash"]:
        yield Finding("I7", where, "the vote was given for another content")
    asked = so_far.ticket["round"]
    so_far.contents[asked] = event["content_hash"]
    barred = so_far.submitters.union(*so_far.editors.values())
    # A vote of a stand-in is a vote of both.
    for person in persons_of(event):
        if person in barred:
            yield Finding("I6", where, "the voter submitted it or changed it last")
        if person in so_far.passed_by:
            yield Finding("I6", where, "the voter had taken a level away from its signers")
        if (asked, person) in so_far.voters:
            yield Finding(
                "I6", where, f"the voter had voted in round {asked} at {so_far.voters[asked, person]}"
            )
        so_far.voters[asked, person] = event["seq"]
    so_far.votes[event["seq"]] = event


def _detour(where: str, so_far: Replayed, event: Row) -> Iterator[Finding]:
    if event["trigger"] in DETOURS:
        barred = so_far.submitters.union(*so_far.editors.values())
        kept: dict[str, Any] = {"ticket": so_far.ticket, "details": so_far.details, "barred": barred}
        yield from person_findings(where, so_far.workflow, event, **kept)
        so_far.passed_by |= passed_by(event)


def _content(ticket: Row, so_far: Replayed, event: Row) -> bytes:
    bound = {name: so_far.details.get(name) for name in so_far.workflow.bound}
    return content_hash({"ticket": str(ticket["id"]), "rules": event["rules"], "bound": bound})


def _carried(where: str, ticket: Row, so_far: Replayed, event: Row) -> Iterator[Finding]:
    """A vote of the round before counts on only for the same content, and for whoever gave it."""
    votes, now = event["changes"].get("carried", ()), so_far.ticket["round"]
    if votes and so_far.contents.get(now - 1) != _content(ticket, so_far, event):
        yield Finding("I7", where, "votes were carried on to another content")
    for person in dict.fromkeys(person for vote in votes for person in vote["persons"]):
        if (now - 1, person) not in so_far.voters:
            yield Finding("I7", where, "a vote was carried on that nobody gave")
        so_far.voters[now, person] = event["seq"]


def persons_of(event: Row) -> tuple[str, ...]:
    """Who acted, and in whose right; none for the system."""
    found = (_text(event["actor_person"]), _text(event["behalf_person"]))
    return tuple(person for person in found if person is not None)


def _fold(so_far: Replayed, event: Row) -> None:
    changes = event["changes"]
    so_far.ticket |= changes["ticket"]
    so_far.details |= changes["details"]
    so_far.signers |= {(row["round"], row["position"]): row["added"] for row in changes.get("levels", ())}
    so_far.state, so_far.head = event["dest"], event["hash"]
    if event["trigger"] == TAKE_BACK:
        _forget(so_far, event["form"].get("event"))
    persons = persons_of(event)
    so_far.submitters |= _submitters(so_far, event)
    if persons and event["trigger"] in BARRING[so_far.workflow.name]:
        said = changes["details"] or ("",)
        so_far.editors |= {(event["trigger"], name): frozenset(persons) for name in said}


def _submitters(so_far: Replayed, event: Row) -> set[str]:
    """Who opened it, who took a draft of the system, and whoever it was handed over to."""
    changes = "submitter" in event["changes"]["ticket"]
    if changes and event["trigger"] == "hand_over":
        return {event["form"]["persons"]["to"]}
    first = event["source"] is None or (changes and not so_far.submitters)
    return set(persons_of(event)[-1:]) if first else set()


def _forget(so_far: Replayed, vote: int) -> None:
    """A vote that was taken back counts no more, and who gave it may vote again."""
    so_far.votes.pop(vote, None)
    so_far.voters = {key: seq for key, seq in so_far.voters.items() if seq != vote}


def _row(number: str, ticket: Row, so_far: Replayed) -> Iterator[Finding]:
    if ticket["state"] != so_far.state:
        yield Finding("I1", number, f"state {ticket['state']}, replayed {so_far.state}")
    if ticket["workflow_version"] != so_far.workflow.version:
        yield Finding("I1", number, "workflow_version is not what the log says")
    for name in COLUMNS:
        stored, told = plain(ticket[name]), so_far.ticket.get(name)
        if stored != (_moment(told) if name in MOMENTS else told):
            yield Finding("I1", number, f"{name} is not what the log says")
    stored_details = {name: plain(value) for name, value in masked(ticket["details"] or {}).items()}
    for name in sorted(stored_details.keys() | so_far.details.keys()):
        if _same(stored_details.get(name)) != _same(so_far.details.get(name)):
            yield Finding("I1", number, f"details.{name} is not what the log says")
    yield from _signers(number, ticket, so_far)


def _signers(number: str, ticket: Row, so_far: Replayed) -> Iterator[Finding]:
    stored = {(row["round"], row["position"]): row["added"] for row in ticket["signers"] or ()}
    for asked, position in sorted(stored.keys() | so_far.signers.keys()):
        if stored.get((asked, position), []) != so_far.signers.get((asked, position), []):
            said = f"level {position} of round {asked}: who was added is not what the log says"
            yield Finding("I1", number, said)


def _same(value: Any) -> Any:
    """A moment reads alike however its zone was written."""
    return _moment(value) if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" else value


def _moment(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="microseconds")
    except ValueError:
        return text


def _text(value: object) -> str | None:
    return None if value is None else str(value)
