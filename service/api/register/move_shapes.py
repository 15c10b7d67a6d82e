"""JSON Schema of handovers, transfers and moves as answered."""

from service.api.register.shapes import (
    CUSTOMER_REF,
    DAY,
    FEN,
    FLAG,
    PAYER,
    PERSON_REF,
    ROOM_REF,
    STAY,
    WHOLE,
    maybe,
    one_of,
)
from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict
from service.models.occupancy import LESSORS, NATURES, SOURCES

LEFT: Shape = array(
    strict(
        move=ID,
        customer=CUSTOMER_REF,
        nature=one_of(NATURES),
        since=DAY,
        until=maybe(DAY),
        out_on=maybe(DAY),
        reentered=FLAG,
    )
)
WARNINGS: Shape = array(strict(rule=TEXT, detail=TEXT))
SUBSIDIES = array(
    strict(
        id=ID,
        developer=CUSTOMER_REF,
        item=maybe(strict(id=ID, name=TEXT)),
        amount_fen=maybe(FEN),
        balance_fen=maybe(FEN),
        begins_on=DAY,
        ends_on=maybe(DAY),
        ended_at=maybe(moment()),
    )
)
# Sums, subsidies and the numbers of papers are null for desks that read no money.
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
    "payer": PAYER,
    "subsidies": maybe(SUBSIDIES),
    "arrears_fen": maybe(FEN),
    "prepayment_fen": maybe(FEN),
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
    **STAY,
    "in_on": DAY,
    "until": maybe(DAY),
    "out_on": maybe(DAY),
    "source": one_of(SOURCES),
    "lessor": maybe(one_of(LESSORS)),
    "cancelled": FLAG,
    "left": LEFT,
    "created_at": moment(),
    "version": WHOLE,
}
CHANGE_ROW = strict(**CHANGE)
CHANGE_MADE = strict(**CHANGE, warnings=WARNINGS)
MOVE_ROW = strict(**MOVE)
MOVE_MADE = strict(**MOVE, warnings=WARNINGS)
MOVES_MADE = strict(items=array(MOVE_MADE))
