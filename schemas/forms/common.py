"""Forms that several moves of several workflows share."""

from __future__ import annotations

from schemas.base import Form
from schemas.fields import Flag, SaidBy, Text, UserRef

REASON = 2000


class CommentOnly(Form):
    pass


class Reasoned(Form):
    reason = Text(REASON, required=True)


class Return(Reasoned):
    """`to_me`: a slip that nobody changes comes back to the returner, and what was decided before stands."""

    to_me = Flag()


class MaybeReasoned(Form):
    reason = Text(REASON)


class CustomerReasoned(Reasoned):
    said_by = SaidBy()


class CustomerMaybeReasoned(MaybeReasoned):
    said_by = SaidBy()


class ToPerson(Form):
    to = UserRef(required=True)
