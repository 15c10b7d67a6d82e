"""The one read of the door: caller, rights, ticket, duties, facts and the idempotency row, without a lock.

One row always comes back, so that no token, no ticket, a replay and a stale version can be told apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from service.cases.catalog import CASES
from service.door.read_parts import (
    ACCOUNT,
    BESIDE,
    CLOCKS,
    DECIDED,
    DESKS,
    EDITORS,
    FILES,
    ITEM,
    ITEMS,
    LEVELS,
    LINK,
    ME,
    REPLAY,
    SKILLS,
    SOMEBODY,
    TIMERS,
    UP,
    USERS,
    VOTES,
)
from service.door.staff_parts import SIGNERS, STAFF
from service.door.standing_parts import STANDS, STOOD_FOR
from service.transaction import Hot, Sql, hot
from workflows.catalog import BARRING, CATALOG
from workflows.engine import Workflow
from workflows.terms import STAY, Move, signer

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a call names. `digest` is the token's SHA-256, None for the system; `ref` an id or a number.

    `by_item`: `ref` is the id of a work item, and its ticket is meant; `row["item"]` is it, open or not.
    `account`: who is asking where no token says so, as id or name.
    `workflows`: of a ticket of another workflow neither details nor facts are read. `staff`: who could be
    asked for an approval is read too; `signers`: whom its levels ask by name; `decided`: what the vote of
    the work item led to.
    """

    ref: str
    digest: bytes | None = None
    key: str | None = None
    users: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    link: str | None = None
    by_item: bool = False
    account: str | None = None
    workflows: tuple[str, ...] = tuple(CASES)
    staff: bool = False
    signers: bool = False
    decided: bool = False


def read_ticket(sql: Sql, question: Question) -> Row:
    """One statement. `row["me"]` is null without a living token, `row["ticket"]` without such a ticket."""
    return orjson.loads(sql.first(_hot(*_shape(question)), parameters_of(question)))  # type: ignore[no-any-return]


def statement_for(question: Question) -> Any:
    """Its text, for a statement that reads something beside."""
    return _statement(*_shape(question))


def _shape(question: Question) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """How the ticket is found, what the form names, whose facts: the server plans and starts no more."""
    asked = {
        "REPLAY": question.key,
        "USERS": question.users,
        "FILES": question.files,
        "LINK": question.link,
        "STANDS": question.digest or question.account,
        "STAFF": question.staff,
        "SIGNERS": question.signers,
        "SOMEBODY": question.account,
        "DECIDED": question.decided and is_id(question.ref),
    }
    return _place(question), tuple(name for name, said in asked.items() if said), question.workflows


def _place(question: Question) -> str:
    if is_id(question.ref):
        return "item" if question.by_item else "id"
    return "no_item" if question.by_item else "number"


@lru_cache(maxsize=512)
def knowing(trigger: str) -> tuple[str, ...]:
    """The workflows that have such a trigger: no other's facts need be read for it."""
    return tuple(name for name in CASES if any(each.knows(trigger) for each in CATALOG[name].values()))


def about_approval(question: Question, trigger: str) -> Question:
    """With what this trigger needs of the people around an approval, and no more."""
    return replace(question, staff=_may_ask(trigger), signers=_may_vote(trigger))


@lru_cache(maxsize=512)
def _may_ask(trigger: str) -> bool:
    """Some workflow enters an approval by it."""
    return any(each.by_state[row.lands].approval and row.dest != STAY for each, row in _rows(trigger))


@lru_cache(maxsize=512)
def _may_vote(trigger: str) -> bool:
    """Some approval goes on by it, and may then ask its next level."""
    return any(row.dest == STAY and signer in row.by for _, row in _rows(trigger))


def _rows(trigger: str) -> Iterator[tuple[Workflow, Move]]:
    versions = (each for name in CASES for each in CATALOG[name].values())
    return ((each, row) for each in versions for row in each.rows if row.trigger == trigger)


def parameters_of(question: Question) -> Row:
    return {
        "ref": question.ref,
        "digest": question.digest,
        "key": question.key,
        "accounts": [each for each in question.users if is_id(each)],
        "usernames": [each for each in question.users if not is_id(each)],
        "files": list(question.files),
        **named("link", question.link),
        **named("account", question.account),
        "barring": BARRING_JSON,
    }


def named(what: str, ref: str | None) -> Row:
    """An id or a name, apart, so that each can be found by its index."""
    if ref is None:
        return {f"{what}_id": None, f"{what}_name": None}
    return (
        {f"{what}_id": ref, f"{what}_name": None} if is_id(ref) else {f"{what}_id": None, f"{what}_name": ref}
    )


