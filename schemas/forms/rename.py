"""Forms of the rename (`docs/workflows.md`)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Choice, Flag, Id, Name, Text
from schemas.forms.common import REASON, CommentOnly, Reasoned, Return
from schemas.many import FileRefs
from schemas.rules import AtLeastOne

GROUNDS = ("error", "legal_change", "company_rename")


class Opening(Base):
    """`reverts` is the rename, applied not long ago, whose old name comes back."""

    new_name = Name(100, required=True)
    ground = Choice(GROUNDS, required=True)
    reason = Text(REASON)
    reverts = Id()


class Amend(Form):
    new_name = Name(100)
    ground = Choice(GROUNDS)
    reason = Text(REASON)
    conditions = (AtLeastOne(("new_name", "ground", "reason")),)


class Submit(Form):
    """`same_person`: the ID papers are still those of the same person or company."""

    evidence = FileRefs(least=1, required=True)
    same_person = Flag(required=True)


FORMS: dict[str, type[Form]] = {
    "amend": Amend,
    "submit": Submit,
    "withdraw": Reasoned,
    "take": CommentOnly,
    "approve": CommentOnly,
    "return": Return,
    "reject": Reasoned,
}
