"""What may be done beside a table, proven like its rows: no money stays held, none is given out twice."""

from collections.abc import Iterator, Mapping

from workflows.effects import BOOKS, EFFECTS, HOLDS, SENDING, SPENDING
from workflows.engine import Workflow
from workflows.proof.finding import Finding, error
from workflows.proof.paths import reached
from workflows.terms import Move, Opening
from workflows.words import DESKS


def exceptional_faults(table: Workflow, details: Mapping[str, str]) -> Iterator[Finding]:
    yield from _held(table)
    yield from _reopened(table)
    yield from _unsealed(table)
    yield from _names(table, details)


def _held(table: Workflow) -> Iterator[Finding]:
    """A case that is terminated lets go what it held."""
    doing: tuple[Opening | Move, ...] = (table.opening, *table.rows)
    taken = {book for row in doing for book in row.books}
    for book in sorted(taken & HOLDS.keys()):
        if table.exceptional.ends and not HOLDS[book] & set(table.exceptional.books):
            zh, en = f"终止时没有解除“{book}”", f"is terminated with {book} never let go"
            yield error("hold_never_freed", f"{table.name}.terminate", zh, en)


def _reopened(table: Workflow) -> Iterator[Finding]:
    """What was paid out or written off is not begun anew."""
    spent = [row.lands for row in table.rows if SPENDING & set(row.books)]
    for name in sorted(reached(table.rows, spent) & set(table.exceptional.reopens)):
        zh, en = "款项已付出或核销，不能重新打开", "is reopened after money was paid out or written off"
        yield error("reopened_after_money", f"{table.name}.{name}", zh, en)


def _unsealed(table: Workflow) -> Iterator[Finding]:
    """While money is on its way nobody leaves by hand."""
    sent = {row.lands for row in table.rows if SENDING & set(row.books)}
    for name in sorted(sent - set(table.exceptional.sealed)):
        zh, en = "付款途中的状态没有封住", "has money on its way and is not sealed"
        yield error("money_unsealed", f"{table.name}.{name}", zh, en)


def _names(table: Workflow, details: Mapping[str, str]) -> Iterator[Finding]:
    allowed, where = table.exceptional, f"{table.name}.exceptional"
    for effect in allowed.effects:
        kind, _, argument = effect.partition(":")
        if kind not in EFFECTS or (kind == "tell_desk" and argument not in DESKS):
            zh, en = f"未知的后果“{effect}”", f"names the unknown effect {effect}"
            yield error("effect_unknown", where, zh, en)
    for book in (*allowed.books, *allowed.jump_books):
        if book.partition(":")[0] not in BOOKS:
            zh, en = f"未知的账目动作“{book}”", f"names the unknown book {book}"
            yield error("book_unknown", where, zh, en)
    for name in sorted({each for needed in allowed.needs.values() for each in needed} - details.keys()):
        yield error("detail_unknown", where, f"未知的字段“{name}”", f"no such detail as {name}")
