"""Forms of the follow-up visit (`contract.md` 9.1, 9.6)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Choice, Ref, Text, WholeNumber
from schemas.forms.common import CommentOnly, MaybeReasoned, Reasoned, ToPerson
from schemas.many import Listed, Mapped
from schemas.times import Moment

CHANNELS = ("phone", "message", "door")
QUESTIONS_AT_MOST = 20
_QUESTION_NUMBER = r"^(0|[1-9][0-9]?)$"


class Opening(Base):
    parent = Ref(required=True)
    due_at = Moment()
    questions = Listed(Text(200), most=QUESTIONS_AT_MOST)


class Attempt(Form):
    channel = Choice(CHANNELS, load_default="phone")


class AnsweredOk(Form):
    score = WholeNumber(1, 5, required=True)
    answers = Mapped(Text(500), keys=_QUESTION_NUMBER, most=QUESTIONS_AT_MOST)


class AnsweredBad(Reasoned):
    score = WholeNumber(1, 5)
    answers = Mapped(Text(500), keys=_QUESTION_NUMBER, most=QUESTIONS_AT_MOST)


FORMS: dict[str, type[Form]] = {
    "assign": ToPerson,
    "attempt": Attempt,
    "answered_ok": AnsweredOk,
    "answered_bad": AnsweredBad,
    "no_answer": CommentOnly,
    "refuse": MaybeReasoned,
    "cancel": Reasoned,
}
