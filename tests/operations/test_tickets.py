"""Every operation on a ticket, in every state, for every desk and relation: answered as documented."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from service.door.exceptional import bound
from service.door.hands import hands
from service.door.seen import Seen
from service.usecases.rights.declared import OF_TICKETS
from service.usecases.tickets.operate import TicketOperation, in_right, obstacle
from service.usecases.tickets.proposals import CONFIRM, REFUSE, WITHDRAW
from tests.operations import oracle, pure, ticket_oracle
from tests.workflows import build
from tests.workflows import oracle as tables
from workflows.case import Actor
from workflows.words import DESKS

STATES = [(name, state) for name, states in tables.STATES.items() for state in " ".join(states).split()]
KINDS = {"not_now": "409", "not_you": "403"}
PROPOSALS = {
    "proposals/<proposal>/confirm": CONFIRM,
    "proposals/<proposal>/refuse": REFUSE,
    "proposals/<proposal>/withdraw": WITHDRAW,
}
# A reopening opens another ticket, so it is asked over HTTP only.
OPERATIONS: Mapping[str, TicketOperation] = {**OF_TICKETS, **PROPOSALS}
# The duty of the state, unclaimed for who is in its pool and somebody's for the others.
HELD = {"-": "done", "@": "personal", "!": "voting"}
POOLED = {"!": "vote"}


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_every_person_has_their_answer_to_every_operation(workflow: str, state: str) -> None:
    wrong = []
    for row, relation, desk in cells(workflow, state):
        seen = ticket(workflow, state, relation, desk, suspended=row == "suspended")
        for name, operation in OPERATIONS.items():
            wanted, found = expected(name, row, relation, seen), answered(seen, operation)
            if wanted != found:
                wrong.append(f"{name} {row} by {relation}, {desk}: {found}, not {wanted}")
    assert wrong == []


def cells(workflow: str, state: str) -> Iterator[tuple[str, str, str]]:
    for row, relation, desk in itertools.product(rows(workflow, state), oracle.RELATIONS, sorted(DESKS)):
        if exists(oracle.duty_of(workflow, state), row, relation, desk):
            yield row, relation, desk


def rows(workflow: str, state: str) -> tuple[str, ...]:
    if state in tables.ends(workflow):
        return ("ended",)
    return ("asked" if oracle.duty_of(workflow, state)[0] == "!" else "working", "suspended")


def exists(whose: str, row: str, relation: str, desk: str) -> bool:
    """Without a duty nobody has a relation to it; whoever holds its desk has not lost it."""
    if whose == "-" and relation not in ("submitter", "none"):
        return False
    if whose[0] == "@" and relation in ("pool", "revoked"):
        return False
    if relation in ("other_office", "added") and whose[0] != "!" or relation == "other_office":
        return False
    lost = relation == "revoked" and desk == whose.removeprefix("!")
    return not lost and ticket_oracle.ON_TICKETS["suspend"][row, relation] != "-"


def ticket(workflow: str, state: str, relation: str, desk: str, *, suspended: bool) -> Seen:
    """With a proposal that somebody else made of what stands there."""
    whose = oracle.duty_of(workflow, state)[0]
    like = POOLED.get(whose, "pool") if relation == "pool" else HELD.get(whose, "claimed")
    seen = pure.duty(workflow, state, like, relation, desk, suspended=suspended).seen
    later = (build.NOON + timedelta(days=7)).isoformat()
    made = {"id": "p", "person": pure.ELSE, "status": "pending", "version": 3, "expires_at": later}
    seen.row["ticket"]["proposal"] = {**made, "bound": bound(seen)}
    return seen


def expected(name: str, row: str, relation: str, seen: Seen) -> str:
    own, *absent = (each.actor for each in hands(seen))
    mine = relations(own, seen) | ({relation} - {"substituted"})
    theirs = relations(absent[0], seen) | {relation} if absent else set[str]()
    return ticket_oracle.on_ticket(name, row, mine, theirs, opened=seen.case.submitter in own.eyes)


def relations(actor: Actor, seen: Seen) -> set[str]:
    """Holding a duty of who opened it, or of who is at work on it, is being that person."""
    powers = {name for name in ticket_oracle.POWERS if name in actor.desks}
    works = {"works"} if actor.desks & ticket_oracle.works_here(seen.case.workflow) else set[str]()
    return powers | works | ({"submitter"} if actor.person == seen.case.submitter else set())


def answered(seen: Seen, operation: TicketOperation) -> str:
    refused = obstacle(seen, operation)
    if refused is None:
        return "ok"
    if refused.kind == "not_you" and not operation.could(in_right(seen, operation)):
        return "no"
    return KINDS[refused.kind]


def test_who_proposed_it_withdraws_it_and_does_nothing_else() -> None:
    for workflow, state in STATES:
        if state in tables.ends(workflow):
            continue
        for desk in ("admin", "pm"):
            seen = ticket(workflow, state, "none", desk, suspended=False)
            made: dict[str, Any] = seen.row["ticket"]["proposal"]
            made["person"] = pure.ME
            said = [answered(seen, operation) for operation in PROPOSALS.values()]
            assert said == ["403", "403", "ok"]
