"""What a workflow decides: the rule book, checked when it is built, asked in the order of the contract."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from transitions import EventData, Machine

from workflows import exceptional, soundness
from workflows.case import SYSTEM, Actor, Case, Form
from workflows.exceptional import Exceptional
from workflows.rights import could_ever, may
from workflows.standing import over_cap
from workflows.terms import Approval, Change, Fact, Move, Opening, Rule, State, Then

Effects = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """`kind` is `not_now`, `not_you` or `not_so`; `rules` all that failed, in the order of the table."""

    kind: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The row taken, and all it sets: what the door writes."""

    move: Move
    dest: State
    case: Case
    change: Change
    effects: tuple[str, ...]
    books: tuple[str, ...] = ()

    @property
    def enters(self) -> bool:
        return self.move.dest != "="


class Ask:
    """The bare object that the library moves; it lives for one question."""

    __slots__ = ("state", "case", "actor", "form", "row")

    def __init__(self, case: Case, actor: Actor, form: Form) -> None:
        self.state = case.state
        self.case, self.actor, self.form = case, actor, form
        self.row: Move | None = None


@dataclass(frozen=True)
class Workflow:
    """One table. Building it raises `soundness.Unsound` when the table could get stuck or lie.

    `migrates`: where tickets of an older version stand here whose state is gone or means something else;
    `needs`: details without which no older ticket can come along.
    """

    name: str
    zh: str
    en: str
    version: int
    prefix: str
    opening: Opening
    states: Sequence[State]
    moves: Sequence[Sequence[Move]]
    facts: Sequence[Fact] = ()
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    assignees: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    exceptional: Exceptional = Exceptional()
    migrates: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    by_state: dict[str, State] = field(init=False, repr=False)
    rows: tuple[Move, ...] = field(init=False, repr=False)
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        rows = tuple(row for group in self.moves for row in group)
        set_once = partial(object.__setattr__, self)
        set_once("rows", rows)
        set_once("by_state", {state.name: state for state in self.states})
        set_once("_rows", _grouped(rows, lambda row: (row.source, row.trigger)))
        set_once("_of_trigger", _grouped(rows, lambda row: row.trigger))
        set_once("_of_state", _grouped(rows, lambda row: row.source))
        soundness.check(self.name, self.states, rows)
        exceptional.check(self.name, self.states, self.exceptional)
        soundness.check_names(self.name, self.opening, self.states, rows, self.approvals.keys())
        soundness.check_migrates(self.name, self.states, self.migrates)
        set_once("_machine", _machine(self.states, rows))
        set_once("hash", _digest(self))

    @property
    def first(self) -> State:
        return self.states[0]

    def rows_of(self, state: str, trigger: str) -> tuple[Move, ...]:
        """The rows of one state and trigger, in the order of the table; empty: not now."""
        return self._rows.get((state, trigger), ())  # type: ignore[attr-defined, no-any-return]

    def triggers_of(self, state: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.trigger for row in self.rows_from(state)))

    def rows_from(self, state: str) -> tuple[Move, ...]:
        return self._of_state.get(state, ())  # type: ignore[attr-defined, no-any-return]

    def knows(self, trigger: str) -> bool:
        return trigger in self._of_trigger  # type: ignore[attr-defined]

    def could_ever(self, case: Case, actor: Actor, trigger: str) -> bool:
        """Whether any state would let this person fire it: the coarse 403 of the contract."""
        rows = self._of_trigger.get(trigger, ())  # type: ignore[attr-defined]
        return any(could_ever(row, case, actor, self.assignees) for row in rows)

    def may_now(self, case: Case, actor: Actor, trigger: str) -> bool:
        """The fine right, before the form is read: relation, desk, claim, and rules about the person."""
        return self.right(case, actor, trigger) is None

    def right(self, case: Case, actor: Actor, trigger: str) -> Refused | None:
        if case.suspended and not actor.is_system:
            return Refused("not_now")
        rows = self.rows_of(case.state, trigger)
        row = self.pick_early(case, actor, trigger)
        asked = (row,) if row else rows
        if not any(may(who, case, actor) for each in asked for who in each.by):
            return Refused("not_you")
        failed = _failed([*_shared(asked), over_cap], case, actor, {}, early=True)
        personal = tuple(rule for rule in failed if rule.about_person)
        return Refused("not_you", personal) if personal else None

    def pick_early(self, case: Case, actor: Actor, trigger: str) -> Move | None:
        """The row taken where that can be known without the form."""
        rows = self.rows_of(case.state, trigger)
        if any(row.route is not None and row.route.needs_form for row in rows):
            return None
        return self.pick(case, actor, trigger, {})

    def pick(self, case: Case, actor: Actor, trigger: str, form: Form) -> Move | None:
        """The first row whose route holds, found by the library; a guard never takes part in this."""
        ask = Ask(case, actor, form)
        self._machine.events[trigger].trigger(ask)  # type: ignore[attr-defined]
        return ask.row

    def decide(self, case: Case, actor: Actor, trigger: str, form: Form) -> Decision | Refused:
        """Route, then guards, then what the row sets. The right was asked before (`right`)."""
        if not self.rows_of(case.state, trigger):
            return Refused("not_now")
        row = self.pick(case, actor, trigger, form)
        if row is None or not any(may(who, case, actor) for who in row.by):
            return Refused("not_you")
        failed = _failed(row.when, case, actor, form)
        if failed:
            personal = tuple(rule for rule in failed if rule.about_person)
            return Refused("not_you", personal) if personal else Refused("not_so", failed)
        decision = self._decision(row, case, actor, form)
        if actor.behalf is None:
            return decision
        # A stand-in may not raise the amount over the cap either.
        after = replace(case, details={**case.details, **decision.change.details})
        return decision if over_cap.check(after, actor, form) else Refused("not_you", (over_cap,))

    def conclude(self, case: Case, trigger: str) -> Decision | Refused:
        """The row that the votes there are lead to without a further one: after a signer was taken away.

        Whose deed that is, and whether they may, is not asked here.
        """
        row = self.pick(case, SYSTEM, trigger, {})
        if row is None:
            return Refused("not_now")
        failed = _failed(row.when, case, SYSTEM, {})
        return Refused("not_so", failed) if failed else self._decision(row, case, SYSTEM, {})

    def allowed(self, case: Case, actor: Actor) -> tuple[str, ...]:
        """Triggers of the present state that this actor may fire."""
        return tuple(each for each in self.triggers_of(case.state) if self.may_now(case, actor, each))

    def failed_early(self, case: Case, actor: Actor, trigger: str) -> tuple[Rule, ...]:
        """Every failed rule of the row to be taken that can be known without the form."""
        row = self.pick_early(case, actor, trigger)
        rows = (row,) if row else self.rows_of(case.state, trigger)
        return _failed([*_shared(rows), over_cap], case, actor, {}, early=True)

    def open(self, case: Case, actor: Actor, form: Form, *, granted: bool = False) -> Decision | Refused:
        """Event 1. `form` is the loaded `details`; `granted`: the right was asked before."""
        if not granted and not any(may(who, case, actor) for who in self.opening.by):
            return Refused("not_you")
        failed = _failed(self.opening.when, case, actor, form)
        if failed:
            return Refused("not_so", failed)
        row = Move(self.opening.trigger, "", self.first.name, self.opening.by, books=self.opening.books)
        return _decided(row, self.first, case, actor, form, self.opening.then, self.opening.effects)

    def _decision(self, row: Move, case: Case, actor: Actor, form: Form) -> Decision:
        dest = self.by_state[row.lands]
        effects = row.effects + (dest.effects if row.dest != "=" else ())
        return _decided(row, dest, case, actor, form, row.then, effects)


