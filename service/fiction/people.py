"""Who owns, rents and lives in the rooms of one office, and who is called what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.fiction.chance import Chance
from service.fiction.names import RELATIONS, Registry, bank_account, id_number
from service.fiction.places import Room

DEVELOPER_STOCK, LET, WITH_RESIDENT, FORMER_TENANT = 0.04, 0.25, 0.25, 0.10
# One, two, or more rooms; the last class owns three to six of them.
ROOMS_OWNED = (0.945, 0.04, 0.015)
# Most have been there for longer than a year, and so may owe for longer.
NEW_OWNERS = 0.03
COMPANIES, WITH_ID, WITH_ACCOUNT, WITH_SECOND = 0.03, 0.7, 0.20, 0.06
MEMBERS_A_ROOM, MEMBERS_WITH_PHONE = 1.3, 0.2


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    bank: str
    number: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Relative:
    id: str
    relation: str
    name: str
    sex: str
    phone: str | None


@dataclass(slots=True)
class Customer:
    """Numbers stand here plain: they are sealed on the way into the database."""

    id: str
    code: str
    name: str
    kind: str
    phone: str
    id_number: str | None
    since: date
    accounts: tuple[Account, ...] = ()
    relatives: list[Relative] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stay:
    """`until` is the first day after."""

    id: str
    room: Room
    customer: Customer
    nature: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Inhabitants:
    customers: list[Customer] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)


@dataclass(slots=True)
class Town:
    """One office while it fills up."""

    chance: Chance
    today: date
    registry: Registry
    all: Inhabitants = field(default_factory=Inhabitants)

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.chance.between(least, most))

    def customer(self, code: str, kind: str, since: date) -> Customer:
        made = Customer(
            id=self.chance.id(),
            code=code,
            name=self.registry.company() if kind in ("company", "developer") else self.registry.name(),
            kind=kind,
            phone=self.registry.phone(),
            id_number=id_number(self.chance)
            if kind not in ("company", "developer") and self.chance.happens(WITH_ID)
            else None,
            since=since,
        )
        self.all.customers.append(made)
        return made

    def stay(self, room: Room, who: Customer, nature: str, since: date, until: date | None = None) -> None:
        self.all.stays.append(Stay(self.chance.id(), room, who, nature, since, until))


def inhabitants_of(chance: Chance, rooms: list[Room], today: date) -> Inhabitants:
    """Of one office; the rooms without anybody are the developer's stock."""
    town = Town(chance, today, Registry(chance))
    town.customer("DEV", "developer", town.days_ago(3700, 4500))
    sold = [room for room in rooms if not chance.happens(DEVELOPER_STOCK)]
    for owned in _owned_together(chance, sold):
        _owner(town, owned)
    return town.all


def _owned_together(chance: Chance, rooms: list[Room]) -> Iterator[list[Room]]:
    """Rooms of one owner lie anywhere in the estate."""
    left = list(rooms)
    chance.random.shuffle(left)
    while left:
        number = (1, 2, chance.between(3, 6))[chance.class_of(ROOMS_OWNED)]
        owned, left = left[:number], left[number:]
        yield owned


def _owner(town: Town, rooms: list[Room]) -> None:
    since = town.days_ago(60, 399) if town.chance.happens(NEW_OWNERS) else town.days_ago(400, 3650)
    kind = "company" if town.chance.happens(COMPANIES) else "owner"
    owner = town.customer(rooms[0].code, kind, since)
    if kind == "owner":
        owner.accounts = tuple(_accounts(town.chance))
    for room in rooms:
        town.stay(room, owner, "owner", since)
        _others(town, room, owner)


def _others(town: Town, room: Room, owner: Customer) -> None:
    """Who rents it now, who rented it before, who else lives there; and the household."""
    chance, living = town.chance, owner
    begun = town.days_ago(1, min(700, (town.today - owner.since).days))
    if chance.happens(LET):
        living = town.customer(f"{room.code}-1", "tenant", begun)
        town.stay(room, living, "tenant", begun)
    if chance.happens(WITH_RESIDENT):
        resident = town.customer(f"{room.code}-2", "resident", begun)
        town.stay(room, resident, "resident", begun)
    if chance.happens(FORMER_TENANT):
        came = begun - timedelta(days=chance.between(60, 400))
        former = town.customer(f"{room.code}-3", "tenant", came)
        town.stay(room, former, "tenant", came, begun)
    if living.kind != "company":
        living.relatives.extend(_relatives(town))


def _relatives(town: Town) -> Iterator[Relative]:
    chance = town.chance
    for _ in range(min(4, round(chance.random.expovariate(1 / MEMBERS_A_ROOM)))):
        relation, sex = chance.pick(RELATIONS)
        phone = town.registry.phone() if chance.happens(MEMBERS_WITH_PHONE) else None
        yield Relative(chance.id(), relation, town.registry.name(), sex, phone)


def _accounts(chance: Chance) -> Iterator[Account]:
    if not chance.happens(WITH_ACCOUNT):
        return
    for number in range(2 if chance.happens(WITH_SECOND) else 1):
        bank, digits = bank_account(chance)
        yield Account(chance.id(), bank, digits, number == 0)
