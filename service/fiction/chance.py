"""The chance that everything here is drawn from: the same number draws the same company again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TypeVar

from service.db import uuid7

Thing = TypeVar("Thing")
# 2026-01-01T00:00:00Z, like the demo's: before any row that a person makes.
BIRTH = 1_767_225_600_000


@dataclass(slots=True)
class Chance:
    random: Random
    births: "count[int]" = field(default_factory=lambda: count(BIRTH))

    def id(self, milliseconds: int | None = None) -> str:
        """A UUIDv7 born at that moment; else a millisecond after the one before, so that it sorts behind."""
        born = next(self.births) if milliseconds is None else milliseconds
        return str(uuid7(born, self.random.randbytes(10)))

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.random.random() * len(things))]

    def between(self, least: int, most: int) -> int:
        """Both are possible."""
        return least + int(self.random.random() * (most - least + 1))

    def class_of(self, shares: Sequence[float]) -> int:
        """The number of a class, drawn by its share; the shares add up to one."""
        drawn, last = self.random.random(), len(shares) - 1
        for number, share in enumerate(shares):
            drawn -= share
            if drawn < 0:
                return number
        return last
