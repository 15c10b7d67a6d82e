"""Stand-ins (代理): what an appointment says, and how it is answered."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Fen, Flag, Id, UserRef
from schemas.many import Inside, Listed
from schemas.queries import Paged
from schemas.times import Moment
from schemas.views.base import View, nullable, page_of
from schemas.views.people import Person
from schemas.words import WORKFLOWS

ALL_OF_THEM = len(WORKFLOWS)


class NewSubstitution(Base):
    """`who` is away; left out: the caller. Without `workflows` all of them, without `cap_fen` any amount."""

    who = UserRef()
    to = UserRef(required=True)
    begins = Moment(required=True, data_key="from", attribute="from")
    until = Moment(required=True)
    workflows = Listed(Choice(WORKFLOWS), least=1, most=ALL_OF_THEM, allow_none=True, load_default=None)
    cap_fen = Fen(allow_none=True, load_default=None)


class SubstitutionQuery(Paged):
    """`who` is the absent person, `to` the stand-in."""

    who = UserRef(load_default=None)
    to = UserRef(load_default=None)
    active = Flag(load_default=None)


class Substitution(View):
    """`active`: it counts at this moment. Ended before its time, it stays as history."""

    id = Id()
    who = Inside(Person)
    to = Inside(Person)
    begins = Moment(data_key="from")
    until = Moment()
    workflows = Listed(Choice(WORKFLOWS), most=ALL_OF_THEM, allow_none=True)
    cap_fen = Fen(allow_none=True)
    active = Flag()
    created_by = Inside(Person)
    created_at = Moment()
    ended_at = Moment(allow_none=True)
    ended_by = nullable(Person)


SubstitutionPage = page_of(Substitution)
