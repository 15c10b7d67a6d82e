"""The door's own statements, sent one behind the other: the server writes while the next is being made."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from service.transaction import Hot, Sql

MOST_WAITING = 200


class Unwritten(RuntimeError):
    """A statement that had to write a row wrote none: somebody else is at these very rows."""


@dataclass(frozen=True, slots=True)
class Piped(Sql):
    """`first` answers that it was sent; whether it wrote is looked at some hundred statements later."""

    waiting: "list[psycopg.RawCursor[Any]]" = field(default_factory=list)

    def first(self, statement: Hot, parameters: Mapping[str, Any]) -> Any:
        cursor: psycopg.RawCursor[Any] = psycopg.RawCursor(self.driver)
        given = [parameters[name] for name in statement.names]
        self.waiting.append(cursor.execute(statement.text, given, prepare=True))
        if len(self.waiting) >= MOST_WAITING:
            self.settle()
        return True

    def settle(self) -> None:
        """Raises Unwritten, or what the server said of the first statement that failed."""
        for cursor in self.waiting:
            if cursor.fetchone() is None:
                raise Unwritten()
        self.waiting.clear()


@contextmanager
def piped(sql: Sql) -> Iterator[Piped]:
    with sql.driver.pipeline():
        made = Piped(sql.driver)
        yield made
        made.settle()
