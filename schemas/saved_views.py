"""Views (个人视图): a box with filters under a name, kept for its owner."""

from __future__ import annotations

from schemas.base import Base
from schemas.fields import Choice, Flag, Id, Name, Ref
from schemas.many import Inside
from schemas.times import Moment
from schemas.views.base import MAY_LACK, Said, View, page_of
from schemas.words import BOXES, WORKFLOWS


class ViewFilters(Base):
    office = Ref()
    workflow = Choice(WORKFLOWS)
    overdue = Flag()


class NewView(Base):
    name = Name(60, required=True)
    box = Choice(BOXES, required=True)
    filters = Inside(ViewFilters, load_default=dict)


class FiltersShown(View):
    office = Said(metadata=MAY_LACK)
    workflow = Choice(WORKFLOWS, metadata=MAY_LACK)
    overdue = Flag(metadata=MAY_LACK)


class SavedView(View):
    id = Id()
    name = Said()
    box = Choice(BOXES)
    filters = Inside(FiltersShown)
    created_at = Moment()


SavedViewPage = page_of(SavedView)