def _decided(
    row: Move, dest: State, case: Case, actor: Actor, form: Form, then: Iterable[Then], effects: Effects
) -> Decision:
    change = merged(step(case, actor, form) for step in then)
    return Decision(row, dest, case, change, effects + change.effects, row.books)


def merged(changes: Iterable[Change]) -> Change:
    """Later changes win."""
    ticket: dict[str, Any] = {}
    details: dict[str, Any] = {}
    effects: tuple[str, ...] = ()
    for change in changes:
        ticket |= change.ticket
        details |= change.details
        effects += change.effects
    return Change(ticket, details, effects)


def _shared(rows: tuple[Move, ...]) -> list[Rule]:
    """The rules that hold whichever of the rows is taken."""
    rules = dict.fromkeys(rule for each in rows for rule in each.when)
    return [rule for rule in rules if all(rule in each.when for each in rows)]


def _failed(
    rules: Iterable[Rule], case: Case, actor: Actor, form: Form, *, early: bool = False
) -> tuple[Rule, ...]:
    asked = (rule for rule in rules if not (early and rule.needs_form))
    return tuple(rule for rule in asked if not rule.check(case, actor, form))


def _grouped(rows: Iterable[Move], key: Callable[[Move], Any]) -> dict[Any, tuple[Move, ...]]:
    """In the order of the table."""
    grouped: dict[Any, tuple[Move, ...]] = {}
    for row in rows:
        grouped[key(row)] = (*grouped.get(key(row), ()), row)
    return grouped


def _machine(states: Sequence[State], rows: Iterable[Move]) -> Machine:
    """Built once, `model=None`: `add_model` would reset the state of a stored row, and it leaks."""
    return Machine(
        model=None,
        states=[state.name for state in states],
        initial=states[0].name,
        transitions=[_transition(row) for row in rows],
        auto_transitions=False,
        send_event=True,
        queued=False,
    )


def _transition(row: Move) -> dict[str, Any]:
    return {
        "trigger": row.trigger,
        "source": row.source,
        "dest": None if row.dest == "=" else row.dest,
        "conditions": [partial(_takes, row)],
    }


def _takes(row: Move, event: EventData) -> bool:
    ask = cast(Ask, event.model)
    if row.route is not None and not row.route.check(ask.case, ask.actor, ask.form):
        return False
    ask.row = row
    return True


def _digest(workflow: Workflow) -> str:
    """Names the table's content, so that a ticket's log can say by which rules it was made."""
    rows = [
        [row.trigger, row.source, row.dest, [str(who) for who in row.by], row.route and row.route.name]
        + [[rule.name for rule in row.when], list(row.effects), list(row.books)]
        for row in workflow.rows
    ]
    states = [[state.name, state.approval, list(state.clocks), state.is_end] for state in workflow.states]
    content = json.dumps([workflow.name, workflow.version, states, rows], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
