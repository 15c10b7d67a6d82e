"""Forms of the refund (`contract.md` 9.1, 9.5)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Account, Choice, Fen, Flag, Id, Name, SaidBy, Text
from schemas.forms.common import CommentOnly, CustomerReasoned, MaybeReasoned, Reasoned, Return
from schemas.many import FileRefs, Inside
from schemas.rules import AtLeastOne, BarredWhen, ExactlyOne, NeededWhen

RECEIPTS = ("original", "lost")
ROUTES = ("original", "bank")


class Payee(Base):
    name = Name(100, required=True)
    bank = Name(100, required=True)
    account = Account(required=True)


class Opening(Base):
    deposit = Id()
    prepayment = Id()
    charge = Id()
    amount_fen = Fen(minimum=1, required=True)
    payee = Inside(Payee, required=True)
    reason = Text(2000, required=True)
    conditions = (ExactlyOne(("deposit", "prepayment", "charge")),)


class Amend(Form):
    amount_fen = Fen(minimum=1)
    payee = Inside(Payee)
    reason = Text(2000)
    conditions = (AtLeastOne(("amount_fen", "payee", "reason")),)


class Proxy(Base):
    power_of_attorney = FileRefs(least=1, required=True)
    id_copies = FileRefs(exact=2, required=True)


class Submit(Form):
    receipt = Choice(RECEIPTS, load_default="original")
    loss_statement = FileRefs(exact=1)
    proxy = Inside(Proxy)
    conditions = (NeededWhen("loss_statement", "receipt", "lost"), BarredWhen("proxy", "receipt", "lost"))


class FirstPass(Form):
    certificate = FileRefs(exact=1)
    passes_returned = Flag(required=True)


class Deduct(Reasoned):
    deduction_fen = Fen(minimum=1, required=True)
    quote = FileRefs()
    photos = FileRefs()


class Pass(Form):
    photos = FileRefs()


class CustomerAgrees(Form):
    deduction_fen = Fen(required=True)
    signature = FileRefs(exact=1)
    said_by = SaidBy()


class Settle(Form):
    deduction_fen = Fen(required=True)
    minutes = Text(5000, required=True)


class Pay(Form):
    route = Choice(ROUTES, load_default="bank")


class ConfirmPaid(Form):
    provider_ref = Text(100, required=True)
    statement = FileRefs(least=1, required=True)


class ConfirmFailed(Reasoned):
    statement = FileRefs(least=1, required=True)


FORMS: dict[str, type[Form]] = {
    "amend": Amend,
    "submit": Submit,
    "first_pass": FirstPass,
    "fail": Deduct,
    "damage": Deduct,
    "pass": Pass,
    "customer_agrees": CustomerAgrees,
    "customer_objects": CustomerReasoned,
    "settle": Settle,
    "approve": CommentOnly,
    "return": Return,
    "reject": Reasoned,
    "withdraw": MaybeReasoned,
    "cancel": Reasoned,
    "pay": Pay,
    "retry": Pay,
    "confirm_paid": ConfirmPaid,
    "confirm_failed": ConfirmFailed,
}
