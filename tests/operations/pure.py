"""Tickets and people in memory, as the read of the door would have brought them: no database."""

from typing import Any

from service.door.operations import Duty
from service.door.seen import Seen
from service.policy import DEFAULTS
from tests.operations.oracle import duty_of
from tests.workflows import build
from workflows.case import Actor, Item, Ladder
from workflows.catalog import CATALOG
from workflows.ladder import Added, Level, Seat, Vote

Json = dict[str, Any]
ME, ABSENT, ELSE, SUBMITTER, ASSIGNEE = "me", "absent", "else", "submitter", "assignee"
ADDED = "added"
MOMENT = build.NOON.isoformat()
STATUS = {"claimed": "claimed", "voting": "claimed", "done": "done", "gone": "done", "voted": "done"}


def account(person: str) -> Json:
    return {"id": f"account-{person}", "username": person, "name": person, "person": person}


def is_vote(row: str) -> bool:
    return row.startswith("vot") or row == "named"


def duty(workflow: str, state: str, row: str, relation: str, desk: str, *, suspended: bool = False) -> Duty:
    """The duty that is like `row`, in the eyes of somebody with this relation to it and this desk."""
    item = _item(workflow, state, row, relation)
    return Duty(seen(workflow, state, item, relation, desk, suspended=suspended), item)


def seen(
    workflow: str, state: str, item: Json, relation: str, desk: str, *, suspended: bool = False, **ticket: Any
) -> Seen:
    table = CATALOG[workflow].newest
    others = _others(item, relation)
    items = [each for each in (item, *others) if each["status"] in ("open", "claimed")]
    holder = (item["holder"] or {}).get("person")
    submitter = _related("@submitter", workflow, state, relation, holder)
    case = build.case(
        workflow,
        state,
        policy=DEFAULTS[workflow],
        submitter=submitter,
        assignee=_related("@assignee", workflow, state, relation, holder),
        items=tuple(_held(each) for each in items),
        ladder=_ladder(workflow, state, item, holder, relation),
        barred=frozenset({submitter}),
        suspended=suspended,
    )
    stands = [_absent(item)] if relation == "substituted" else []
    rest = {"code": "parts", "since": MOMENT, "until": None, "by": account(ELSE)} if suspended else None
    row = {
        "ticket": {"proposal": None, "suspended": rest, **ticket},
        "me": account(ME),
        "items": items,
        "stands": stands,
    }
    vote = {"later": [], "trigger": "approve", "source": state, "dest": state}
    row |= {"beside": {}, "votes": [], "desks": [desk]}
    row |= {"decided": vote if item["kind"] == "vote" and item["status"] == "done" else None}
    return Seen(table, case, _actor(relation, desk, item), row)


def _related(whose: str, workflow: str, state: str, relation: str, holder: str | None) -> str:
    if whose == "@submitter" and relation == "submitter":
        return ME
    return holder if duty_of(workflow, state) == whose and holder else whose[1:]


def _item(workflow: str, state: str, row: str, relation: str) -> Json:
    whose = duty_of(workflow, state)
    personal = row in ("personal", "named", "opinion", "gone")
    return {
        "id": "the-duty",
        "kind": "vote" if is_vote(row) else "opinion" if row == "opinion" else "task",
        "state": state,
        "round": 0,
        "level": 0 if is_vote(row) else None,
        "level_name": None,
        "seat": (1 if row == "named" else 0) if is_vote(row) else None,
        "desk": None if personal else whose.removeprefix("!").replace("-", "clerk"),
        "status": STATUS.get(row, "open"),
        "holder": account(_holder(relation)) if personal or row in STATUS else None,
        "offered_to": _offered(row, relation),
        "owner_item": "owner" if row == "opinion" else None,
        "started_at": None,
        "due_at": MOMENT,
        "created_at": MOMENT,
        "ended_at": None,
        "decision": None,
        "content_hash": None,
    }


def _holder(relation: str) -> str:
    return {"own": ME, "revoked": ME, "substituted": ABSENT}.get(relation, ELSE)


def _offered(row: str, relation: str) -> list[str] | None:
    if not row.endswith(("offered", "reserved")):
        return None
    taker = ABSENT if relation == "substituted" else ME
    return [taker] if row.endswith("offered") else [ELSE]


def _others(item: Json, relation: str) -> list[Json]:
    """The opinion that was asked of this person, or the seat that was added for them."""
    beside = {**item, "desk": None, "holder": account(ME), "status": "open", "offered_to": None}
    if relation == "delegated":
        return [{**beside, "id": "asked", "kind": "opinion", "owner_item": item["id"], "seat": None}]
    if relation == "added" and item["kind"] == "vote":
        return [{**beside, "id": "added", "seat": 2}]
    return []


def _held(each: Json) -> Item:
    holder, offered = each["holder"] or {}, each["offered_to"]
    return Item(
        id=each["id"],
        kind=each["kind"],
        desk=each["desk"],
        holder=holder.get("person"),
        holder_account=holder.get("id"),
        seat=each["seat"],
        status=each["status"],
        offered_to=frozenset(offered) if offered else None,
    )


def _ladder(workflow: str, state: str, item: Json, holder: str | None, relation: str) -> Ladder:
    """One level: a desk's seat, a signer added to it by its holder, and one more whom `relation` may name."""
    whose = duty_of(workflow, state)
    if whose[0] != "!":
        return Ladder()
    by = ELSE if item["seat"] != 0 or holder is None else holder
    first = item["holder"]["person"] if item["seat"] == 1 else ADDED
    extra = ME if relation == "added" else "also-added"
    added = (
        Added("after", 0, user=first, by=by, account=f"account-{first}"),
        Added("after", 0, user=extra, by=by, account=f"account-{extra}"),
    )
    level = Level("one", (Seat(desk=whose[1:]),), added=added)
    votes = (Vote(holder, 0, "approve"),) if item["status"] == "done" and item["seat"] == 0 and holder else ()
    return Ladder((level,), 0, votes)


def _actor(relation: str, desk: str, item: Json) -> Actor:
    """With a desk of their own, and what the relation says of them."""
    desks = {desk}
    if relation in ("own", "pool"):
        desks |= {item["desk"]} - {None}
    stands_for = frozenset({ABSENT} if relation == "substituted" else ())
    return Actor(f"account-{ME}", ME, frozenset(desks), stands_for=stands_for)


def _absent(item: Json) -> Json:
    desks = [item["desk"]] if item["desk"] else []
    return {**account(ABSENT), "desks": desks, "load": 0, "cap_fen": None}
