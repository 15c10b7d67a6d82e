"""The orders a list of tickets may have, each with the key after which the next page begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Order:
    """`keys` name columns of the row; `after` is the condition for what follows a row with these keys.

    `created_at` is the order of ids: they are UUIDv7, are born with the row and never change, so a crawl
    by id or by number meets every row that was there when it began exactly once. `by_office`: an index has
    the rows of one office in this order, so that the offices are read one by one and merged.
    """

    by: LiteralString
    keys: tuple[str, ...]
    kinds: tuple[type, ...]
    after: LiteralString
    after_null: LiteralString = ""
    by_office: bool = True

    def onward(self, after: tuple[object, ...] | None) -> LiteralString:
        if after is None:
            return "true"
        return self.after if after[0] is not None else self.after_null


ORDERS: Mapping[str, Order] = {
    "created_at": Order("t.id", ("id",), (UUID,), "t.id > %(key_0)s"),
    "-created_at": Order("t.id DESC", ("id",), (UUID,), "t.id < %(key_0)s"),
    "number": Order("t.number", ("number",), (str,), "t.number > %(key_0)s", by_office=False),
    "updated_at": Order(
        "t.updated_at, t.id",
        ("updated_at", "id"),
        (datetime, UUID),
        "(t.updated_at, t.id) > (%(key_0)s, %(key_1)s)",
    ),
    "due_at": Order(
        "t.due_at, t.id",
        ("due_at", "id"),
        (datetime, UUID),
        "((t.due_at, t.id) > (%(key_0)s, %(key_1)s) OR t.due_at IS NULL)",
        "t.due_at IS NULL AND t.id > %(key_1)s",
    ),
}
