"""The demo accounts: each named after its one desk, and all with one known password."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from service.models.account import Account
from service.models.desk_holding import DeskHolding
from service.models.person import Person
from service.passwords import HASHER
from service.usecases.seed.demo import Demo
from service.usecases.seed.houses import Houses

PASSWORD = "guanjia-demo"
SALT = b"guanjia-demo-salt"


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    name: str

    @property
    def desk(self) -> str:
        return re.sub(r"\d+$|-.*$", "", self.username)

    @property
    def office(self) -> str:
        _, _, suffix = self.username.partition("-")
        return suffix.upper() or "GZ01"


@dataclass(frozen=True, slots=True)
class Signature:
    """Which account did something, and which person stood behind it."""

    account_id: UUID
    person_id: UUID


DEMO_STAFF = (
    Member("clerk", "林芳"),
    Member("clerk2", "何丽"),
    Member("dispatcher", "郭强"),
    Member("tech", "罗军"),
    Member("tech2", "梁勇"),
    Member("guard", "宋刚"),
    Member("engineering_lead", "郑涛"),
    Member("engineering_lead2", "谢峰"),
    Member("supervisor", "韩梅"),
    Member("supervisor2", "唐洁"),
    Member("pm", "冯波"),
    Member("pm2", "于洋"),
    Member("finance", "董琳"),
    Member("finance2", "萧雪"),
    Member("cashier", "程颖"),
    Member("legal", "曹明"),
    Member("legal2", "袁静"),
    Member("city", "邓辉"),
    Member("city2", "许刚"),
    Member("hq", "傅毅"),
    Member("hq2", "沈岚"),
    Member("auditor", "曾敏"),
    Member("visitor", "彭娟"),
    Member("visitor2", "吕倩"),
    Member("admin", "苏哲"),
    Member("clerk-gz02", "卢燕"),
    Member("supervisor-gz02", "蒋平"),
)


# By account name: who stands above whom, and who looks after which building.
SUPERIORS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("clerk", "clerk2", "dispatcher", "guard", "visitor", "visitor2"), "supervisor"),
    **dict.fromkeys(("tech", "tech2"), "engineering_lead"),
    **dict.fromkeys(("supervisor", "supervisor2", "engineering_lead", "engineering_lead2"), "pm"),
    **dict.fromkeys(("finance", "finance2", "cashier", "legal", "legal2"), "pm"),
    **dict.fromkeys(("pm", "pm2"), "city"),
    **dict.fromkeys(("city", "city2"), "hq"),
    "clerk-gz02": "supervisor-gz02",
}
STEWARDS: Final[Mapping[str, str]] = {"A-1": "clerk2", "B-1": "clerk-gz02"}


def add_staff(demo: Demo, houses: Houses) -> Mapping[str, Signature]:
    password_hash = demo_password_hash()
    staff = {member.username: _member(demo, houses, member, password_hash) for member in DEMO_STAFF}
    for username, superior in SUPERIORS.items():
        demo.work.sql.execute(ABOVE, [staff[superior].account_id, staff[username].account_id])
    for building, steward in STEWARDS.items():
        demo.work.sql.execute(LOOKS_AFTER, [staff[steward].account_id, building])
    return staff


ABOVE: LiteralString = "UPDATE account SET superior_id = %s WHERE id = %s"
LOOKS_AFTER: LiteralString = "UPDATE building SET steward_id = %s WHERE code = %s"


def demo_password_hash() -> str:
    """Always the same salt: it protects nothing that is not printed on the first page of the README."""
    return HASHER.hash(PASSWORD, salt=SALT)


def _member(demo: Demo, houses: Houses, member: Member, password_hash: str) -> Signature:
    person = Person(id=demo.id(f"person {member.username}"), name=member.name)
    account = Account(
        id=demo.id(f"account {member.username}"),
        username=member.username,
        person_id=person.id,
        password_hash=password_hash,
    )
    holding = DeskHolding(
        id=demo.id(f"desk {member.username}"),
        account_id=account.id,
        office_id=houses.offices[member.office],
        desk=member.desk,
    )
    demo.add(person, account, holding)
    return Signature(account.id, person.id)
