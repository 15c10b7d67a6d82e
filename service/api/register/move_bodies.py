"""Bodies and queries of handovers, moves and transfers."""

from schemas.base import Base
from schemas.fields import Choice, Flag, Name, Ref, Yes
from schemas.rules import BarredWhen, NeededUnless
from schemas.times import LocalDate
from service.api.query import Paged
from service.models.occupancy import NATURES, SOURCES

PAPER_NO = 100


class _Change(Base):
    """`on` is the first day on which the newcomer has the room."""

    office = Ref()
    room = Ref(required=True)
    customer = Ref(required=True)
    on = LocalDate(required=True)
    reenter_tenant = Flag(load_default=False)


class NewHandover(_Change):
    """The customer moves in and all earlier ones move out: both are compulsory, so only true is taken."""

    contract_no = Name(PAPER_NO)
    letter_no = Name(PAPER_NO)
    customer_moves_in = Yes(load_default=True)
    others_move_out = Yes(load_default=True)


class NewTransfer(_Change):
    """The room goes from its owner to the customer."""

    contract_no = Name(PAPER_NO)


class NewMove(Base):
    """In: `on` is the first day, `until` the first day after a lease. Out: `on` is the last day.

    Out of a room where one tenant or resident is, neither customer nor nature need be named.
    """

    office = Ref()
    room = Ref(required=True)
    direction = Choice(("in", "out"), load_default="in")
    customer = Ref()
    nature = Choice(NATURES)
    on = LocalDate(required=True)
    until = LocalDate()
    reenter_tenant = Flag(load_default=False)
    resident_leaves = Flag(load_default=False)
    conditions = (
        NeededUnless("customer", "direction", "out"),
        NeededUnless("nature", "direction", "out"),
        BarredWhen("until", "direction", "out"),
        BarredWhen("reenter_tenant", "direction", "out"),
        BarredWhen("resident_leaves", "direction", "out"),
    )


class ChangeQuery(Paged):
    """`in_force` are those that were not taken back."""

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    status = Choice(("in_force", "reversed"), load_default=None)
    contract_no = Name(PAPER_NO, load_default=None)
    letter_no = Name(PAPER_NO, load_default=None)


class MoveQuery(Paged):
    """`active` are those that hold today; `all` leaves out the cancelled."""

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    nature = Choice(NATURES, load_default=None)
    source = Choice(SOURCES, load_default=None)
    status = Choice(("all", "active", "inactive", "cancelled"), load_default="all")
