"""Workflows and policies as we answer them."""

from __future__ import annotations

from schemas.fields import Choice, Flag, WholeNumber
from schemas.many import AnyObject, Anything, Inside, Listed
from schemas.views.base import MAY_LACK, OpenView, Said, View, many, nullable, page_of
from schemas.views.people import OfficeRef
from schemas.words import WORKFLOWS


class Titles(View):
    zh = Said()
    en = Said()


class StateView(OpenView):
    name = Said()
    title = Inside(Titles)
    is_final = Flag()


class MoveRow(OpenView):
    trigger = Said()
    source = Said()
    dest = Said()
    by = Listed(Said())
    route = Said(allow_none=True)
    when = Listed(Said())
    form = AnyObject(allow_none=True)


class Workflow(OpenView):
    name = Choice(WORKFLOWS)
    title = Inside(Titles)
    version = WholeNumber(1)
    hash = Said()
    states = many(StateView)
    moves = many(MoveRow)
    exceptional = AnyObject()
    facts = Listed(Said())


class Policy(View):
    """`office` is null where the default of all offices was asked for."""

    workflow = Choice(WORKFLOWS)
    office = nullable(OfficeRef)
    version = WholeNumber(1)
    approvals = AnyObject()
    timers = AnyObject()
    clocks = AnyObject()
    sampling = AnyObject()
    hours = AnyObject()
    attempts = AnyObject()
    evidence = Listed(Said())
    visit_after = Anything(allow_none=True)
    load_limit = WholeNumber(allow_none=True)
    thresholds = AnyObject()
    distribution = AnyObject(metadata=MAY_LACK)
    visibility = AnyObject(metadata=MAY_LACK)
    batchable = Listed(Said(), metadata=MAY_LACK)
    one_at_a_time = Flag(metadata=MAY_LACK)
    copies = AnyObject(metadata=MAY_LACK)
    withdraw = Said()
    suspend = AnyObject()
    reopen_within = Anything(allow_none=True)


WorkflowPage = page_of(Workflow)
