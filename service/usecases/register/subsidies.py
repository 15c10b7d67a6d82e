"""The developer pays for the owner (代缴): which part of a room's charges, until it is used up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field
from service.models.charge_run import Subsidy
from service.transaction import Work
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.references import customer_named, item_named, offices_for, room_named
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewSubsidy:
    """`months` from `begins_on` on is another way to say `ends_on`, the last day that counts."""

    room: str
    developer: str
    begins_on: date
    item: str | None = None
    amount_fen: int | None = None
    ends_on: date | None = None
    months: int | None = None
    office: str | None = None
    handover_id: UUID | None = None


@dataclass(slots=True)
class Pot:
    """A subsidy as it stands; `left_fen` null: as much as is charged."""

    id: UUID
    developer_id: UUID
    item_id: UUID | None
    left_fen: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """What a room is charged for an item in a month, in the order of items."""

    item_id: UUID
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """Who owes which part of a line; without a pot it is the payer's own."""

    line: Line
    amount_fen: int
    pot: Pot | None = field(default=None)


def shared(lines: Iterable[Line], pots: Sequence[Pot]) -> Iterator[Share]:
    """Each line draws on one pot, its own item's before a general one, the older first.

    Draws are taken out of the pots.
    """
    for line in lines:
        pot = next((each for each in _ranked(pots) if _covers(each, line)), None)
        drawn = 0 if pot is None else _draw(pot, line.amount_fen)
        if pot is not None and drawn:
            yield Share(line, drawn, pot)
        if drawn < line.amount_fen:
            yield Share(line, line.amount_fen - drawn)


def _ranked(pots: Sequence[Pot]) -> list[Pot]:
    return sorted(pots, key=lambda pot: (pot.item_id is None, pot.id))


def _covers(pot: Pot, line: Line) -> bool:
    return pot.item_id in (None, line.item_id) and pot.left_fen != 0


def _draw(pot: Pot, amount_fen: int) -> int:
    if pot.left_fen is None:
        return amount_fen
    drawn = min(pot.left_fen, amount_fen)
    pot.left_fen -= drawn
    return drawn


def create_subsidy(work: Work, order: NewSubsidy, *, actor: Caller) -> UUID:
    """Raises Invalid where it would end before it begins."""
    offices = offices_for(work.sql, actor, MONEY_DESKS, order.office)
    room = room_named(work.sql, offices, order.room)
    office = [room["office_id"]]
    ends_on = _end(order)
    if ends_on is not None and ends_on < order.begins_on:
        raise invalid_field("ends_on", "结束不能早于开始。", "The end must not be earlier than the start.")
    subsidy = Subsidy(
        id=new_id(),
        office_id=room["office_id"],
        room_id=room["id"],
        developer_id=customer_named(work.sql, office, order.developer)["id"],
        item_id=order.item and item_named(work.sql, office, order.item)["id"],
        amount_fen=order.amount_fen,
        balance_fen=order.amount_fen,
        begins_on=order.begins_on,
        ends_on=ends_on,
        created_by=actor.account_id,
        handover_id=order.handover_id,
    )
    work.session.add(subsidy)
    work.session.flush()
    return subsidy.id


def _end(order: NewSubsidy) -> date | None:
    """The day before the same day of that many months later."""
    if order.ends_on is not None or order.months is None:
        return order.ends_on
    months = order.begins_on.month - 1 + order.months
    year, month = order.begins_on.year + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    same_day = date(year, month, 1) + timedelta(days=order.begins_on.day - 1)
    return min(same_day, following) - timedelta(days=1)
