"""States, ways, routes and timers that somebody could get wrong."""

from collections.abc import Iterator
from dataclasses import replace

from tests.mutations.injecting import (
    NEVER,
    Parts,
    TableFault,
    ends,
    opens,
    restated,
    routed,
    rows,
    swapped,
    timers_with,
)
from workflows.engine import Workflow
from workflows.terms import (
    STAY,
    Work,
    assignee,
    customer,
    desk,
    end,
    move,
    state,
    system,
)


def lonely(table: Workflow) -> Iterator[Parts]:
    more = [*table.states, state("lonely", "孤立")]
    yield {"states": more, **rows([*table.rows, *move("cancel", "lonely", ends(table)[0], by=system)])}


def no_end(table: Workflow) -> Iterator[Parts]:
    """A further end that nothing reaches."""
    yield {"states": [*table.states, end("forgotten", "遗忘")]}


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


def idle_desk(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        if each.work:
            yield restated(table, each, replace(each, work=Work(desk("guard"))))


def work_for_assignee(table: Workflow) -> Iterator[Parts]:
    """A state whose assignee can do nothing, and whom nothing relieves."""
    for each in table.states:
        if each.work and each.work.who != assignee:
            rows_here = [row for row in table.rows if row.source == each.name and row.dest != STAY]
            if not any(assignee in row.by or system in row.by for row in rows_here):
                yield restated(table, each, replace(each, work=Work(assignee)))


def nobodys_state(table: Workflow) -> Iterator[Parts]:
    for each in opens(table):
        yield restated(table, each, replace(each, work=None, timers=(), approval="", clocks=("resolution",)))


def fired_by_nobody(table: Workflow) -> Iterator[Parts]:
    yield from (
        swapped(table, row, replace(row, by=()))
        for row in table.rows
        if not any(who.kind in ("system", "signer") for who in row.by) and row.dest == STAY
    )


STATE_FAULTS = [
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
    TableFault("a duty of a desk that can do nothing", "duty_without_move", idle_desk),
    TableFault("a duty of an assignee who can do nothing", "duty_without_move", work_for_assignee),
    TableFault("a state that is nobody's", "nobodys_state", nobodys_state),
    TableFault("a move that nobody may fire", "fired_by_nobody", fired_by_nobody),
]
