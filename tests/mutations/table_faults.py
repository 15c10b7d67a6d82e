"""Faults that somebody could put into a table, each with the name under which it must be found.

A fault is injected everywhere it can be in a table: `inject` yields the parts that are replaced, once
for each place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows.common import ladder_passes
from workflows.engine import Workflow
from workflows.proof.paths import groups
from workflows.terms import (
    STAY,
    Approval,
    Move,
    Rule,
    State,
    Timer,
    Work,
    assignee,
    customer,
    desk,
    end,
    move,
    signer,
    state,
    system,
)

Parts = Mapping[str, Any]
NEVER = Rule("never", "从不", "Never", lambda case, actor, form: False)


@dataclass(frozen=True, slots=True)
class TableFault:
    """`found`: the rule of the finding, or words of the check at import.

    More than one where the fault has, in some tables, a consequence that the import check meets first.
    """

    name: str
    found: str | tuple[str, ...]
    inject: Callable[[Workflow], Iterator[Parts]]


def rows(every: Iterable[Move]) -> Parts:
    return {"moves": [list(every)]}


def swapped(table: Workflow, old: Move, *new: Move) -> Parts:
    return rows(each for row in table.rows for each in (new if row is old else (row,)))


def restated(table: Workflow, old: State, new: State) -> Parts:
    return {"states": [new if each is old else each for each in table.states]}


def opens(table: Workflow) -> list[State]:
    return [each for each in table.states if not each.is_end]


def approvals(table: Workflow) -> list[State]:
    return [each for each in table.states if each.approval]


def lonely(table: Workflow) -> Iterator[Parts]:
    more = [*table.states, state("lonely", "孤立")]
    yield {"states": more, **rows([*table.rows, *move("cancel", "lonely", ends(table)[0], by=system)])}


def ends(table: Workflow) -> list[str]:
    return [each.name for each in table.states if each.is_end]


def leads_nowhere(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, dest="nowhere")) for row in table.rows)


def comes_from_nowhere(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, source="elsewhere")) for row in table.rows)


def state_twice(table: Workflow) -> Iterator[Parts]:
    yield from ({"states": [*table.states, each]} for each in table.states)


def dead_end(table: Workflow) -> Iterator[Parts]:
    for each in opens(table):
        yield rows(row for row in table.rows if row.source != each.name or row.dest == STAY)


def end_with_way_out(table: Workflow) -> Iterator[Parts]:
    for name in ends(table):
        yield rows([*table.rows, *move("retry", name, table.first.name, by=desk("clerk"))])


def ring(table: Workflow) -> Iterator[Parts]:
    more = [*table.states, state("ring", "环"), state("ring2", "环")]
    ways = [
        *move("cancel", table.first.name, "ring", by=desk("clerk")),
        *move("amend", "ring", "ring2", by=desk("clerk")),
        *move("retry", "ring2", "ring", by=desk("clerk")),
    ]
    yield {"states": more, **rows([*(r for r in table.rows if r.trigger != "cancel"), *ways])}


def customer_alone(table: Workflow) -> Iterator[Parts]:
    for each in opens(table):
        yield rows(
            replace(row, by=(customer,)) if row.source == each.name and row.dest != STAY else row
            for row in table.rows
        )


def callback_alone(table: Workflow) -> Iterator[Parts]:
    """The first way on becomes a partner's word, the others go."""
    for each in opens(table):
        leaving = [r for r in table.rows if r.source == each.name and r.dest != STAY]
        timed = {timer.trigger for timer in each.timers}
        if each.approval or timed or each.name == table.first.name:
            continue
        others = [row for row in table.rows if row not in leaving]
        yield rows([*others, replace(leaving[0], trigger="callback_ok", by=(system,), route=None)])


def timers_with(table: Workflow, change: Callable[[Timer], Timer]) -> Iterator[Parts]:
    for each in table.states:
        for n, timer in enumerate(each.timers):
            timers = (*each.timers[:n], change(timer), *each.timers[n + 1 :])
            yield restated(table, each, replace(each, timers=timers))


