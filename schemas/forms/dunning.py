"""Forms of the dunning request (`contract.md` 9.1, 9.4)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Choice, Fen, Id, Ref, SaidBy, Text
from schemas.forms.common import CommentOnly, Reasoned, Return
from schemas.many import Charges, FileRefs, Inside, Listed
from schemas.rules import AtLeastOne
from schemas.times import LocalDate, Moment

MEASURES = (
    "sms",
    "call",
    "written_notice",
    "lawyer_letter",
    "mediation",
    "payment_order",
    "arbitration",
    "lawsuit",
    "repossess_room",
)
# Known, so that they can be refused by name (民法典第九百四十四条), before any form is looked at.
PROHIBITED = frozenset({"stop_power", "stop_water", "stop_gas", "stop_heat"})
CHANNELS = ("sms", "call", "post", "hand", "email", "filing")
DISPUTES = ("quality", "wrong_sum", "not_my_room", "other")
GROUNDS = ("limitation", "bankruptcy", "death")

_KNOWN = (*MEASURES, *sorted(PROHIBITED))


class Opening(Base):
    customer = Ref(required=True)
    measure = Choice(_KNOWN, required=True)
    charges = Charges(required=True)
    reason = Text(2000)


class Amend(Form):
    measure = Choice(_KNOWN)
    charges = Charges()
    reason = Text(2000)
    conditions = (AtLeastOne(("measure", "charges", "reason")),)


class Submit(Form):
    skip_reason = Text(2000)
    pay_by = LocalDate()


class Execute(Form):
    channel = Choice(CHANNELS)
    reference = Text(100)


class Delivered(Form):
    at = Moment(when="past", required=True)
    proof = FileRefs(least=1)
    reference = Text(100)
    conditions = (AtLeastOne(("proof", "reference")),)


class Undelivered(Reasoned):
    next_channel = Choice(CHANNELS)


class Promise(Form):
    by = LocalDate(when="within_30_days", required=True)
    amount_fen = Fen(minimum=1)
    said_by = SaidBy()


class Dispute(Reasoned):
    kind = Choice(DISPUTES, required=True)
    said_by = SaidBy()


class Reduction(Base):
    charge = Id(required=True)
    reduce_by_fen = Fen(minimum=1, required=True)


class Adjusted(Reasoned):
    lines = Listed(Inside(Reduction), least=1, most=200, required=True)


class EscalateStep(Form):
    measure = Choice(_KNOWN)
    reason = Text(2000)


class Judgment(Form):
    file_no = Text(100, required=True)
    decided_on = LocalDate(required=True)
    amount_fen = Fen(required=True)


class WriteOff(Form):
    ground = Choice(GROUNDS, required=True)
    proof = FileRefs(least=1, required=True)


def prohibited_measure(body: object) -> str | None:
    """The prohibited measure that a body names, itself or in its `details`, however wrong the rest is."""
    for part in (body, body.get("details") if isinstance(body, dict) else None):
        measure = part.get("measure") if isinstance(part, dict) else None
        if isinstance(measure, str) and measure in PROHIBITED:
            return measure
    return None


FORMS: dict[str, type[Form]] = {
    "amend": Amend,
    "submit": Submit,
    "approve": CommentOnly,
    "return": Return,
    "reject": Reasoned,
    "withdraw": Reasoned,
    "execute": Execute,
    "delivered": Delivered,
    "undelivered": Undelivered,
    "promise": Promise,
    "dispute": Dispute,
    "dispute_rejected": Reasoned,
    "dispute_upheld": Reasoned,
    "adjusted": Adjusted,
    "escalate_step": EscalateStep,
    "judgment": Judgment,
    "write_off": WriteOff,
}
