"""What bringing in a list asks for, and the rows that no other body describes."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Code, Name, Ref
from schemas.queries import Paged
from schemas.times import LocalDate
from schemas.words import IMPORT_KINDS, IMPORT_STATUSES, LESSORS, NATURES


class NewBuildingRow(Base):
    """Buildings come before the rooms in them."""

    office = Ref()
    code = Code(60, required=True)
    name = Name(100, required=True)


class NewOccupancyRow(Base):
    """`until` is the first day on which it no longer holds."""

    office = Ref()
    room = Ref(required=True)
    customer = Ref(required=True)
    nature = Choice(NATURES, required=True)
    since = LocalDate(required=True)
    until = LocalDate()
    lessor = Choice(LESSORS)


class NewMoveRow(Base):
    """A move in (快速迁入) from `on` to before `until`; an earlier customer of the same nature leaves."""

    office = Ref()
    room = Ref(required=True)
    customer = Ref(required=True)
    on = LocalDate(required=True)
    until = LocalDate()
    nature = Choice(NATURES, required=True)
    lessor = Choice(LESSORS)


class TemplateQuery(Base):
    kind = Choice(IMPORT_KINDS, required=True)


class ImportQuery(Paged):
    """`status` tells how far an import has come."""

    office = Ref(load_default=None)
    kind = Choice(IMPORT_KINDS, load_default=None)
    status = Choice(IMPORT_STATUSES, load_default=None)
