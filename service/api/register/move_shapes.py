"""JSON Schema of handovers, transfers and moves as answered."""

from service.api.register.shapes import (
    CUSTOMER_REF,
    DAY,
    FEN,
    FLAG,
    PERSON_REF,
    ROOM_REF,
    WHOLE,
    maybe,
    one_of,
)
from service.api.shapes import ID, OFFICE, TEXT, Shape, moment, strict
from service.models.occupancy import NATURES, SOURCES

LEFT: Shape = {
    "type": "array",
    "items": strict(
        move=ID,
        customer=CUSTOMER_REF,
        nature=one_of(NATURES),
        since=DAY,
        until=maybe(DAY),
        out_on=maybe(DAY),
        reentered=FLAG,
    ),
}
WARNINGS: Shape = {"type": "array", "items": strict(rule=TEXT, detail=TEXT)}
CHANGE = {
    "id": ID,
    "office": OFFICE,
    "room": ROOM_REF,
    "customer": CUSTOMER_REF,
    "on": DAY,
    "contract_no": maybe(TEXT),
    "letter_no": maybe(TEXT),
    "move": maybe(ID),
    "left": LEFT,
    "payer": maybe(strict(id=ID, code=TEXT, name=TEXT, nature=one_of(NATURES))),
    "arrears_fen": FEN,
    "prepayment_fen": FEN,
    "assumption_no": maybe(TEXT),
    "passed_code": maybe(TEXT),
    "left_code": maybe(TEXT),
    "former_code": maybe(TEXT),
    "created_by": PERSON_REF,
    "created_at": moment(),
    "reversed_at": maybe(moment()),
    "reversed_by": maybe(PERSON_REF),
    "reason": maybe(TEXT),
    "version": WHOLE,
}
MOVE = {
    "id": ID,
    "office": OFFICE,
    "room": ROOM_REF,
    "customer": CUSTOMER_REF,
    "nature": one_of(NATURES),
    "in_on": DAY,
    "until": maybe(DAY),
    "out_on": maybe(DAY),
    "source": one_of(SOURCES),
    "cancelled": FLAG,
    "left": LEFT,
    "created_at": moment(),
    "version": WHOLE,
}
CHANGE_ROW = strict(**CHANGE)
CHANGE_MADE = strict(**CHANGE, warnings=WARNINGS)
MOVE_ROW = strict(**MOVE)
MOVE_MADE = strict(**MOVE, warnings=WARNINGS)
MOVES_MADE = strict(items={"type": "array", "items": MOVE_MADE})
