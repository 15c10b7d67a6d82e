"""Bodies and queries about customers and what belongs to them."""

from schemas.base import Base
from schemas.fields import BankNumber, Choice, Code, Flag, Id, IdNumber, Name, Phone, Ref, Text
from schemas.many import Listed
from schemas.words import CUSTOMER_KINDS
from service.api.query import Paged
from service.models.customer import CHANNELS
from service.models.customer_parts import SEXES
from service.models.register_event import NOUNS, VERBS


class WholeCustomer(Base):
    """All of a customer's record; what is left out becomes empty."""

    code = Code(60, required=True)
    name = Name(100, required=True)
    kind = Choice(CUSTOMER_KINDS, required=True)
    phone = Phone(allow_none=True, load_default=None)
    id_number = IdNumber(allow_none=True, load_default=None)
    address = Name(200, allow_none=True, load_default=None)
    fax = Phone(allow_none=True, load_default=None)
    email = Name(200, allow_none=True, load_default=None)
    industry = Name(60, allow_none=True, load_default=None)
    company = Name(100, allow_none=True, load_default=None)
    job_title = Name(60, allow_none=True, load_default=None)
    preference = Text(2000, allow_none=True, load_default=None)
    spending_power = Name(60, allow_none=True, load_default=None)
    hardship = Flag(load_default=False)
    special = Flag(load_default=False)
    channels = Listed(Choice(CHANNELS), most=len(CHANNELS), load_default=lambda: list(CHANNELS))


class TrailQuery(Paged):
    """`row` is the id of what was looked at, changed or revealed; of a tariff its room's or building's."""

    office = Ref(load_default=None)
    row = Id(load_default=None)
    noun = Choice(NOUNS, load_default=None)
    verb = Choice(VERBS, load_default=None)


class RevealCustomer(Base):
    field = Choice(("phone", "id_number"), required=True)
    reason = Text(2000)


class NewAccount(Base):
    holder = Name(100, required=True)
    bank = Name(100, required=True)
    number = BankNumber(required=True)
    primary = Flag(load_default=False)


class AccountChange(Base):
    holder = Name(100)
    bank = Name(100)
    number = BankNumber()


class RevealAccount(Base):
    field = Choice(("number",), required=True)
    reason = Text(2000)


class NewMember(Base):
    """`relation` is to the customer: 儿子, 配偶 …"""

    relation = Name(60, required=True)
    name = Name(100, required=True)
    sex = Choice(SEXES, load_default="unknown")
    phone = Phone()


class MemberChange(Base):
    relation = Name(60)
    name = Name(100)
    sex = Choice(SEXES)
    phone = Phone(allow_none=True)


class RevealMember(Base):
    field = Choice(("phone",), required=True)
    reason = Text(2000)
