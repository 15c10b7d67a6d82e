"""Bodies and queries of what rooms are charged, and by which runs."""

from schemas.base import Base
from schemas.fields import Choice, Fen, Flag, Month, Name, Ref, Text, WholeNumber
from schemas.many import Listed
from schemas.rules import AtLeastOne, ExactlyOne
from schemas.times import LocalDate
from service.api.query import Paged
from service.models.charge_run import FAULTS, RUN_STATUSES
from service.models.tariff import BASES, ITEM_KINDS

POSITION = (0, 10_000)
LATE_PPM = (0, 3_000)
PERCENT = (0, 100)
PRICE_AT_MOST = 1_000_000_000


class RunMonth(Month):
    """Of this century."""

    regex = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


class NewChargeItem(Base):
    """`late_ppm`: late charge of a day, in millionths of what is owed: 500 is 0.05%."""

    office = Ref()
    name = Name(100, required=True)
    kind = Choice(ITEM_KINDS, required=True)
    position = WholeNumber(*POSITION)
    late_ppm = WholeNumber(*LATE_PPM)
    late_cap_percent = WholeNumber(*PERCENT)


class ChargeItemChange(Base):
    """`late_since`: the day from which the new `late_ppm` counts, today when left out."""

    name = Name(100)
    position = WholeNumber(*POSITION)
    late_ppm = WholeNumber(*LATE_PPM)
    late_since = LocalDate()
    late_cap_percent = WholeNumber(*PERCENT)


class NewStandard(Base):
    """`price_fen` a month for every `per` units of the basis."""

    office = Ref()
    item = Ref(required=True)
    name = Name(100, required=True)
    basis = Choice(BASES, required=True)
    price_fen = WholeNumber(1, PRICE_AT_MOST, required=True)
    per = WholeNumber(1, 1000)


class NewTariff(Base):
    """For one room, or for all rooms of a building."""

    office = Ref()
    room = Ref()
    building = Ref()
    item = Ref(required=True)
    standard = Ref(required=True)
    begins_on = LocalDate()
    ends_on = LocalDate()
    conditions = (ExactlyOne(("room", "building")),)


class TariffChange(Base):
    """The last day that is charged; null: without an end."""

    ends_on = LocalDate(allow_none=True, required=True)


class TariffTakenBack(Base):
    """`together`: with all that the same call set."""

    together = Flag(load_default=False)


class NewChargeRun(Base):
    """Without `building` all rooms of the office, without `items` all that are charged monthly.

    `period` begins at most two years from now. `payer_on`: who lives there on that day of the month pays; by
    default today, or the day of the month next to it.
    """

    office = Ref()
    period = RunMonth(required=True)
    building = Ref()
    items = Listed(Ref(), least=1, most=50)
    payer_on = LocalDate()
    due_on = LocalDate()


class NewSubsidy(Base):
    """Of one item or of all; up to an amount, to a day, or for some months."""

    office = Ref()
    room = Ref(required=True)
    developer = Ref(required=True)
    item = Ref()
    begins_on = LocalDate(required=True)
    ends_on = LocalDate()
    months = WholeNumber(1, 120)
    amount_fen = Fen(minimum=1)
    conditions = (AtLeastOne(("amount_fen", "ends_on", "months")),)


class SubsidyEnd(Base):
    """`on` is the last day that counts."""

    on = LocalDate(required=True)
    reason = Text(2000, required=True)


class SubsidyReversal(Base):
    reason = Text(2000, required=True)


class ChargeItemQuery(Paged):
    office = Ref(load_default=None)
    kind = Choice(ITEM_KINDS, load_default=None)


class StandardQuery(Paged):
    office = Ref(load_default=None)
    item = Ref(load_default=None)


class TariffQuery(StandardQuery):
    room = Ref(load_default=None)
    building = Ref(load_default=None)


class ChargeRunQuery(Paged):
    office = Ref(load_default=None)
    period = RunMonth(load_default=None)
    status = Choice(RUN_STATUSES, load_default=None)


class ReportQuery(Paged):
    reason = Choice(FAULTS, load_default=None)


class SubsidyQuery(Paged):
    office = Ref(load_default=None)
    room = Ref(load_default=None)