def timer_of_nothing(table: Workflow) -> Iterator[Parts]:
    yield from timers_with(table, lambda timer: replace(timer, trigger="explode"))


def timer_of_people(table: Workflow) -> Iterator[Parts]:
    """The person's trigger of the same state."""
    for each in table.states:
        theirs = [r.trigger for r in table.rows if r.source == each.name and system not in r.by]
        for n, timer in enumerate(each.timers):
            for trigger in theirs:
                timers = (*each.timers[:n], replace(timer, trigger=trigger), *each.timers[n + 1 :])
                yield restated(table, each, replace(each, timers=timers))


def timer_without_system(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        for timer in each.timers:
            yield rows(
                replace(row, by=(desk("pm"),))
                if (row.source, row.trigger) == (each.name, timer.trigger)
                else row
                for row in table.rows
            )


def unwatched(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        if each.work:
            yield restated(table, each, replace(each, clocks=(), timers=(), reminders=0))


def routed(table: Workflow) -> list[tuple[list[Move], list[Move]]]:
    """The rows of each state and trigger that has a choice, and all others."""
    choices = [list(each) for each in groups(table.rows).values() if len(each) > 1]
    return [(each, [row for row in table.rows if row not in each]) for each in choices]


def no_otherwise(table: Workflow) -> Iterator[Parts]:
    yield from (rows([*others, *each[:-1]]) for each, others in routed(table))


def otherwise_first(table: Workflow) -> Iterator[Parts]:
    yield from (rows([*others, each[-1], *each[:-1]]) for each, others in routed(table))


def two_otherwise(table: Workflow) -> Iterator[Parts]:
    yield from (rows([*table.rows, replace(row)]) for row in table.rows if row.route is None)


def route_twice(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, row, replace(row, effects=())) for row in table.rows if row.route)


def finer_route_behind(table: Workflow) -> Iterator[Parts]:
    for each, others in routed(table):
        for n, row in enumerate(each[1:-1]):
            if row.route and each[n].route and row.route in each[n].route.implies:
                yield rows([*others, *each[:n], row, each[n], *each[n + 2 :]])


def routes_that_overlap(table: Workflow) -> Iterator[Parts]:
    for row in table.rows:
        if row.route:
            yield swapped(table, row, replace(row, route=NEVER, effects=(), when=()), row)


def rows_alike(table: Workflow) -> Iterator[Parts]:
    for each, others in routed(table):
        for n, row in enumerate(each[:-1]):
            yield rows([*others, *each[:n], replace(each[-1], route=row.route), *each[n + 1 :]])


def without(table: Workflow, drops: Callable[[State, Move], bool]) -> Iterator[Parts]:
    for each in approvals(table):
        yield rows(r for r in table.rows if r.source != each.name or not drops(each, r))


def no_approve(table: Workflow) -> Iterator[Parts]:
    yield from without(table, lambda state, row: row.trigger == "approve")


def approve_that_never_leaves(table: Workflow) -> Iterator[Parts]:
    yield from without(table, lambda state, row: row.trigger == "approve" and row.dest != STAY)


def first_vote_passes(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        passing = [r for r in table.rows if passes(each, r)]
        others = [r for r in table.rows if r.source != each.name or r.trigger != "approve"]
        yield rows([*others, replace(passing[-1], route=None)])


def passes(asking: State, row: Move) -> bool:
    return row.source == asking.name and row.trigger == "approve" and row.dest != STAY


def another_route_passes(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        yield rows(replace(r, route=NEVER) if passes(each, r) else r for r in table.rows)


def first_refusal_ends(table: Workflow) -> Iterator[Parts]:
    for each in approvals(table):
        leaving = [r for r in table.rows if (r.source, r.trigger) == (each.name, "reject") and r.dest != STAY]
        others = [r for r in table.rows if (r.source, r.trigger) != (each.name, "reject")]
        yield from (rows([*others, replace(row, route=None)]) for row in leaving)


def votes(table: Workflow) -> list[Move]:
    return [row for row in table.rows if signer in row.by]


def no_four_eyes(table: Workflow) -> Iterator[Parts]:
    yield from (
        swapped(table, row, replace(row, when=tuple(r for r in row.when if r.name != "four_eyes")))
        for row in votes(table)
    )


def targets(table: Workflow, asking: State) -> list[str]:
    return [row.dest for row in table.rows if passes(asking, row)]


def leads_behind(table: Workflow, trigger: str) -> Iterator[Parts]:
    for each in approvals(table):
        for row in table.rows:
            if row.source == each.name and row.trigger == trigger:
                yield from (swapped(table, row, replace(row, dest=dest)) for dest in targets(table, each))


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
            if each.name not in entries | {row.source}:
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


def unknown_desk_fires(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, by=(*row.by, desk("clerc")))) for row in table.rows)


def unknown_desk_works(table: Workflow) -> Iterator[Parts]:
    yield from (
        restated(table, each, replace(each, work=Work(desk("clerc")))) for each in table.states if each.work
    )


def unknown_desk_opens(table: Workflow) -> Iterator[Parts]:
    yield {"opening": replace(table.opening, by=(desk("clerc"),))}


def untitled(table: Workflow) -> Iterator[Parts]:
    yield rows([*table.rows, replace(table.rows[0], trigger="frobnicate")])
    yield {"opening": replace(table.opening, trigger="conjure")}


def unknown_effect(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, effects=("tell_nobody",))) for row in table.rows)
    yield from (restated(table, each, replace(each, effects=("explode",))) for each in table.states)
    yield from timers_with(table, lambda timer: replace(timer, told=("explode",)))
    yield {"opening": replace(table.opening, effects=("explode",))}


