"""JSON Schema of what the register answers."""

from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict
from service.models.charge import CHARGE_KINDS
from service.models.customer import CHANNELS, CUSTOMER_KINDS
from service.models.deposit import DEPOSIT_KINDS, DEPOSIT_STATUSES
from service.models.occupancy import LESSORS, NATURES
from service.models.office import OFFICE_KINDS
from service.models.payment import METHODS

FEN: Shape = {"type": "integer", "minimum": 0}
WHOLE: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
DAY: Shape = {"type": "string", "format": "date"}


def maybe(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def one_of(words: tuple[str, ...]) -> Shape:
    return {"type": "string", "enum": list(words)}


# What an amount was computed from: the parts of a routine charge, or the days and the rate of a late one.
BASIS: Shape = {"type": ["array", "object", "null"]}
ROOM_REF = strict(id=ID, code=TEXT)
CUSTOMER_REF = strict(id=ID, code=TEXT, name=TEXT)
PERSON_REF = strict(id=ID, username=TEXT, name=TEXT)

# Somebody in a room: an occupancy, by whichever list it is told.
STAY: Shape = {
    "id": ID,
    "office": OFFICE,
    "room": ROOM_REF,
    "customer": CUSTOMER_REF,
    "nature": one_of(NATURES),
}
OFFICE_ROW = strict(
    id=ID,
    code=TEXT,
    name=TEXT,
    kind=one_of(OFFICE_KINDS),
    zone=TEXT,
    parent=maybe(OFFICE),
    version=WHOLE,
    created_at=moment(),
)
BUILDING_ROW = strict(
    id=ID,
    office=OFFICE,
    code=TEXT,
    name=TEXT,
    steward=maybe(PERSON_REF),
    version=WHOLE,
    created_at=moment(),
)
PAYER = maybe(strict(id=ID, code=TEXT, name=TEXT, nature=one_of(NATURES)))
PAYERS = strict(items=array(strict(since=DAY, until=maybe(DAY), payer=PAYER)))
ROOM_ROW = strict(
    id=ID,
    office=OFFICE,
    building=ROOM_REF,
    code=TEXT,
    floor=WHOLE,
    gross_area=maybe(WHOLE),
    usable_area=maybe(WHOLE),
    owner=maybe(CUSTOMER_REF),
    tenant=maybe(CUSTOMER_REF),
    resident=maybe(CUSTOMER_REF),
    payer=PAYER,
    version=WHOLE,
    created_at=moment(),
)
MORE = (
    "address",
    "fax",
    "email",
    "industry",
    "company",
    "job_title",
    "preference",
    "spending_power",
)
CUSTOMER_ROW = strict(
    id=ID,
    office=OFFICE,
    code=TEXT,
    name=TEXT,
    kind=one_of(CUSTOMER_KINDS),
    phone=maybe(TEXT),
    id_number=maybe(TEXT),
    **{name: maybe(TEXT) for name in MORE},
    tenant_type=TEXT,
    hardship=FLAG,
    special=FLAG,
    no_visits_until=maybe(moment()),
    channels=array(one_of(CHANNELS)),
    disabled=FLAG,
    version=WHOLE,
    created_at=moment(),
)
OCCUPANCY_ROW = strict(
    **STAY,
    since=DAY,
    until=maybe(DAY),
    lessor=maybe(one_of(LESSORS)),
    created_at=moment(),
    version=WHOLE,
)
CHARGE_ROW = strict(
    id=ID,
    office=OFFICE,
    customer=CUSTOMER_REF,
    room=maybe(ROOM_REF),
    item=TEXT,
    period=maybe(TEXT),
    amount_fen=FEN,
    balance_fen=FEN,
    paid_fen=FEN,
    refunded_fen=FEN,
    frozen=FLAG,
    due_on=DAY,
    limitation_on=DAY,
    judged_at=maybe(moment()),
    kind=one_of(CHARGE_KINDS),
    late_of=maybe(ID),
    basis=BASIS,
    version=WHOLE,
    reversed_at=maybe(moment()),
    created_at=moment(),
)
PART = strict(charge=maybe(ID), prepayment=maybe(ID), ticket=maybe(ID), amount_fen=FEN)
PAYMENT_ROW = strict(
    id=ID,
    office=OFFICE,
    payment_no=TEXT,
    customer=maybe(CUSTOMER_REF),
    amount_fen=FEN,
    method=one_of(METHODS),
    allocations=array(PART),
    received_by=maybe(PERSON_REF),
    paid_at=moment(),
    version=WHOLE,
    reversed_at=maybe(moment()),
    created_at=moment(),
)
PREPAYMENT_ROW = strict(
    id=ID,
    office=OFFICE,
    customer=CUSTOMER_REF,
    amount_fen=FEN,
    balance_fen=FEN,
    method=one_of(METHODS),
    frozen=FLAG,
    received_by=maybe(PERSON_REF),
    received_at=moment(),
    version=WHOLE,
    reversed_at=maybe(moment()),
    created_at=moment(),
)
DEPOSIT_ROW = strict(
    id=ID,
    office=OFFICE,
    room=maybe(ROOM_REF),
    customer=CUSTOMER_REF,
    kind=one_of(DEPOSIT_KINDS),
    amount_fen=FEN,
    balance_fen=FEN,
    frozen=FLAG,
    frozen_fen=FEN,
    status=one_of(DEPOSIT_STATUSES),
    received_by=PERSON_REF,
    received_at=moment(),
    audited_by=maybe(PERSON_REF),
    audited_at=maybe(moment()),
    version=WHOLE,
    reversed_at=maybe(moment()),
    created_at=moment(),
)
