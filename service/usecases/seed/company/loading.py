"""What every part of loading a company shares: the unit of work, whose day it is, and how far it is."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from psycopg import sql as pieces

from service.fiction.chance import Chance
from service.transaction import Work

# Nobody is left without a word for longer.
PATIENCE = 2.0
A_WHILE = 1000


@dataclass(slots=True)
class Progress:
    """Says at once what begins, and how far it is as soon as two seconds have passed."""

    say: Callable[[str], None]
    spoke_at: float = field(default_factory=time.monotonic)
    far: str = ""

    def begins(self, what: str) -> None:
        self.spoke_at, self.far = time.monotonic(), ""
        self.say(what)

    def at(self, done: int, total: int) -> None:
        self.far = f"  {done:,} / {total:,}"
        self.goes_on()

    def goes_on(self) -> None:
        """Called often, by whoever cannot tell how much is left."""
        if time.monotonic() - self.spoke_at >= PATIENCE:
            self.say(self.far or "  …")
            self.spoke_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class Load:
    """`today` is the day by the company's calendar, `now` its last moment that has passed already."""

    work: Work
    chance: Chance
    today: date
    now: datetime
    progress: Progress

    def copy(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
        """By COPY, so that every constraint and trigger of the table looks at every row."""
        into = pieces.SQL("COPY {} ({}) FROM STDIN").format(
            pieces.Identifier(table), pieces.SQL(", ").join(map(pieces.Identifier, columns.split()))
        )
        count = 0
        with self.work.sql.driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
                if count % A_WHILE == 0:
                    self.progress.goes_on()
        return count


def morning(day: date) -> datetime:
    """Ten o'clock in China."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
