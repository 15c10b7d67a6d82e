"""The static proof of a table, beyond the check at import: every duty can be done, every case can end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workflows.effects import BOOKS, EFFECTS, HOLDS
from workflows.engine import Workflow
from workflows.proof.approvals import approval_faults
from workflows.proof.exceptions import exceptional_faults
from workflows.proof.finding import Finding, error
from workflows.proof.paths import can_end, reached
from workflows.proof.routes import route_faults
from workflows.terms import Move, Opening, State
from workflows.words import DESKS


@dataclass(frozen=True, slots=True)
class Supplies:
    """What the house supplies to a workflow: details by kind, and the triggers that bar from a vote."""

    details: Mapping[str, str] = field(default_factory=dict)
    barring: tuple[str, ...] = ()


def table_faults(table: Workflow, supplies: Supplies) -> list[Finding]:
    """Everything that is wrong with it; nothing of a sound one."""
    return [
        *route_faults(table),
        *approval_faults(table),
        *_waits_for_outsiders(table),
        *_duties(table),
        *_holds(table),
        *_ends_untold(table),
        *_strange_effects(table),
        *_strange_details(table, supplies),
        *_strange_barring(table, supplies),
        *exceptional_faults(table, supplies.details),
    ]


def _waits_for_outsiders(table: Workflow) -> Iterator[Finding]:
    """No single thing that only customers or partners do may be the one way on."""
    ends = [state.name for state in table.states if state.is_end]
    timed = {(state.name, timer.trigger) for state in table.states for timer in state.timers}
    outside = [row for row in table.rows if _is_outside(row) and (row.source, row.trigger) not in timed]
    for trigger in sorted({row.trigger for row in outside}):
        rows = [row for row in table.rows if row.trigger != trigger or row not in outside]
        for state in sorted({s.name for s in table.states} - can_end(rows, ends)):
            zh, en = f"若“{trigger}”一直不来，就无法结束", f"cannot end while nobody outside fires {trigger}"
            yield error("waits_for_outsider", f"{table.name}.{state}", zh, en)


def _is_outside(row: Move) -> bool:
    return all(who.kind in ("customer", "system") for who in row.by)


def _duties(table: Workflow) -> Iterator[Finding]:
    """Somebody or something is at every state, and whoever is can do something there."""
    for state in table.states:
        where, rows = f"{table.name}.{state.name}", [row for row in table.rows if row.source == state.name]
        if not state.is_end and not (state.work or state.approval or state.timers):
            yield error("nobodys_state", where, "无人负责且没有定时", "is nobody's duty and has no timer")
        if state.work and not _can_act(state, rows):
            zh, en = "负责人在此没有可做的动作", "those whose duty it is can do nothing there"
            yield error("duty_without_move", where, zh, en)
        for trigger in sorted({row.trigger for row in rows if not row.by}):
            zh, en = f"没有人可以执行“{trigger}”", f"nobody may fire {trigger}"
            yield error("fired_by_nobody", where, zh, en)


def _can_act(state: State, rows: Iterable[Move]) -> bool:
    """A desk by the case may be any; an assignee may only watch what others or the system will end."""
    who = state.work.who if state.work else None
    firing = {each for row in rows if row.lands != state.name for each in row.by}
    if who is None or (who.kind == "desk" and not who.desk):
        return True
    watches = who.kind == "assignee" and any(each.kind == "system" for each in firing)
    return who in firing or watches


def _holds(table: Workflow) -> Iterator[Finding]:
    """Money that a row takes hold of is let go on every way to an end."""
    for taken, freed in HOLDS.items():
        starts = [row.lands for row in table.rows if taken in row.books]
        if taken in table.opening.books:
            starts.append(table.first.name)
        held = reached([row for row in table.rows if not freed & set(row.books)], starts)
        for state in table.states:
            if state.is_end and state.name in held:
                zh, en = f"到此仍未解除“{taken}”", f"is reached with {taken} never let go"
                yield error("hold_never_freed", f"{table.name}.{state.name}", zh, en)


def _ends_untold(table: Workflow) -> Iterator[Finding]:
    """What one end tells a waiting parent, the others tell it too."""
    ends = [state for state in table.states if state.is_end]
    told = {effect for state in ends for effect in state.effects}
    for end in ends:
        for effect in sorted(told - set(end.effects)):
            zh, en = f"缺少其他终态都有的后果“{effect}”", f"lacks {effect}, which other ends have"
            yield error("end_untold", f"{table.name}.{end.name}", zh, en)


def _strange_effects(table: Workflow) -> Iterator[Finding]:
    for place, effect in effects_of(table):
        kind, _, argument = effect.partition(":")
        if kind not in EFFECTS or (kind == "tell_desk" and argument not in DESKS):
            zh, en = f"未知的后果“{effect}”", f"names the unknown effect {effect}"
            yield error("effect_unknown", f"{table.name}.{place}", zh, en)
    doing: tuple[Opening | Move, ...] = (table.opening, *table.rows)
    for place, book in ((row.trigger, book) for row in doing for book in row.books):
        if book.partition(":")[0] not in BOOKS:
            zh, en = f"未知的账目动作“{book}”", f"names the unknown book {book}"
            yield error("book_unknown", f"{table.name}.{place}", zh, en)


def effects_of(table: Workflow) -> Iterator[tuple[str, str]]:
    """Every effect that it names, with the place."""
    yield from ((table.opening.trigger, effect) for effect in table.opening.effects)
    yield from ((row.trigger, effect) for row in table.rows for effect in row.effects)
    for state in table.states:
        yield from ((state.name, effect) for effect in state.effects)
        yield from ((state.name, effect) for timer in state.timers for effect in timer.told)


def _strange_details(table: Workflow, supplies: Supplies) -> Iterator[Finding]:
    for name in sorted(set(table.bound) - supplies.details.keys()):
        yield error(
            "detail_unknown", f"{table.name}.bound", f"未知的字段“{name}”", f"no such detail as {name}"
        )
    for state in table.states:
        for timer in state.timers:
            for name in filter(None, (timer.base, timer.at)):
                if supplies.details.get(name) != "moment":
                    where = f"{table.name}.{state.name}.{timer.trigger}"
                    yield error("moment_unknown", where, f"“{name}”不是时刻", f"{name} is no moment")
    for name in table.assignees:
        known = supplies.details.keys() if name.startswith("$") else DESKS
        if name.removeprefix("$") not in known:
            where = f"{table.name}.assignees"
            yield error("assignee_unknown", where, f"未知的岗位“{name}”", f"no such desk as {name}")


def _strange_barring(table: Workflow, supplies: Supplies) -> Iterator[Finding]:
    for trigger in supplies.barring:
        if not table.knows(trigger):
            where = f"{table.name}.{trigger}"
            yield error("barring_unknown", where, "回避规则引用了不存在的动作", "bars, but no row has it")
