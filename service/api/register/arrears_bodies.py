"""Bodies and queries of arrears, late charges, write-offs and the dunning log."""

from schemas.base import Base
from schemas.fields import Choice, Fen, Id, Ref, Text
from schemas.many import Listed
from schemas.rules import NeededWith
from schemas.times import LocalDate
from service.api.query import Paged
from service.models.customer import CHANNELS


class ArrearsQuery(Paged):
    office = Ref(load_default=None)
    customer = Ref(load_default=None)


class WriteOff(Base):
    """Without `charges` the law's order decides; without `amount_fen` as much as there is."""

    charges = Listed(Id(), least=1)
    amount_fen = Fen(minimum=1)


class LateCharge(Base):
    """Up to and including `on`, by default today."""

    office = Ref()
    customer = Ref()
    on = LocalDate()


class NewReminder(Base):
    office = Ref()
    customer = Ref(required=True)
    channel = Choice(CHANNELS, required=True)
    happened_on = LocalDate()
    text = Text(2000)
    promised_on = LocalDate()
    promised_fen = Fen(minimum=1)
    conditions = (NeededWith("promised_on", "promised_fen"),)
