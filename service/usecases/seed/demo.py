"""What every part of the demo data shares: one unit of work, one present, ids that never change."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from service.db import Base
from service.transaction import Work

# 2026-01-01T00:00:00Z: before any row that a person makes, so demo rows come first in every list.
BIRTH = 1_767_225_600_000


@dataclass(frozen=True, slots=True)
class Demo:
    """`now` and `today` are the database's, in the zone of the demo offices."""

    work: Work
    now: datetime
    today: date
    births: "count[int]" = field(default_factory=count)

    def id(self, name: str) -> UUID:
        """A UUIDv7 of a made-up birth: in the order of asking, the rest from the name."""
        return seed_id(BIRTH + next(self.births), name)

    def add(self, *rows: Base) -> None:
        """One by one: without relationships the session does not know which row must come first."""
        for row in rows:
            self.work.session.add(row)
            self.work.session.flush()


def seed_id(milliseconds: int, name: str) -> UUID:
    tail = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10])
    value = milliseconds << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    return UUID(int=value)


PRESENT: Any = "SELECT guanjia_now() AS now, (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date AS today"


def demo_of(work: Work) -> Demo:
    present = work.sql.execute(PRESENT).fetchall()[0]
    return Demo(work, present["now"], present["today"])
