"""Names that are not there, money that stays held, and what is allowed beside the table."""

from collections.abc import Iterator
from dataclasses import replace

from tests.mutations.injecting import Parts, TableFault, beside, ends, restated, rows, swapped, timers_with
from workflows.engine import Workflow
from workflows.terms import (
    Work,
    desk,
)


def terminated_with_money(table: Workflow) -> Iterator[Parts]:
    if "unfreeze" in table.exceptional.books:
        yield beside(table, books=())


def reopened_after_money(table: Workflow) -> Iterator[Parts]:
    spent = [row.dest for row in table.rows if {"book_refund", "write_off_charges"} & set(row.books)]
    for name in sorted(set(spent) & set(ends(table))):
        yield beside(table, reopens=(*table.exceptional.reopens, name))


def unsealed(table: Workflow) -> Iterator[Parts]:
    if table.exceptional.sealed:
        yield beside(table, sealed=())


def terminated_nowhere(table: Workflow) -> Iterator[Parts]:
    yield beside(table, ends=(table.first.name,))


def strange_beside(table: Workflow) -> Iterator[Parts]:
    yield beside(table, effects=("explode",))
    yield beside(table, effects=("tell_desk:boss",))


def strange_books_beside(table: Workflow) -> Iterator[Parts]:
    yield beside(table, books=(*table.exceptional.books, "burn"))
    yield beside(table, jump_books=("burn",))


def strange_needs(table: Workflow) -> Iterator[Parts]:
    yield beside(table, needs={table.first.name: ("colour",)})


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


def money_kept(table: Workflow) -> Iterator[Parts]:
    """One row that lets the money go does not any more."""
    for row in table.rows:
        if row.books in (("unfreeze",), ("book_refund",)) and row.dest in ends(table):
            yield swapped(table, row, replace(row, books=()))


def parent_untold(table: Workflow) -> Iterator[Parts]:
    for each in table.states:
        if each.is_end and each.effects:
            yield restated(table, each, replace(each, effects=()))


NAME_FAULTS = [
    TableFault("a termination that keeps money frozen", "hold_never_freed", terminated_with_money),
    TableFault("a reopening after money was paid", "reopened_after_money", reopened_after_money),
    TableFault("money on its way that is not sealed", "money_unsealed", unsealed),
    TableFault("a termination to no end", "no end to terminate to", terminated_nowhere),
    TableFault("a termination with an unknown effect", "effect_unknown", strange_beside),
    TableFault("a termination with an unknown book", "book_unknown", strange_books_beside),
    TableFault("a jump that needs an unknown field", "detail_unknown", strange_needs),
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
    TableFault("money that an end keeps frozen", "hold_never_freed", money_kept),
    TableFault("an end that does not tell the parent", "end_untold", parent_untold),
]
