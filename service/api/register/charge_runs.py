"""Routine charge runs with their progress and report, and what a developer pays for owners."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.area import Area
from service.api.register import charging_bodies as bodies
from service.api.register import charging_shapes as shapes
from service.api.register.nouns import Making, Noun, add
from service.api.register.rows import act_on_version, list_parts
from service.api.shapes import listed
from service.queries.register.readers import MONEY
from service.queries.register.tariffs import CHARGE_RUNS, RUN_FAULTS, SUBSIDIES
from service.transaction import Row, Work
from service.usecases.register import start_charge_run, subsidies
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.end_subsidy import End, end_subsidy, reverse_subsidy
from service.usecases.register.from_body import from_body
from service.visibility import Caller

area = Area("charging", "Routine charge runs, and what a developer pays for owners")


def _start(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    items = tuple(asked.pop("items", ()))
    order = start_charge_run.NewChargeRun(**asked, items=items)
    return start_charge_run.start_charge_run(work, order, actor=caller)


RUN = Noun(
    address="charge-runs",
    one="charge_run",
    listing=CHARGE_RUNS,
    row=shapes.RUN_ROW,
    query=bodies.ChargeRunQuery,
    readers=MONEY,
    lists="The runs of the caller's offices, with how far each is.",
    shows="One run: `rooms_done` of `rooms` are through; `report` counts the rooms that were not charged.",
    makes=Making(
        "start_a_charge_run",
        "Charge a month's routine fees in the background; what was charged already stays (desk finance).",
        bodies.NewChargeRun,
        MONEY_DESKS,
        _start,
    ),
)
add(area, RUN)


@area.call(
    "GET",
    "/charge-runs/<run>/report",
    query=bodies.ReportQuery,
    answer=listed(shapes.FAULT_ROW),
    listed=True,
)
def report_of_charge_run(run: str) -> Response:
    """Room by room what was not charged, and why: vacant, no tariff, no area, nothing used, not read."""
    return list_parts(RUN_FAULTS, "charge_run_fault", CHARGE_RUNS, run, desks=MONEY)


SUBSIDY = Noun(
    address="subsidies",
    one="subsidy",
    listing=SUBSIDIES,
    row=shapes.SUBSIDY_ROW,
    query=bodies.SubsidyQuery,
    readers=MONEY,
    lists="What developers pay for owners (代缴), and what is left of it.",
    shows="One subsidy, by id.",
    makes=Making(
        "create_a_subsidy",
        "The developer pays one item or all of a room, up to an amount or to a day (desk finance).",
        bodies.NewSubsidy,
        MONEY_DESKS,
        from_body(subsidies.create_subsidy, subsidies.NewSubsidy),
    ),
)
add(area, SUBSIDY)


@area.call(
    "POST", "/subsidies/<subsidy>/end", body=bodies.SubsidyEnd, answer=shapes.SUBSIDY_ROW, version=True
)
def end_a_subsidy(subsidy: str) -> Response:
    """The developer pays no longer than to this day; what was charged by it stays (desk finance)."""
    return act_on_version(SUBSIDIES, subsidy, _end, desks=MONEY_DESKS)


def _end(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
    end_subsidy(work, row["id"], End(**asked), version=row["version"], actor=caller)


@area.call(
    "POST",
    "/subsidies/<subsidy>/reverse",
    body=bodies.SubsidyReversal,
    answer=shapes.SUBSIDY_ROW,
    version=True,
)
def reverse_a_subsidy(subsidy: str) -> Response:
    """As if it had never been: what the developer owes by it, the room's payer owes (desk finance)."""
    return act_on_version(SUBSIDIES, subsidy, _reverse, desks=MONEY_DESKS)


def _reverse(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
    reverse_subsidy(work, row["id"], asked["reason"], version=row["version"], actor=caller)
