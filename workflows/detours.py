"""Terminate, jump and skip, decided: what lies beside the table, and whom it passes over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workflows.case import Actor, Case, Ladder
from workflows.common import asked_levels
from workflows.engine import Decision, Refused, Workflow, merged
from workflows.ladder import Level, Seat, place
from workflows.signers import living
from workflows.terms import STAY, Change, Move, Rule, State, desk

BY = (desk("admin"), desk("pm"))


def _fails(name: str, zh: str, en: str) -> Rule:
    return Rule(name, zh, en, lambda case, actor, form: False)


MONEY_SENT = _fails(
    "money_sent",
    "款项已发出或正在付款，不能再终止、跳转或跳过。",
    "Money was sent or is on its way; nothing is terminated, jumped or skipped any more.",
)
NO_END = _fails(
    "end_declared", "该流程不允许这样终止。", "This workflow declares no such end for a termination."
)
NO_JUMP = _fails("no_jump", "不能跳转到这个状态。", "Nobody jumps to this state.")
DETAILS_KNOWN = _fails(
    "details_known",
    "缺少该状态所需的内容，不能跳转。",
    "What this state needs to know is missing.",
)
HAS_HOLDER = _fails(
    "duty_has_holder",
    "该状态由经办人处理，但还没有经办人。",
    "That state is somebody's work, and nobody is at work on it yet.",
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A level whose seats were not asked any more, or never."""

    approval: str
    level: str
    seats: tuple[Seat, ...]


def needs_two(workflow: Workflow, case: Case) -> bool:
    return workflow.exceptional.money(case.details)


def terminated(workflow: Workflow, case: Case, actor: Actor, end: str | None) -> Decision | Refused:
    """To one of the ends declared for it, with the books and effects of giving up."""
    allowed = workflow.exceptional
    wanted = end or next(iter(allowed.ends), "")
    if wanted not in allowed.ends:
        return Refused("not_so", (NO_END,))
    move = Move("terminate", case.state, wanted, BY, books=allowed.books, effects=allowed.effects)
    return _guarded(workflow, case, actor) or _decided(workflow, case, move)


def jumped(workflow: Workflow, case: Case, actor: Actor, to: str) -> Decision | Refused:
    allowed, dest = workflow.exceptional, workflow.by_state[to]
    if dest.is_end or to == case.state or to in (*allowed.no_jump, *allowed.sealed):
        return Refused("not_so", (NO_JUMP,))
    if any(case.details.get(name) is None for name in allowed.needs.get(to, ())):
        return Refused("not_so", (DETAILS_KNOWN,))
    failed = tuple(rule for rule in allowed.jump_when.get(to, ()) if not rule.check(case, actor, {}))
    if failed:
        return Refused("not_so", failed)
    if _is_nobodys(dest, case):
        return Refused("not_so", (HAS_HOLDER,))
    move = Move("jump", case.state, to, BY, books=allowed.jump_books, effects=allowed.effects)
    return _guarded(workflow, case, actor) or _decided(workflow, case, move)


def _is_nobodys(dest: State, case: Case) -> bool:
    return dest.work is not None and dest.work.who.kind == "assignee" and case.assignee is None


def level_passed(workflow: Workflow, case: Case, actor: Actor) -> Decision | Refused:
    """The present level counts as passed: the row that its last approving vote would have taken."""
    alone = replace(case, ladder=_alone(case, actor), items=())
    row = workflow.pick(alone, replace(actor, desks=frozenset()), "approve", {})
    if row is None:
        return Refused("not_now")
    failed = tuple(r for r in row.when if not r.about_person and not r.check(case, actor, {}))
    if failed:
        return Refused("not_so", failed)
    change = merged(step(case, actor, {}) for step in row.then)
    move = replace(row, trigger="skip", by=BY)
    return _guarded(workflow, case, actor) or _decided(workflow, case, move, change)


def _alone(case: Case, actor: Actor) -> Ladder:
    """The ladder as if the present level were this one person's."""
    book = case.ladder
    present = Level(book.levels[book.position].name, (Seat(user=actor.person),))
    levels = tuple(present if n == book.position else each for n, each in enumerate(book.levels))
    return replace(book, levels=levels, votes=())


