"""Moves time by the one row that the service reads it from, where the flow's database can be reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

SHANGHAI = ZoneInfo("Asia/Shanghai")


def office_day() -> date:
    """Today where the demo offices are; the machine's own day may still be the one before."""
    return datetime.now(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Clock:
    database_url: str

    @contextmanager
    def ahead(self, by: timedelta) -> Iterator[None]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("DELETE FROM clock_offset")
            connection.execute("INSERT INTO clock_offset (by) VALUES (%s)", [by])
            try:
                yield
            finally:
                connection.execute("DELETE FROM clock_offset")