def is_id(ref: str) -> bool:
    """In the one form that PostgreSQL takes too: Python would also read `urn:uuid:…` and odd hyphens."""
    try:
        return str(UUID(ref)) == ref.lower()
    except ValueError:
        return False


BARRING_JSON = orjson.dumps(BARRING).decode()


def _branches(part: str, workflows: tuple[str, ...]) -> str:
    """`CASE t.workflow …`: only the branch of the ticket's own workflow is run, but each is started."""
    cases = " ".join(f"WHEN '{name}' THEN ({_branch(name, part)})" for name in workflows)
    return f"CASE t.workflow {cases} END" if cases else "NULL"


def _branch(name: str, part: str) -> str:
    if part == "details":
        return f"SELECT row_to_json(x) FROM {name} x WHERE x.ticket_id = t.id"
    facts = CASES[name].facts.replace("FROM x", f"FROM {name} x", 1)
    return f"{facts} WHERE x.ticket_id = t.id"


@lru_cache(maxsize=512)
def _hot(place: str, asked: tuple[str, ...], workflows: tuple[str, ...]) -> Hot:
    return hot(_statement(place, asked, workflows))


@lru_cache(maxsize=512)
def _statement(place: str, asked: tuple[str, ...], workflows: tuple[str, ...]) -> str:
    said = (ASKED[name] if name in asked else "NULL" for name in ASKED)
    replay, users, files, link, stands, staff, signers, decided = said
    item = ITEM if place == "item" else ""
    return f"""
SELECT row_to_json(r)::text AS j FROM (
    SELECT guanjia_now() AS at, row_to_json(me) AS me, {replay} AS replay, tt.*
      FROM (VALUES (1)) AS one(n)
      LEFT JOIN ({SOMEBODY if "SOMEBODY" in asked else ME}) me ON true
      LEFT JOIN LATERAL (
        SELECT json_build_object(
            'id', t.id, 'number', t.number, 'workflow', t.workflow, 'workflow_version', t.workflow_version,
            'policy_id', t.policy_id, 'state', t.state, 'resolution', t.resolution, 'version', t.version,
            'round', t.round, 'head_hash', encode(t.head_hash, 'hex'), 'subject', t.subject,
            'description', t.description, 'urgency', t.urgency, 'external_ref', t.external_ref,
            'source_due_at', t.source_due_at, 'due_at', t.due_at, 'parent_id', t.parent_id,
            'parent_round', t.parent_round, 'created_at', t.created_at, 'updated_at', t.updated_at,
            'closed_at', t.closed_at, 'suspended', t.suspended, 'proposal', t.proposal,
            'exceptional', t.exceptional, 'reopened_from', t.reopened_from, 'reopen_count', t.reopen_count,
            'office', json_build_object('id', o.id, 'code', o.code, 'name', o.name), 'zone', o.zone,
            'room', (SELECT json_build_object('id', q.id, 'code', q.code) FROM room q WHERE q.id = t.room_id),
            'customer', (SELECT json_build_object('id', u.id, 'code', u.code, 'name', u.name)
                           FROM customer u WHERE u.id = t.customer_id),
            'submitter', {ACCOUNT.format(column="t.submitter_id")},
            'assignee', {ACCOUNT.format(column="t.assignee_id")}) AS ticket,
            {item}
            {_branches("details", workflows)} AS details,
            {_branches("facts", workflows)} AS facts,
            {DESKS.format(account="me.id")} AS desks, {SKILLS.format(account="me.id")} AS skills,
            {ITEMS} AS items, {LEVELS} AS levels, {VOTES} AS votes, {EDITORS} AS editors,
            {CLOCKS} AS clocks, {TIMERS} AS timers, {users} AS users, {files} AS files, {link} AS link,
            {stands} AS stands, {staff} AS staff, {signers} AS signers, {decided} AS decided,
            {BESIDE} AS beside
          FROM ticket t JOIN office o ON o.id = t.office_id
          CROSS JOIN LATERAL ({UP.format(office="t.office_id")}) up
         WHERE {PLACES[place]}
      ) tt ON true) r
"""


ASKED = {
    "REPLAY": REPLAY,
    "USERS": USERS.format(stands=STOOD_FOR.format(person="p.id", workflow="t.workflow")),
    "FILES": FILES,
    "LINK": LINK,
    "STANDS": STANDS.format(person="me.person", workflow="t.workflow"),
    "STAFF": STAFF,
    "SIGNERS": SIGNERS,
    "DECIDED": DECIDED,
}
# What is no id names no work item; who asks is read all the same.
PLACES = {
    "id": "t.id = %(ref)s::uuid",
    "number": "t.number = %(ref)s",
    "item": "t.id = (SELECT w.ticket_id FROM work_item w WHERE w.id = %(ref)s::uuid)",
    "no_item": "false",
}
