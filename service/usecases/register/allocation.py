"""Which charges a payment settles, by Civil Code 560: the payer's word, then what is due, then the oldest."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Owed:
    """A charge as it stands: what is left of it and since when it is due."""

    id: UUID
    balance_fen: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Part:
    charge_id: UUID
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """`rest_fen` is what no charge could take; it becomes a prepayment."""

    parts: tuple[Part, ...]
    rest_fen: int


def allocate(
    charges: Iterable[Owed], amount_fen: int, *, today: date, named: Collection[UUID] = ()
) -> Allocation:
    """Named charges first, then those already due, the oldest of each first; never more than a balance."""
    rest = amount_fen
    parts = []
    for charge in sorted(charges, key=lambda owed: _rank(owed, today, named)):
        taken = min(rest, charge.balance_fen)
        if taken > 0:
            parts.append(Part(charge.id, taken))
            rest -= taken
    return Allocation(tuple(parts), rest)


def _rank(charge: Owed, today: date, named: Collection[UUID]) -> tuple[bool, bool, date, UUID]:
    return charge.id not in named, charge.due_on > today, charge.due_on, charge.id
