"""What a case file says: the facts a workflow's rules need, and the books that move with its moves."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from service.db import uuid7
from workflows.case import Actor, Case, Form
from workflows.engine import Decision

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A decided move on its way to the write: what a book may look at. `details` are those after it."""

    decision: Decision
    case: Case
    actor: Actor
    form: Form
    ticket: Mapping[str, Any]
    details: Mapping[str, Any]
    seq: int


def derived_id(step: Step, name: str) -> str:
    """For a row that several books of one move speak of: always the same, and sorted by the move's time."""
    said = hashlib.sha256(f"{step.ticket['id']}:{step.seq}:{name}".encode()).digest()
    return str(uuid7(int(step.case.now.timestamp() * 1000), said))


@dataclass(frozen=True, slots=True)
class Book:
    """Money that moves in the same statement as the state.

    `columns` types the rows that `rows` makes of a step (none: this part is left out); `sql` is one
    data-modifying part that reads `r` (those rows), `m` (the ticket moved) and `d` (the move: its `at` and
    `actor`). It must join `m`, or it would also run for whoever came too late.
    """

    columns: LiteralString
    sql: LiteralString
    rows: Callable[[Step], list[Json]]


Books = Mapping[str, tuple[Book, ...]]


def book_columns(name: str, books: Books) -> dict[str, Book]:
    """The parts of a book by the SQL name of their rows: `limitation:demand` is `limitation_demand_0`."""
    plain = name.replace(":", "_")
    return {f"{plain}_{part}": book for part, book in enumerate(books.get(name, ()))}


def book_by_column(books: Books) -> dict[str, Book]:
    return {column: book for name in books for column, book in book_columns(name, books).items()}


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening takes from the register.

    `ticket` may hold `customer_view` `{id, code, name}`, `room_view` `{id, code}` and `parent_round`;
    `details` columns of the detail row.
    """

    ticket: Json = field(default_factory=dict)
    details: Json = field(default_factory=dict)


def _nothing(form: Form, facts: Mapping[str, Any]) -> Opened:
    return Opened()


def _as_it_was(ticket: Mapping[str, Any], books: Mapping[str, list[Json]]) -> Json:
    return {}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What one workflow needs from this house.

    `facts` is an SQL select of one jsonb object over `t` (id, office_id, policy_id, state, subject,
    description, room_id, customer_id, submitter_id, parent_id, parent_round, round, created_at, workflow),
    `x` (the detail row, its columns typed), `up.ids` and `me`; at the opening, `t` is the ticket to be,
    without id and state, and `x` the loaded form; `opens` then takes from them what the ticket keeps, or
    raises a Problem. `prepares` maps a book to details that are made with it (a `refund_no`). `shown` is
    what an answer gives of the details; `renews` the views of the ticket (`customer`, `room`) that the
    books of a move have changed.
    """

    workflow: str
    facts: LiteralString
    books: Books = field(default_factory=dict)
    prepares: Mapping[str, Callable[[Step], Json]] = field(default_factory=dict)
    opens: Callable[[Form, Mapping[str, Any]], Opened] = _nothing
    shown: Callable[[Mapping[str, Any]], Json] = dict
    renews: Callable[[Mapping[str, Any], Mapping[str, list[Json]]], Json] = _as_it_was
