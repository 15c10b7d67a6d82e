"""Bodies and queries of the register that no other floor asks for."""

from schemas.base import Base
from schemas.fields import Choice, Code, Flag, Name, Ref, UserRef, WholeNumber
from schemas.many import Listed
from schemas.register_requests import CustomerMore
from schemas.times import LocalDate
from schemas.words import CUSTOMER_KINDS
from service.api.query import Paged
from service.models.customer import CHANNELS
from service.models.occupancy import LESSORS, NATURES
from service.models.office import OFFICE_KINDS

AREA_AT_MOST = 10_000_000


class NewOffice(Base):
    """`parent` is the office or project above it."""

    code = Code(20, required=True)
    name = Name(100, required=True)
    kind = Choice(OFFICE_KINDS, load_default="office")
    parent = Ref(required=True)
    zone = Name(60, load_default="Asia/Shanghai")


class NewBuilding(Base):
    office = Ref()
    code = Code(60, required=True)
    name = Name(100, required=True)


class NewOccupancy(Base):
    """`until` is the first day on which it no longer holds; `lessor` is who lets the room to a tenant."""

    office = Ref()
    room = Ref(required=True)
    customer = Ref(required=True)
    nature = Choice(NATURES, required=True)
    since = LocalDate(required=True)
    until = LocalDate()
    lessor = Choice(LESSORS)


class OccupancyChange(Base):
    """Of a tenant: the owner lets the room, or the company itself."""

    lessor = Choice(LESSORS, required=True)


class OfficeChange(Base):
    name = Name(100)


class BuildingChange(Base):
    """`steward` looks after it; null: nobody does."""

    code = Code(60)
    name = Name(100)
    steward = UserRef(allow_none=True)


class RoomChange(Base):
    code = Code(60)
    floor = WholeNumber(-20, 200)
    gross_area = WholeNumber(1, AREA_AT_MOST, allow_none=True)
    usable_area = WholeNumber(1, AREA_AT_MOST, allow_none=True)


class CustomerChange(CustomerMore):
    code = Code(60)
    name = Name(100)
    kind = Choice(CUSTOMER_KINDS)
    hardship = Flag()
    special = Flag()
    channels = Listed(Choice(CHANNELS), most=len(CHANNELS))


class OfficeQuery(Paged):
    kind = Choice(OFFICE_KINDS, load_default=None)


class BuildingQuery(Paged):
    office = Ref(load_default=None)


class RoomQuery(Paged):
    """`customer`: those that the customer owns, rents or lives in today."""

    office = Ref(load_default=None)
    building = Ref(load_default=None)
    code = Ref(load_default=None)
    customer = Ref(load_default=None)


class CustomerQuery(Paged):
    """Disabled customers are hidden unless asked for: by `status`, or by `show_disabled` as it is ticked.

    `q` is part of a code or a name, or of a phone number that the caller may see.
    """

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    status = Choice(("active", "disabled", "all"), load_default="active")
    show_disabled = Choice(("0", "1", "false", "true"), load_default=None)
    tenant_type = Name(60, load_default=None)
    industry = Name(60, load_default=None)
    q = Name(100, load_default=None)


class OccupancyQuery(Paged):
    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    status = Choice(("active", "inactive"), load_default=None)


class ChargeQuery(Paged):
    """`open` charges are those of which something is owed."""

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    status = Choice(("open", "closed"), load_default=None)


class PaymentQuery(Paged):
    office = Ref(load_default=None)
    customer = Ref(load_default=None)


class PrepaymentQuery(Paged):
    """`open` prepayments are those of which something is left."""

    office = Ref(load_default=None)
    customer = Ref(load_default=None)
    status = Choice(("open", "closed"), load_default=None)
