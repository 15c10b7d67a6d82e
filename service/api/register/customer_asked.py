"""Bodies and queries of what is asked about customers, of their events and of types of tenants."""

from schemas.base import Base
from schemas.fields import Choice, Code, Flag, Name, Ref, Text, UserRef, WholeNumber
from schemas.times import LocalDate
from service.api.query import Paged
from service.models.occupancy import NATURES


class SuggestionQuery(Base):
    """`code` is the one wished for; left out it is the code of `room`."""

    office = Ref(load_default=None)
    code = Code(55, load_default=None)
    room = Ref(load_default=None)


class DirectoryQuery(Paged):
    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)


class PastQuery(DirectoryQuery):
    nature = Choice(NATURES, load_default=None)


class SearchBody(Base):
    q = Name(100, required=True)
    limit = WholeNumber(1, 50, load_default=20)


class NewTenantType(Base):
    office = Ref()
    name = Name(60, required=True)
    hardship = Flag(load_default=False)


class SetTenantType(Base):
    type = Name(60, required=True)


class OfficeOnly(Base):
    office = Ref(load_default=None)


class TenantTypeQuery(Paged):
    office = Ref(load_default=None)


class NewCustomerEvent(Base):
    """`kind` is the class of event, such as 高空抛物; a customer, a room or both are named."""

    office = Ref()
    customer = Ref()
    room = Ref()
    kind = Name(60, required=True)
    happened_on = LocalDate(required=True)
    text = Text(5000, required=True)
    handler = UserRef()


class CustomerEventChange(Base):
    kind = Name(60)
    happened_on = LocalDate()
    text = Text(5000)
    handler = UserRef()


class CustomerEventQuery(Paged):
    """`since` and `until` are days, both included."""

    office = Ref(load_default=None)
    customer = Ref(load_default=None)
    room = Ref(load_default=None)
    kind = Name(60, load_default=None)
    since = LocalDate(load_default=None)
    until = LocalDate(load_default=None)


class NewDebitFile(Base):
    """Everything that was due by this day."""

    office = Ref()
    due_by = LocalDate(required=True)