def tells_unknown_desk(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, effects=("tell_desk:boss",))) for row in table.rows)


def unknown_book(table: Workflow) -> Iterator[Parts]:
    yield from (swapped(table, row, replace(row, books=(*row.books, "burn"))) for row in table.rows)
    yield {"opening": replace(table.opening, books=(*table.opening.books, "burn"))}


def bound_to_nothing(table: Workflow) -> Iterator[Parts]:
    yield {"bound": (*table.bound, "colour")}


def timer_from_no_moment(table: Workflow) -> Iterator[Parts]:
    yield from timers_with(table, lambda timer: replace(timer, base="colour"))
    yield from timers_with(table, lambda timer: replace(timer, at="colour"))


def unknown_assignee(table: Workflow) -> Iterator[Parts]:
    yield {"assignees": ("boss",)}
    yield {"assignees": ("$colour",)}


def idle_desk(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        if each.work:
            yield restated(table, each, replace(each, work=Work(desk("guard"))))


def nobodys_state(table: Workflow) -> Iterator[Parts]:
    for each in opens(table):
        yield restated(table, each, replace(each, work=None, timers=(), approval="", clocks=("resolution",)))


def fired_by_nobody(table: Workflow) -> Iterator[Parts]:
    yield from (
        swapped(table, row, replace(row, by=()))
        for row in table.rows
        if not any(who.kind in ("system", "signer") for who in row.by) and row.dest == STAY
    )


def money_kept(table: Workflow) -> Iterator[Parts]:
    """One row that lets the money go does not any more."""
    for row in table.rows:
        if row.books in (("unfreeze",), ("book_refund",)) and row.dest in ends(table):
            yield swapped(table, row, replace(row, books=()))


def parent_untold(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        if each.is_end and each.effects:
            yield restated(table, each, replace(each, effects=()))


def no_end(table: Workflow) -> Iterator[Parts]:
    """A further end that nothing reaches."""
    yield {"states": [*table.states, end("forgotten", "遗忘")]}


def work_for_assignee(table: Workflow) -> Iterator[Parts]:
    """A state whose assignee can do nothing, and whom nothing relieves."""
    for each in table.states:
        if each.work and each.work.who != assignee:
            rows_here = [row for row in table.rows if row.source == each.name and row.dest != STAY]
            if not any(assignee in row.by or system in row.by for row in rows_here):
                yield restated(table, each, replace(each, work=Work(assignee)))


def ladder_of_one(table: Workflow) -> Iterator[Parts]:
    """The finer route alone lets pass; without the ladder's word."""
    for each in approvals(table):
        fine = Rule("cheap", "便宜", "Cheap", lambda case, actor, form: True, excludes=(ladder_passes,))
        passing = [row for row in table.rows if passes(each, row)]
        yield swapped(table, passing[0], replace(passing[0], route=fine, effects=()), *passing[:1])


TABLE_FAULTS = [
    TableFault("a state that nothing leads to", "lonely cannot be reached", lonely),
    TableFault("an end that nothing leads to", "forgotten cannot be reached", no_end),
    TableFault("a row to a state that is not there", "unknown state nowhere", leads_nowhere),
    TableFault("a row from a state that is not there", "unknown state elsewhere", comes_from_nowhere),
    TableFault("a state declared twice", "twice", state_twice),
    TableFault("a state without a way out", "has no way out", dead_end),
    TableFault("an end with a way out", "has a way out", end_with_way_out),
    TableFault("two states that lead only to each other", "ring cannot end", ring),
    TableFault("a state that only the customer can leave", "without the customer", customer_alone),
    TableFault(
        "a state that only one callback can leave",
        ("waits_for_outsider", "cannot be reached"),
        callback_alone,
    ),
    TableFault("a timer of a trigger that is not there", "which the system cannot", timer_of_nothing),
    TableFault("a timer of a person's trigger", "which the system cannot", timer_of_people),
    TableFault("a timer whose move the system may not fire", "which the system cannot", timer_without_system),
    TableFault("a state without clock, timer or reminder", "waits for people without", unwatched),
    TableFault("an otherwise left out", "has no otherwise", no_otherwise),
    TableFault("an otherwise before its routes", "never taken", otherwise_first),
    TableFault("two otherwise rows", "never taken", two_otherwise),
    TableFault("a route twice", "route_twice", route_twice),
    TableFault("the finer route behind the coarser", "route_shadowed", finer_route_behind),
    TableFault("routes that may both hold", "routes_overlap", routes_that_overlap),
    TableFault("a route that changes nothing", ("rows_alike", "cannot be reached"), rows_alike),
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
    TableFault("a move by an unknown desk", "unknown desk clerc", unknown_desk_fires),
    TableFault("a duty of an unknown desk", "unknown desk clerc", unknown_desk_works),
    TableFault("an opening by an unknown desk", "unknown desk clerc", unknown_desk_opens),
    TableFault("a trigger without a title", "no title for", untitled),
    TableFault("an effect that is not there", "effect_unknown", unknown_effect),
    TableFault("a notice to an unknown desk", "effect_unknown", tells_unknown_desk),
    TableFault("a book that is not there", "book_unknown", unknown_book),
    TableFault("a vote bound to an unknown field", "detail_unknown", bound_to_nothing),
    TableFault("a timer that runs from no moment", "moment_unknown", timer_from_no_moment),
    TableFault("an assignee of an unknown desk", "assignee_unknown", unknown_assignee),
    TableFault("a duty of a desk that can do nothing", "duty_without_move", idle_desk),
    TableFault("a duty of an assignee who can do nothing", "duty_without_move", work_for_assignee),
    TableFault("a state that is nobody's", "nobodys_state", nobodys_state),
    TableFault("a move that nobody may fire", "fired_by_nobody", fired_by_nobody),
    TableFault("money that an end keeps frozen", "hold_never_freed", money_kept),
    TableFault("an end that does not tell the parent", "end_untold", parent_untold),
]
