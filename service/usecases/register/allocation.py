"""Which charges a payment settles, by Civil Code 560 and 561.

The payer's word first (whoever names a debt names its late charge too), then what is due, then what weighs
heavier (a higher late charge), then the oldest; debts that are equal in all of it are settled in proportion.
Inside one debt the late charge comes first.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Owed:
    """A charge as it stands: what is left of it, and since when its debt is due.

    `late_of` is the debt that a late charge is for; `late_ppm` what the debt costs a day, in millionths.
    """

    id: UUID
    balance_fen: int
    due_on: date
    late_of: UUID | None = None
    late_ppm: int = 0

    @property
    def debt(self) -> UUID:
        return self.late_of or self.id


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
    """In the order of the law; never more than a balance."""
    rest = amount_fen
    parts: list[Part] = []

    def rank(charge: Owed) -> tuple[bool, bool, int, date]:
        asked = charge.id in named or charge.debt in named
        return not asked, charge.due_on > today, -charge.late_ppm, charge.due_on

    for _, equals in groupby(sorted(charges, key=rank), key=rank):
        found = list(_among_equals(list(equals), rest))
        parts += found
        rest -= sum(part.amount_fen for part in found)
    return Allocation(tuple(parts), rest)


def _among_equals(charges: list[Owed], rest: int) -> Iterator[Part]:
    """In proportion to what each debt comes to."""
    debts = [list(debt) for _, debt in groupby(sorted(charges, key=_in_debt), key=lambda owed: owed.debt)]
    totals = [sum(owed.balance_fen for owed in debt) for debt in debts]
    for debt, share in zip(debts, _proportion(totals, rest), strict=True):
        yield from _inside(debt, share)


def _in_debt(charge: Owed) -> tuple[UUID, bool, UUID]:
    return charge.debt, charge.late_of is None, charge.id


def _proportion(totals: list[int], rest: int) -> list[int]:
    """Whole fen: those that lose most by rounding down get the fen that are left."""
    whole = sum(totals)
    if rest >= whole:
        return totals
    shares = [rest * total // whole for total in totals]
    by_loss = sorted(range(len(totals)), key=lambda n: (-(rest * totals[n] % whole), n))
    for number in by_loss[: rest - sum(shares)]:
        shares[number] += 1
    return shares


def _inside(debt: list[Owed], share: int) -> Iterator[Part]:
    for charge in debt:
        taken = min(share, charge.balance_fen)
        if taken > 0:
            yield Part(charge.id, taken)
            share -= taken
