"""Forms of the repair (`contract.md` 9.1, 9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas import sentences
from schemas.base import Base, Form
from schemas.fields import MOST_FEN, Choice, Fen, Flag, Hours, Name, SaidBy, Text, UserRef, WholeNumber
from schemas.forms.common import CommentOnly, CustomerMaybeReasoned, CustomerReasoned, Reasoned, Return
from schemas.many import FileRefs, Inside, Listed
from schemas.rules import AtLeastOne, Problems, Raw, Shape
from schemas.times import Moment
from schemas.words import METHODS

URGENCIES = ("danger", "urgent", "normal")
PLACES = ("private", "common")
PROOFS = ("code", "photo", "position")


class Opening(Base):
    category = Text(60, required=True)
    urgency = Choice(URGENCIES, required=True)
    place = Choice(PLACES, required=True)
    text = Text(5000)
    appointment_at = Moment()


class Triage(Form):
    place = Choice(PLACES, required=True)
    in_warranty = Flag(load_default=False)
    category = Text(60)
    urgency = Choice(URGENCIES)


class OutOfScope(Reasoned):
    contact = Text(200, required=True)


class Dispatch(Form):
    to = UserRef(required=True)
    override_reason = Text(2000)


class Accept(Form):
    eta_at = Moment()


class Proof(Base):
    kind = Choice(PROOFS, required=True)
    value = Text(200, required=True)


class Arrive(Form):
    proof = Inside(Proof)


class QuoteLine(Base):
    item = Text(200, required=True)
    quantity = WholeNumber(1, required=True)
    price_fen = Fen(required=True)


@dataclass(frozen=True, slots=True)
class DiscountWithinSum:
    def problems(self, raw: Raw) -> Problems:
        discount, total = raw.get("discount_fen", 0), quoted_sum(raw.get("lines"))
        if type(discount) is not int or total is None:
            return {}
        if total > MOST_FEN:
            return {"lines": sentences.SUM_TOO_BIG}
        return {"discount_fen": sentences.OVER_SUM} if discount > total else {}

    def shape(self) -> list[Shape]:
        return []


class Quote(Form):
    lines = Listed(Inside(QuoteLine), least=1, most=50, required=True)
    discount_fen = Fen(load_default=0)
    conditions = (DiscountWithinSum(),)


class AcceptQuote(Form):
    amount_fen = Fen(required=True)
    signature = FileRefs(exact=1)
    said_by = SaidBy()


class Wait(Reasoned):
    until = Moment(when="future", required=True)


class Part(Base):
    name = Name(200, required=True)
    quantity = WholeNumber(1, required=True)


class Complete(Form):
    hours = Hours(required=True)
    parts = Listed(Inside(Part), load_default=list)
    photos_before = FileRefs()
    photos_after = FileRefs()


class AcceptWork(Form):
    rating = WholeNumber(1, 5, required=True)
    said_by = SaidBy()


class Paid(Form):
    amount_fen = Fen(required=True)
    method = Choice(METHODS, required=True)
    reference = Text(100)


class Reclassify(Reasoned):
    category = Text(60)
    urgency = Choice(URGENCIES)
    appointment_at = Moment()
    conditions = (AtLeastOne(("category", "urgency", "appointment_at")),)


def quoted_sum(lines: Any) -> int | None:
    """The sum of a quote's lines in fen; None where the lines themselves are not in order."""
    if not isinstance(lines, list):
        return None
    total = 0
    for line in lines:
        parts = (line.get("quantity"), line.get("price_fen")) if isinstance(line, dict) else (None, None)
        if type(parts[0]) is not int or type(parts[1]) is not int:
            return None
        total += parts[0] * parts[1]
    return total


FORMS: dict[str, type[Form]] = {
    "triage": Triage,
    "out_of_scope": OutOfScope,
    "dispatch": Dispatch,
    "grab": CommentOnly,
    "accept": Accept,
    "refuse": Reasoned,
    "arrive": Arrive,
    "quote": Quote,
    "approve": CommentOnly,
    "return": Return,
    "accept_quote": AcceptQuote,
    "refuse_quote": CustomerMaybeReasoned,
    "start": CommentOnly,
    "wait_parts": Wait,
    "wait_customer": Wait,
    "wait_third": Wait,
    "resume": CommentOnly,
    "complete": Complete,
    "accept_work": AcceptWork,
    "rework": CustomerReasoned,
    "paid": Paid,
    "to_arrears": Reasoned,
    "cancel": CustomerReasoned,
    "reclassify": Reclassify,
    "force_finish": Reasoned,
}
