"""JSON Schema of what is answered about items, standards, tariffs, runs and subsidies."""

from service.api.register.shapes import CUSTOMER_REF, DAY, FEN, FLAG, ROOM_REF, WHOLE, maybe, one_of
from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict
from service.models.charge_run import FAULTS, RUN_STATUSES
from service.models.tariff import BASES, ITEM_KINDS

ITEM_REF = strict(id=ID, name=TEXT, kind=one_of(ITEM_KINDS))
CHARGE_ITEM_ROW = strict(
    id=ID,
    office=OFFICE,
    name=TEXT,
    kind=one_of(ITEM_KINDS),
    position=WHOLE,
    late_ppm=WHOLE,
    late_cap_percent=WHOLE,
    disabled=FLAG,
    version=WHOLE,
    created_at=moment(),
)
STANDARD_ROW = strict(
    id=ID,
    office=OFFICE,
    item=ITEM_REF,
    name=TEXT,
    basis=one_of(BASES),
    price_fen=FEN,
    per=WHOLE,
    created_at=moment(),
)
TARIFF_ROW = strict(
    id=ID,
    office=OFFICE,
    room=ROOM_REF,
    item=ITEM_REF,
    standard=strict(id=ID, name=TEXT, basis=one_of(BASES), price_fen=FEN, per=WHOLE),
    begins_on=maybe(DAY),
    ends_on=maybe(DAY),
    version=WHOLE,
    created_at=moment(),
)
TARIFFS_SET = strict(
    dry_run=FLAG,
    affected=WHOLE,
    warning=TEXT,
    tariffs=array(ID),
)
RUN_ROW = strict(
    id=ID,
    office=OFFICE,
    period=TEXT,
    building=maybe(ROOM_REF),
    items=maybe(array(ITEM_REF)),
    payer_on=DAY,
    due_on=DAY,
    status=one_of(RUN_STATUSES),
    rooms=WHOLE,
    rooms_done=WHOLE,
    lines=WHOLE,
    amount_fen=FEN,
    report=strict(**dict.fromkeys(FAULTS, WHOLE)),
    created_at=moment(),
    finished_at=maybe(moment()),
)
FAULT_ROW: Shape = strict(id=ID, room=ROOM_REF, item=maybe(ITEM_REF), reason=one_of(FAULTS))
SUBSIDY_ROW = strict(
    id=ID,
    office=OFFICE,
    room=ROOM_REF,
    developer=CUSTOMER_REF,
    item=maybe(ITEM_REF),
    amount_fen=maybe(FEN),
    balance_fen=maybe(FEN),
    begins_on=DAY,
    ends_on=maybe(DAY),
    ended_at=maybe(moment()),
    version=WHOLE,
    created_at=moment(),
)
