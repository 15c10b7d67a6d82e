"""The demo's customers: the four of every example, and neighbours whose names test an encoding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import vault
from service.models.customer import Customer
from service.models.occupancy import Occupancy
from service.usecases.seed.demo import Demo
from service.usecases.seed.houses import Houses


@dataclass(frozen=True, slots=True)
class Guest:
    """`room` is where they live as `kind`, since so many days; a buyer lives nowhere yet."""

    code: str
    name: str
    kind: str
    phone: str
    room: str | None = None
    days: int = 900
    hardship: bool = False
    special: bool = False


DEMO_CUSTOMERS = (
    Guest("A-1-0101", "张伟", "owner", "13800000001", room="A-1-0101"),
    Guest("A-1-0102-1", "李娜", "tenant", "13800000002", room="A-1-0102", days=400),
    Guest("A-1-0103-1", "王强", "resident", "13800000003", room="A-1-0103", days=300),
    Guest("C-0001", "陈静", "buyer", "13800000004"),
    Guest("A-1-0102", "周敏", "owner", "13800000005", room="A-1-0102"),
    Guest("A-1-0103", "赵磊", "owner", "13800000006", room="A-1-0103"),
    Guest("A-1-0201", "刘㛃", "owner", "13800000007", room="A-1-0201"),
    Guest("A-1-0202", "王䶮", "owner", "13800000008", room="A-1-0202"),
    Guest("A-1-0301", "陈𠅤", "owner", "13800000009", room="A-1-0301", hardship=True),
    Guest("A-1-0402", "黄秀英", "owner", "13800000010", room="A-1-0402", special=True),
    Guest("A-1-0501", "吴桂兰", "owner", "13800000011", room="A-1-0501"),
    Guest("A-1-0502", "孙志强", "owner", "13800000012", room="A-1-0502"),
    Guest("A-1-1604", "马建国", "owner", "13800000013", room="A-1-1604"),
)


def add_customers(demo: Demo, houses: Houses) -> Mapping[str, UUID]:
    """Ids by name."""
    return {guest.name: _customer(demo, houses, guest) for guest in DEMO_CUSTOMERS}


def _customer(demo: Demo, houses: Houses, guest: Guest) -> UUID:
    customer_id, office_id = demo.id(f"customer {guest.code}"), houses.offices["GZ01"]
    phone = vault().seal(demo.work.sql, office_id, CUSTOMER_PHONE, customer_id, guest.phone)
    customer = Customer(
        id=customer_id,
        office_id=office_id,
        code=guest.code,
        name=guest.name,
        kind=guest.kind,
        hardship=guest.hardship,
        special=guest.special,
        **CUSTOMER_PHONE.columns(phone),
    )
    demo.add(customer)
    if guest.room is not None:
        demo.add(_occupancy(demo, customer, houses.rooms[guest.room], guest))
    return customer.id


def _occupancy(demo: Demo, customer: Customer, room_id: UUID, guest: Guest) -> Occupancy:
    return Occupancy(
        id=demo.id(f"occupancy {guest.code}"),
        office_id=customer.office_id,
        room_id=room_id,
        customer_id=customer.id,
        nature=guest.kind,
        since=demo.today - timedelta(days=guest.days),
    )
