"""Forms of the complaint (`contract.md` 9.1, 9.2)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Choice, Fen, Ref, SaidBy, Text
from schemas.forms.common import CommentOnly, CustomerReasoned, Reasoned, Return, ToPerson
from schemas.forms.repair import Opening as RepairOpening
from schemas.many import FileRefs, Inside
from schemas.rules import AtLeastOne, ExactlyOne
from schemas.times import LocalDate, Moment
from schemas.words import DESKS

SEVERITIES = ("urgent", "serious", "normal")
CHANNELS = ("phone", "counter", "app", "wechat", "letter", "visit", "hotline_12345")


class Opening(Base):
    category = Text(60, required=True)
    severity = Choice(SEVERITIES, required=True)
    channel = Choice(CHANNELS, required=True)
    text = Text(5000, least=5, required=True)


class Accept(Form):
    category = Text(60)
    severity = Choice(SEVERITIES)
    team = Choice(DESKS, load_default="tech")
    source_due_at = Moment()


class ConfirmInvalid(Form):
    reply = Text(2000)


class NeedInfo(Form):
    question = Text(2000, required=True)


class InfoReceived(Form):
    text = Text(5000, required=True)
    said_by = SaidBy()
    files = FileRefs()


class SpawnRepair(Form):
    repair = Ref()
    details = Inside(RepairOpening)
    conditions = (ExactlyOne(("repair", "details")),)


class Propose(Form):
    cause = Text(2000, required=True)
    plan = Text(2000, required=True)
    finish_on = LocalDate(when="today_or_later")
    compensation_fen = Fen(load_default=0)


class Done(Form):
    result = Text(2000)
    files = FileRefs()
    root_cause = Text(2000)
    prevention = Text(2000)


class Reclassify(Reasoned):
    category = Text(60)
    severity = Choice(SEVERITIES)
    conditions = (AtLeastOne(("category", "severity")),)


FORMS: dict[str, type[Form]] = {
    "accept": Accept,
    "reject_invalid": Reasoned,
    "confirm_invalid": ConfirmInvalid,
    "send_back": Reasoned,
    "assign": ToPerson,
    "need_info": NeedInfo,
    "info_received": InfoReceived,
    "spawn_repair": SpawnRepair,
    "propose": Propose,
    "approve": CommentOnly,
    "return": Return,
    "done": Done,
    "visit_bad": CustomerReasoned,
    "withdraw": CustomerReasoned,
    "reclassify": Reclassify,
    "escalate": CustomerReasoned,
}
