"""Every operation on every duty, for every desk and relation: the enforcer's declarations answer as told."""

import itertools
from collections.abc import Iterator

import pytest

from service.door.hands import hands
from service.door.operations import Duty
from service.usecases.rights.declared import OF_ITEMS
from service.usecases.work_items.operate import Operation, in_right, obstacle
from tests.operations import oracle, pure
from tests.workflows import oracle as tables
from workflows.case import Actor, User
from workflows.engine import Refused
from workflows.words import DESKS

STATES = [(name, state) for name, states in tables.STATES.items() for state in " ".join(states).split()]
HERE = [each for each in oracle.RELATIONS if each != "other_office"]
KINDS = {"not_now": "409", "not_you": "403"}


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_every_person_has_their_answer_to_every_operation(workflow: str, state: str) -> None:
    wrong = []
    for row, relation, desk in cells(workflow, state):
        duty = pure.duty(workflow, state, row, relation, desk)
        for name, operation in OF_ITEMS.items():
            wanted, found = expected(name, row, relation, duty), answered(duty, operation)
            if wanted != found:
                wrong.append(f"{name} {row} by {relation}, {desk}: {found}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_while_a_ticket_is_suspended_it_is_nobodys_time(workflow: str, state: str) -> None:
    """Whoever could never is told that first. The desks that matter, and one that does not."""
    wrong = []
    for row, relation, desk in cells(workflow, state):
        if desk not in ("guard", "supervisor", oracle.duty_of(workflow, state).removeprefix("!")):
            continue
        duty = pure.duty(workflow, state, row, relation, desk, suspended=True)
        for name, operation in OF_ITEMS.items():
            wanted = "no" if expected(name, row, relation, duty) == "no" else "409"
            if wanted != (found := answered(duty, operation)):
                wrong.append(f"{name} {row} by {relation}, {desk}: {found}, not {wanted}")
    assert wrong == []


def cells(workflow: str, state: str) -> Iterator[tuple[str, str, str]]:
    """What there is: whoever holds the desk has not lost it, and no pool means no member of it."""
    for row, relation, desk in itertools.product(oracle.rows_of(workflow, state), HERE, sorted(DESKS)):
        lost = relation == "revoked" and desk == oracle.duty_of(workflow, state).removeprefix("!")
        if oracle.ON_ITEMS["claim"][row, relation] != "-" and not lost:
            yield row, relation, desk


def expected(name: str, row: str, relation: str, duty: Duty) -> str:
    """By everything that this person is; a stand-in is asked for in both rights."""
    case, own, *absent = duty.seen.case, *(each.actor for each in hands(duty.seen))
    mine = relations(own, duty) | ({relation} - {"substituted"})
    theirs = relations(absent[0], duty) | {relation} if absent else set[str]()
    barred = oracle.bars(name, case.workflow, case.state, relation)
    return oracle.on_item(name, row, mine, theirs, barred=barred)


def relations(actor: Actor, duty: Duty) -> set[str]:
    held = {"pool": duty.desk in actor.desks, "supervisor": "supervisor" in actor.desks}
    held["submitter"] = actor.person == duty.seen.case.submitter
    return {name for name, holds in held.items() if holds}


def answered(duty: Duty, operation: Operation) -> str:
    refused = obstacle(duty, operation)
    if refused is None and operation.name == "remove_signer":
        return after_form(duty, operation)
    if refused is None:
        return "ok"
    if refused.kind == "not_you" and not operation.could(in_right(duty, operation)):
        return "no"
    return KINDS[refused.kind]


def after_form(duty: Duty, operation: Operation) -> str:
    """Whose signer it is can only be known by the form."""
    signer = duty.holder if duty.item["seat"] == 1 else pure.ADDED
    who = User(f"account-{signer}", str(signer), str(signer), frozenset())
    try:
        deed = operation.deed(in_right(duty, operation), {"who": who})
    except KeyError:  # it went on to write: more of the row is needed for that
        return "ok"
    return "403" if isinstance(deed, Refused) and deed.kind == "not_you" else "ok"
