"""What was charged with handovers (客户入伙收费明细表), view only."""

from schemas.fields import Choice, Id, Ref
from service.api.area import Area
from service.api.query import Paged
from service.api.register.nouns import Noun, add
from service.api.register.shapes import BASIS, CUSTOMER_REF, DAY, FEN, PERSON_REF, ROOM_REF, maybe
from service.api.shapes import ID, OFFICE, TEXT, moment, strict
from service.queries.register.handover_charges import HANDOVER_CHARGES
from service.queries.register.readers import MONEY

area = Area("handover charges", "What was charged with handovers")
HANDOVER_CHARGE_ROW = strict(
    id=ID,
    office=OFFICE,
    handover=ID,
    on=DAY,
    room=ROOM_REF,
    customer=CUSTOMER_REF,
    item=TEXT,
    amount_fen=FEN,
    balance_fen=FEN,
    paid_fen=FEN,
    due_on=DAY,
    basis=BASIS,
    created_by=PERSON_REF,
    created_at=moment(),
    reversed_at=maybe(moment()),
)


class HandoverChargeQuery(Paged):
    """`in_force` are those of handovers that were not taken back."""

    office = Ref(load_default=None)
    room = Ref(load_default=None)
    customer = Ref(load_default=None)
    handover = Id(load_default=None)
    status = Choice(("in_force", "reversed"), load_default=None)


HANDOVER_CHARGE = Noun(
    address="handover-charges",
    one="handover_charge",
    listing=HANDOVER_CHARGES,
    row=HANDOVER_CHARGE_ROW,
    query=HandoverChargeQuery,
    readers=MONEY,
    lists="What was picked with handovers, line by line; it is made and undone with the handover alone.",
)
add(area, HANDOVER_CHARGE)
