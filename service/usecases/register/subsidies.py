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
from service.usecases.register.disable_customer import living
from service.usecases.register.references import customer_named, item_named, offices_for, room_named
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# As of every date that is typed.
LAST_YEAR = 2199


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


@dataclass(frozen=True, slots=True)
class Days:
    """From a day on, to the last that counts; None: without an end."""

    begins_on: date = date.min
    ends_on: date | None = None

    def of(self, begins: date, days: int) -> int:
        """How many of those days they are."""
        last = begins + timedelta(days=days - 1)
        return max(0, (min(last, self.ends_on or last) - max(begins, self.begins_on)).days + 1)


@dataclass(slots=True)
class Pot:
    """A subsidy as it stands; `left_fen` null: as much as is charged."""

    id: UUID
    developer_id: UUID
    item_id: UUID | None
    left_fen: int | None
    days: Days = field(default_factory=Days)


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a line for some days in a row."""

    begins: date
    days: int
    fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a room is charged for an item in a month, in the order of items; `spans` is it by days.

    `place` tells the lines apart of two who had a part of the month.
    """

    item_id: UUID
    amount_fen: int
    spans: tuple[Span, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Who owes which part of a line; without a pot it is the payer's own."""

    line: Line
    amount_fen: int
    pot: Pot | None = field(default=None)


def shared(lines: Iterable[Line], pots: Sequence[Pot]) -> Iterator[Share]:
    """Each line draws on one pot, its own item's before a general one, the older first.

    It pays for its days, as a room is charged by days; half a fen is rounded up. Draws are taken out of it.
    """
    for line in lines:
        pot = next((each for each in _ranked(pots) if _covers(each, line)), None)
        drawn = 0 if pot is None else _draw(pot, _covered(pot, line))
        if pot is not None and drawn:
            yield Share(line, drawn, pot)
        if drawn < line.amount_fen:
            yield Share(line, line.amount_fen - drawn)


def _ranked(pots: Sequence[Pot]) -> list[Pot]:
    return sorted(pots, key=lambda pot: (pot.item_id is None, pot.id))


def _covers(pot: Pot, line: Line) -> bool:
    return pot.item_id in (None, line.item_id) and pot.left_fen != 0 and _covered(pot, line) > 0


def _covered(pot: Pot, line: Line) -> int:
    if not line.spans:
        return line.amount_fen
    return sum((2 * each.fen * _days(pot, each) + each.days) // (2 * each.days) for each in line.spans)


def _days(pot: Pot, span: Span) -> int:
    return pot.days.of(span.begins, span.days)


def _draw(pot: Pot, amount_fen: int) -> int:
    if pot.left_fen is None:
        return amount_fen
    drawn = min(pot.left_fen, amount_fen)
    pot.left_fen -= drawn
    return drawn


def create_subsidy(work: Work, order: NewSubsidy, *, actor: Caller) -> UUID:
    """Raises Invalid where it would end before it begins, or on another day than `months` says."""
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
        developer_id=living(customer_named(work.sql, office, order.developer))["id"],
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
    leave_trail(work.sql, "create", "subsidy", subsidy.id, office=subsidy.office_id, actor=actor)
    return subsidy.id


def _end(order: NewSubsidy) -> date | None:
    """By `ends_on`, or by `months`; both only where they say the same."""
    counted = None if order.months is None else _after(order.begins_on, order.months)
    if counted and counted.year > LAST_YEAR:
        zh = "期限过长。"
        raise invalid_field("months", zh, f"It would go on beyond the year {LAST_YEAR}.")
    if counted and order.ends_on not in (None, counted):
        zh = f"与月数不符：按月数应到 {counted}。"
        raise invalid_field("ends_on", zh, f"By the months it ends on {counted}: give one of the two.")
    return counted or order.ends_on


def _after(begins_on: date, months: int) -> date:
    """The day before the same day of that many months later."""
    ahead = begins_on.month - 1 + months
    year, month = begins_on.year + ahead // 12, ahead % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    same_day = date(year, month, 1) + timedelta(days=begins_on.day - 1)
    return min(same_day, following) - timedelta(days=1)
