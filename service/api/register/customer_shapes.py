"""JSON Schema of answers about customers, their events and types of tenants."""

from service.api.register.people_shapes import SENTENCES
from service.api.register.shapes import (
    CUSTOMER_REF,
    CUSTOMER_ROW,
    DAY,
    FLAG,
    PERSON_REF,
    ROOM_REF,
    STAY,
    WHOLE,
    maybe,
    one_of,
)
from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict
from service.queries.register.drill import DRILLS, MONEY_DRILLS

THINGS: Shape = array({"type": "object"})
SUGGESTION = strict(code=TEXT, taken=FLAG)
ACTIONS_ROW = strict(actions=SENTENCES)
DRILL_COUNTS = strict(**{name: maybe(WHOLE) if name in MONEY_DRILLS else WHOLE for name in DRILLS})
PROFILE = strict(basic=CUSTOMER_ROW, repairs=THINGS, complaints=THINGS, payments=maybe(THINGS), visits=THINGS)
DIRECTORY_ROW = strict(**STAY, phone=maybe(TEXT), fax=maybe(TEXT), email=maybe(TEXT), address=maybe(TEXT))
PAST_ROW = strict(**STAY, in_on=DAY, out_on=DAY)
FOUND_ROW: Shape = array(
    strict(
        kind=one_of(("customer", "room")),
        id=ID,
        office=OFFICE,
        code=TEXT,
        name=maybe(TEXT),
        phone=maybe(TEXT),
        disabled=FLAG,
        was=maybe(TEXT),
    )
)
TENANT_TYPE_ROW = strict(id=ID, office=OFFICE, name=TEXT, hardship=FLAG, created_at=moment())
TYPE_COUNTS = strict(items=array(strict(type=TEXT, customers=WHOLE)))
CUSTOMER_EVENT_ROW = strict(
    id=ID,
    office=OFFICE,
    customer=maybe(CUSTOMER_REF),
    room=maybe(ROOM_REF),
    kind=TEXT,
    happened_on=DAY,
    text=TEXT,
    handler=maybe(PERSON_REF),
    version=WHOLE,
    created_at=moment(),
)
DEBIT_ROW = strict(
    customer=CUSTOMER_REF, amount_fen=WHOLE, holder=TEXT, bank=TEXT, number=TEXT, number_last4=TEXT
)
SKIPPED_ROW = strict(customer=CUSTOMER_REF, amount_fen=WHOLE, reason=one_of(("no_account",)))
DEBIT_FILE = strict(rows=array(DEBIT_ROW), skipped=array(SKIPPED_ROW))
