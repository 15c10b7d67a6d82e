"""Approvals that somebody could get wrong: ways around them, votes that do not count."""

from collections.abc import Iterator
from dataclasses import replace

from tests.mutations.injecting import (
    NEVER,
    Parts,
    TableFault,
    approvals,
    leads_behind,
    opens,
    passes,
    restated,
    rows,
    swapped,
    votes,
    without,
)
from workflows.common import ladder_passes
from workflows.engine import Workflow
from workflows.terms import (
    STAY,
    Approval,
    Rule,
    desk,
    move,
    signer,
)


def no_approve(table: Workflow) -> Iterator[Parts]:
    yield from without(table, lambda state, row: row.trigger == "approve")


def approve_that_never_leaves(table: Workflow) -> Iterator[Parts]:
    yield from without(table, lambda state, row: row.trigger == "approve" and row.dest != STAY)


def first_vote_passes(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        passing = [r for r in table.rows if passes(each, r)]
        others = [r for r in table.rows if r.source != each.name or r.trigger != "approve"]
        yield rows([*others, replace(passing[-1], route=None)])


def another_route_passes(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        yield rows(replace(r, route=NEVER) if passes(each, r) else r for r in table.rows)


def first_refusal_ends(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        leaving = [r for r in table.rows if (r.source, r.trigger) == (each.name, "reject") and r.dest != STAY]
        others = [r for r in table.rows if (r.source, r.trigger) != (each.name, "reject")]
        yield from (rows([*others, replace(row, route=None)]) for row in leaving)


def ladder_of_one(table: Workflow) -> Iterator[Parts]:
    """The finer route alone lets pass; without the ladder's word."""
    for each in approvals(table):
        fine = Rule("cheap", "便宜", "Cheap", lambda case, actor, form: True, excludes=(ladder_passes,))
        passing = [row for row in table.rows if passes(each, row)]
        yield swapped(table, passing[0], replace(passing[0], route=fine, effects=()), *passing[:1])


def no_four_eyes(table: Workflow) -> Iterator[Parts]:
    yield from (
        swapped(table, row, replace(row, when=tuple(r for r in row.when if r.name != "four_eyes")))
        for row in votes(table)
    )


def return_behind(table: Workflow) -> Iterator[Parts]:
    yield from leads_behind(table, "return")


def reject_behind(table: Workflow) -> Iterator[Parts]:
    yield from leads_behind(table, "reject")


def withdraw_behind(table: Workflow) -> Iterator[Parts]:
    yield from leads_behind(table, "withdraw")


def amend_behind(table: Workflow) -> Iterator[Parts]:
    yield from leads_behind(table, "amend")


def return_that_stays(table: Workflow) -> Iterator[Parts]:
    yield from (
        swapped(table, row, replace(row, dest=STAY)) for row in votes(table) if row.trigger == "return"
    )


def return_beside(table: Workflow) -> Iterator[Parts]:
    """To an open state from which the approval cannot be asked."""
    for row in (each for each in votes(table) if each.trigger == "return"):
        entries = {each.source for each in table.rows if each.dest == row.source}
        for each in opens(table):
            if each.name not in entries | {row.source, row.dest}:
                yield swapped(table, row, replace(row, dest=each.name))


def around_the_approval(table: Workflow) -> Iterator[Parts]:
    for approval in table.approvals.values():
        for name in approval.guards:
            yield rows([*table.rows, *move("retry", table.first.name, name, by=desk("clerk"))])


def nobody_can_say_no(table: Workflow) -> Iterator[Parts]:
    yield from without(table, lambda state, row: row.trigger in ("return", "reject"))


def signer_elsewhere(table: Workflow) -> Iterator[Parts]:
    if table.approvals:
        for row in table.rows:
            if signer not in row.by and not table.by_state[row.source].approval:
                yield swapped(table, row, replace(row, by=(*row.by, signer)))


def approval_of_nobody(table: Workflow) -> Iterator[Parts]:
    yield {"approvals": {**table.approvals, "unused": Approval(guards=(table.first.name,))}}


def unknown_approval(table: Workflow) -> Iterator[Parts]:
    yield from (restated(table, each, replace(each, approval="unknown")) for each in approvals(table))


def guards_nothing(table: Workflow) -> Iterator[Parts]:
    for name, approval in table.approvals.items():
        yield {"approvals": {**table.approvals, name: replace(approval, guards=())}}


def guards_the_unknown(table: Workflow) -> Iterator[Parts]:
    for name, approval in table.approvals.items():
        yield {"approvals": {**table.approvals, name: replace(approval, guards=("nowhere",))}}


APPROVAL_FAULTS = [
    TableFault("an approval without approve", "has no approve", no_approve),
    TableFault(
        "an approve that never leaves",
        ("approval_never_passes", "cannot be reached"),
        approve_that_never_leaves,
    ),
    TableFault("an approval that the first vote passes", "approve_without_ladder", first_vote_passes),
    TableFault("an approval that another route passes", "approve_without_ladder", another_route_passes),
    TableFault("an approval that one refusal ends", "reject_without_ladder", first_refusal_ends),
    TableFault("a way past the ladder for some", "approve_without_ladder", ladder_of_one),
    TableFault("a vote without four eyes", "vote_without_four_eyes", no_four_eyes),
    TableFault("a return behind the approval", "return_skips_approval", return_behind),
    TableFault("a reject behind the approval", ("return_skips_approval", "cannot be reached"), reject_behind),
    TableFault("a withdraw behind the approval", "return_skips_approval", withdraw_behind),
    TableFault("an amend behind the approval", "return_skips_approval", amend_behind),
    TableFault("a return that stays", "skips a signer", return_that_stays),
    TableFault("a return to where nobody submits", ("return_not_to_entry", "skips a signer"), return_beside),
    TableFault("a path around the approval", "approval_bypassed", around_the_approval),
    TableFault(
        "an approval that nobody can refuse", ("vote_cannot_refuse", "cannot be reached"), nobody_can_say_no
    ),
    TableFault("a signer where nothing is approved", "signer_without_approval", signer_elsewhere),
    TableFault("an approval that no state asks", "approval_unused", approval_of_nobody),
    TableFault("a state that asks an unknown approval", "asks the unknown approval", unknown_approval),
    TableFault("an approval that guards nothing", "approval_guards_nothing", guards_nothing),
    TableFault("an approval that guards an unknown state", "guard_unknown", guards_the_unknown),
]