def _guarded(workflow: Workflow, case: Case, actor: Actor) -> Refused | None:
    allowed = workflow.exceptional
    if case.state in allowed.sealed:
        return Refused("not_so", (MONEY_SENT,))
    failed = tuple(rule for rule in allowed.when if not rule.check(case, actor, {}))
    personal = tuple(rule for rule in failed if rule.about_person)
    if personal:
        return Refused("not_you", personal)
    return Refused("not_so", failed) if failed else None


def _decided(workflow: Workflow, case: Case, move: Move, change: Change | None = None) -> Decision:
    dest, made = workflow.by_state[move.lands], change or Change()
    effects = move.effects + (() if move.dest == STAY else dest.effects)
    return Decision(move, dest, case, made, effects + made.effects, move.books)


def present_level(workflow: Workflow, case: Case) -> tuple[Skipped, ...]:
    """What is being asked and is not decided."""
    return _pending(workflow, case)[:1]


def passed_over(workflow: Workflow, case: Case, decision: Decision) -> tuple[Skipped, ...]:
    """Every level that was still to decide, or that the way to there would have asked: none is hidden."""
    if decision.move.trigger == "skip":
        return present_level(workflow, case)
    if decision.dest.is_end:
        return _pending(workflow, case)
    return (
        *_left_open(workflow, case, decision.dest.name),
        *_never_asked(workflow, case, decision.dest.name),
    )


def _pending(workflow: Workflow, case: Case) -> tuple[Skipped, ...]:
    approval, book = workflow.by_state[case.state].approval, case.ladder
    if not approval:
        return ()
    voted = {vote.seat for vote in book.votes}
    return tuple(
        Skipped(approval, level.name, _seats(level, voted if n == 0 else ()))
        for n, level in enumerate(book.levels[book.position :])
    )


def _seats(level: Level, voted: Iterable[int]) -> tuple[Seat, ...]:
    return tuple(place(level, seat) for seat in living(level) if seat not in set(voted))


def _left_open(workflow: Workflow, case: Case, to: str) -> tuple[Skipped, ...]:
    """A ladder that was being asked is passed over, unless it will be asked anew on the way on."""
    here = case.state
    if not workflow.by_state[here].approval or to in _other_ways(workflow, here):
        return ()
    passing = {row.lands for row in _approving(workflow, here)}
    around = _reached(workflow, to, without=here)
    return _pending(workflow, case) if passing & around else ()


def _never_asked(workflow: Workflow, case: Case, to: str) -> tuple[Skipped, ...]:
    """Approvals that stand before that state on every way from the beginning, but not before this one."""
    first = workflow.first.name
    missed = [
        state.name
        for state in workflow.states
        if state.approval
        and state.name != case.state
        and to not in _reached(workflow, first, without=state.name)
        and case.state in _reached(workflow, first, without=state.name)
    ]
    return tuple(each for name in missed for each in _would_ask(workflow, case, name))


def _would_ask(workflow: Workflow, case: Case, state: str) -> list[Skipped]:
    approval = workflow.by_state[state].approval
    levels = asked_levels(case, approval, workflow.approvals[approval].amount(case), workflow.facts)
    return [Skipped(approval, level.name, _seats(level, ())) for level in levels]


def _approving(workflow: Workflow, state: str) -> list[Move]:
    return [row for row in workflow.rows_of(state, "approve") if row.dest != STAY]


def _other_ways(workflow: Workflow, state: str) -> set[str]:
    """Where the table itself leads from an approval without approving."""
    return {row.lands for row in workflow.rows if row.source == state and row.trigger != "approve"}


def _reached(workflow: Workflow, start: str, *, without: str) -> set[str]:
    """The states on any way from here on that passes no approval of that state."""
    barred = set(map(id, _approving(workflow, without)))
    seen, front = {start}, [start]
    while front:
        here = front.pop()
        new = {row.lands for row in workflow.rows if row.source == here and id(row) not in barred} - seen
        seen |= new
        front.extend(new)
    return seen
