"""JSON Schema of what is answered about customers and what belongs to them."""

from service.api.register.shapes import FLAG, PERSON_REF, WHOLE, maybe, one_of
from service.api.shapes import ID, OFFICE, TEXT, Shape, array, moment, strict
from service.models.customer_parts import HISTORY_FIELDS, SEXES
from service.models.register_event import VERBS

REVEALED = strict(field=TEXT, value=maybe(TEXT))
SENTENCES: Shape = array(TEXT)
HISTORY_ROW = strict(
    id=ID, field=one_of(("name", *HISTORY_FIELDS)), old=maybe(TEXT), changed_by=maybe(PERSON_REF), at=moment()
)
TRAIL_ROW = strict(
    id=ID,
    office=OFFICE,
    noun=TEXT,
    row=ID,
    verb=one_of(VERBS),
    fields=SENTENCES,
    reason=maybe(TEXT),
    actor=maybe(PERSON_REF),
    at=moment(),
)
ACCOUNT_ROW = strict(
    id=ID,
    customer=ID,
    holder=TEXT,
    bank=TEXT,
    number=TEXT,
    number_last4=TEXT,
    primary=FLAG,
    disabled=FLAG,
    version=WHOLE,
    created_at=moment(),
)
MEMBER_ROW = strict(
    id=ID,
    customer=ID,
    relation=TEXT,
    name=TEXT,
    sex=one_of(SEXES),
    phone=maybe(TEXT),
    version=WHOLE,
    created_at=moment(),
)
