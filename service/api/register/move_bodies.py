"""Bodies and queries of handovers, moves and transfers."""

from schemas.base import Base
from schemas.fields import Choice, Code, Fen, Flag, Name, Phone, Ref, Text, WholeNumber, Yes
from schemas.many import Inside, Listed
from schemas.rules import AtLeastOne, BarredWhen, ExactlyOne, NeededUnless, NotBoth
from schemas.times import LocalDate
from schemas.words import CUSTOMER_KINDS
from service.api.query import Paged
from service.models.occupancy import LESSORS, NATURES, SOURCES

PAPER_NO = 100
FINDING = 2000
METER_MOST = 2_000_000_000


class _Money(Base):
    """What goes over to the newcomer (desk finance or pm); arrears only with the paper that takes them on.

    `pass_code`: the old owner's code gets a "-1", the new owner gets the old code; with a transfer unless
    told otherwise.
    """

    arrears_to_new = Flag(load_default=False)
    prepayment_to_new = Flag(load_default=False)
    assumption_no = Name(PAPER_NO)
    pass_code = Flag()


class MoveReading(Base):
    """Of a meter of the room, by number or id; the charge is the leaver's. None: settled at month's end."""

    meter = Ref(required=True)
    value = WholeNumber(0, METER_MOST, required=True)
    read_on = LocalDate()
    create_charge = Flag(load_default=False)


class Newcomer(Base):
    """Who has no record yet; without `code` it is the room's, or the next that is free (-1, -2 …)."""

    name = Name(100, required=True)
    code = Code(60)
    kind = Choice(CUSTOMER_KINDS, load_default="owner")
    phone = Phone()


class Finding(Base):
    """What was found (验收); `repair` is the repair that came of it, by number or id."""

    text = Text(FINDING, required=True)
    accepted_on = LocalDate()
    repair = Ref()


class HandoverCharge(Base):
    """Off the temporary charge list (临时费用一览表), at its only standard or the one named.

    `amount_fen` in place of a standard: desk finance.
    """

    item = Ref(required=True)
    standard = Ref()
    amount_fen = Fen(minimum=1)
    conditions = (NotBoth("standard", "amount_fen"),)


class HandoverSubsidy(Base):
    """What the developer pays for the owner (代缴), from the day of the handover on unless told otherwise.

    By amount, to a day or for some months, of one item or of all: desk finance.
    """

    developer = Ref(required=True)
    item = Ref()
    begins_on = LocalDate()
    ends_on = LocalDate()
    months = WholeNumber(1, 120)
    amount_fen = Fen(minimum=1)
    conditions = (AtLeastOne(("amount_fen", "ends_on", "months")),)


class _Change(_Money):
    """`on` is the first day on which the newcomer has the room."""

    office = Ref()
    room = Ref(required=True)
    customer = Ref()
    new_customer = Inside(Newcomer)
    acceptance = Listed(Inside(Finding), most=100)
    readings = Listed(Inside(MoveReading), most=20)
    conditions = (ExactlyOne(("customer", "new_customer")),)
    on = LocalDate(required=True)
    reenter_tenant = Flag(load_default=False)


class NewHandover(_Change):
    """The customer moves in and all earlier ones move out: both are compulsory, so only true is taken."""

    contract_no = Name(PAPER_NO)
    letter_no = Name(PAPER_NO)
    charges = Listed(Inside(HandoverCharge), most=50)
    subsidies = Listed(Inside(HandoverSubsidy), most=20)
    customer_moves_in = Yes(load_default=True)
    others_move_out = Yes(load_default=True)


class NewTransfer(_Change):
    """The room goes from its owner to the customer."""

    contract_no = Name(PAPER_NO)


class NewMove(_Money):
    """In: `on` is the first day, `until` the first day after a lease. Out: `on` is the last day.

    `lessor` is who lets the room to a tenant, its owner unless told otherwise. Out of a room where one
    tenant or resident is, neither customer nor nature need be named.
    """

    office = Ref()
    room = Ref(required=True)
    direction = Choice(("in", "out"), load_default="in")
    customer = Ref()
    nature = Choice(NATURES)
    lessor = Choice(LESSORS)
    on = LocalDate(required=True)
    until = LocalDate()
    acceptance = Listed(Inside(Finding), most=100)
    readings = Listed(Inside(MoveReading), most=20)
    reenter_tenant = Flag(load_default=False)
    resident_leaves = Flag(load_default=False)
    conditions = (
        NeededUnless("customer", "direction", "out"),
        NeededUnless("nature", "direction", "out"),
        BarredWhen("lessor", "direction", "out"),
        BarredWhen("until", "direction", "out"),
        BarredWhen("reenter_tenant", "direction", "out"),
        BarredWhen("resident_leaves", "direction", "out"),
        BarredWhen("arrears_to_new", "direction", "out"),
        BarredWhen("prepayment_to_new", "direction", "out"),
        BarredWhen("assumption_no", "direction", "out"),
        BarredWhen("pass_code", "direction", "out"),
        BarredWhen("acceptance", "direction", "out"),
    )


class QuickMove(Base):
    """As `NewMove`, of what a page of rooms shows: nothing goes over, nobody is entered again."""

    room = Ref(required=True)
    direction = Choice(("in", "out"), load_default="in")
    customer = Ref()
    nature = Choice(NATURES)
    on = LocalDate(required=True)
    conditions = (NeededUnless("customer", "direction", "out"), NeededUnless("nature", "direction", "out"))


class QuickMoves(Base):
    """All or none; `office` where a code alone names rooms of two."""

    office = Ref()
    moves = Listed(Inside(QuickMove), least=1, most=200, required=True)


class ChangeCorrection(Base):
    """The day only while nothing builds on it."""

    on = LocalDate()
    contract_no = Name(PAPER_NO, allow_none=True)
    letter_no = Name(PAPER_NO, allow_none=True)
    conditions = (AtLeastOne(("on", "contract_no", "letter_no")),)


class MoveCorrection(Base):
    """Of a move in, or of a move out that was registered; only while nothing builds on it."""

    in_on = LocalDate()
    out_on = LocalDate()
    conditions = (ExactlyOne(("in_on", "out_on")),)


class Reversal(Base):
    reason = Text(2000, required=True)


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
