"""What the rooms of one office are charged, what was paid of it, and what is owed for how long."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.fiction.chance import Chance
from service.fiction.people import Customer, Inhabitants, Stay
from service.fiction.places import Room

# Name, kind, basis, fen a square metre or room, which part of the rooms has it: 3.5 lines a room and month.
PRICES = (
    ("物业费", "management", "gross_area", 280, 1.0),
    ("公摊水电费", "other", "room", 3_500, 1.0),
    ("生活垃圾处理费", "other", "room", 1_500, 1.0),
    ("车位服务费", "parking_management", "room", 8_000, 0.5),
)
ORDER = ("resident", "tenant", "owner")
# The last run fell due so many days ago: what is unpaid of it is the youngest class of arrears.
RUN_DUE = 15
# Part of the rooms in arrears, of those how many lines each, and how old these are in days.
IN_ARREARS = 0.15
LINES_OWED = (0.35, 0.40, 0.25)
AGES = (0.40, 0.25, 0.20, 0.15)
SPANS = ((RUN_DUE, RUN_DUE), (31, 90), (91, 365), (366, 1460))
LIMITATION_DAYS = 3 * 365
# Half of the debts that would be barred by now were demanded in between.
DEMANDED = 0.5
ONLINE, WITH_DEPOSIT, WITH_PREPAYMENT = 0.6, 0.04, 0.05
METHODS = ("wechat", "alipay", "transfer", "card", "cash")


@dataclass(frozen=True, slots=True)
class Item:
    """A charge item with its one standard."""

    id: str
    standard: str
    name: str
    kind: str
    basis: str
    price_fen: int
    share: float

    def fen(self, room: Room) -> int:
        """As a charge run counts: half a fen is rounded up."""
        units = room.gross_area if self.basis == "gross_area" else 100
        return (self.price_fen * units + 50) // 100


@dataclass(frozen=True, slots=True)
class Tariff:
    id: str
    room: Room
    item: Item


@dataclass(frozen=True, slots=True)
class Charge:
    """Owed in full where `payment` is None; `demanded_on` began its limitation anew."""

    id: str
    room: Room
    customer: Customer
    item: Item
    due_on: date
    amount_fen: int
    payment: str | None = None
    demanded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """`part`: whoever pays at the desk is received by the cashier, the others come from a provider."""

    id: str
    customer: Customer
    amount_fen: int
    method: str
    paid_on: date
    at_desk: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A deposit for renovation, or money paid in advance (without a room)."""

    id: str
    customer: Customer
    room: Room | None
    amount_fen: int
    received_on: date
    method: str = "cash"


@dataclass(slots=True)
class Money:
    items: tuple[Item, ...]
    tariffs: list[Tariff] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    deposits: list[Held] = field(default_factory=list)
    prepayments: list[Held] = field(default_factory=list)


def money_of(chance: Chance, rooms: Sequence[Room], people: Inhabitants, today: date) -> Money:
    """Of one office: one whole run that most have paid, and what some have owed for longer."""
    money = Money(tuple(Item(chance.id(), chance.id(), *price) for price in PRICES))
    by_room: dict[str, list[Stay]] = defaultdict(list)
    for stay in people.stays:
        by_room[stay.room.id].append(stay)
    for room in rooms:
        _of_room(chance, money, room, by_room[room.id], today)
    money.prepayments.extend(_prepaid(chance, people, today))
    return money


def payer_on(stays: Sequence[Stay], day: date) -> Customer | None:
    """The resident, else the tenant, else the owner."""
    living = {stay.nature: stay.customer for stay in stays if stay.holds_on(day)}
    return next((living[nature] for nature in ORDER if nature in living), None)


def _of_room(chance: Chance, money: Money, room: Room, stays: Sequence[Stay], today: date) -> None:
    charged = [item for item in money.items if chance.happens(item.share)]
    money.tariffs.extend(Tariff(chance.id(), room, item) for item in charged)
    owner = next((stay for stay in stays if stay.nature == "owner"), None)
    if owner is None:
        return
    classes = _classes_owed(chance) if chance.happens(IN_ARREARS) else []
    _run(chance, money, room, stays, charged, unpaid=classes.count(0), today=today)
    ages = [chance.between(*SPANS[each]) for each in classes if each > 0]
    money.charges.extend(_older(chance, money.items[0], room, stays, sorted(ages), today, owner.since))
    if chance.happens(WITH_DEPOSIT):
        received = today - timedelta(days=chance.between(20, 50))
        money.deposits.append(Held(chance.id(), owner.customer, room, 300_000, received))


def _classes_owed(chance: Chance) -> list[int]:
    return [chance.class_of(AGES) for _ in range(1 + chance.class_of(LINES_OWED))]


def _run(
    chance: Chance,
    money: Money,
    room: Room,
    stays: Sequence[Stay],
    charged: Sequence[Item],
    *,
    unpaid: int,
    today: date,
) -> None:
    """The lines of the last run; the first of them stay unpaid, the others are one payment."""
    due = today - timedelta(days=RUN_DUE)
    payer = payer_on(stays, due)
    if payer is None:
        return
    open_lines, paid_lines = charged[:unpaid], charged[unpaid:]
    money.charges.extend(Charge(chance.id(), room, payer, item, due, item.fen(room)) for item in open_lines)
    if not paid_lines:
        return
    paid_on = due - timedelta(days=chance.between(0, 14))
    online = chance.happens(ONLINE)
    total = sum(item.fen(room) for item in paid_lines)
    method = chance.pick(METHODS[:2] if online else METHODS)
    payment = Payment(chance.id(), payer, total, method, paid_on, not online)
    money.payments.append(payment)
    money.charges.extend(
        Charge(chance.id(), room, payer, item, due, item.fen(room), payment.id) for item in paid_lines
    )


def _older(
    chance: Chance,
    item: Item,
    room: Room,
    stays: Sequence[Stay],
    ages: Sequence[int],
    today: date,
    since: date,
) -> Iterator[Charge]:
    """One line a month at most, and none from before the owner came."""
    months = {f"{today - timedelta(days=RUN_DUE):%Y-%m}"}
    for age in ages:
        due = max(today - timedelta(days=age), since)
        while f"{due:%Y-%m}" in months and due - timedelta(days=28) >= since:
            due -= timedelta(days=28)
        payer = payer_on(stays, due)
        if f"{due:%Y-%m}" in months or payer is None:
            continue
        months.add(f"{due:%Y-%m}")
        yield Charge(chance.id(), room, payer, item, due, item.fen(room), None, _demanded(chance, due, today))


def _demanded(chance: Chance, due: date, today: date) -> date | None:
    """A proven demand in the second year."""
    barred = (today - due).days > LIMITATION_DAYS
    return due + timedelta(days=chance.between(400, 700)) if barred and chance.happens(DEMANDED) else None


def _prepaid(chance: Chance, people: Inhabitants, today: date) -> Iterator[Held]:
    for customer in people.customers:
        if customer.kind == "owner" and chance.happens(WITH_PREPAYMENT):
            received = today - timedelta(days=chance.between(1, 50))
            amount = 10_000 * chance.between(1, 30)
            yield Held(chance.id(), customer, None, amount, received, chance.pick(METHODS))
