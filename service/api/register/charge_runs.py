"""Routine charge runs with their progress and report, and what a developer pays for owners."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import current_caller
from service.api.register import charging_bodies as bodies
from service.api.register import charging_shapes as shapes
from service.api.register.nouns import Making, Noun, add
from service.api.register.rows import list_parts, schema_of_body
from service.api.shapes import listed
from service.api.versions import required_version
from service.api.work import unit_of_work
from service.errors import Stale
from service.queries.register.listing import shown
from service.queries.register.readers import MONEY
from service.queries.register.tariffs import CHARGE_RUNS, RUN_FAULTS, SUBSIDIES
from service.transaction import Work
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
    return _ended(subsidy, lambda work, row_id, asked, **who: end_subsidy(work, row_id, End(**asked), **who))


@area.call(
    "POST",
    "/subsidies/<subsidy>/reverse",
    body=bodies.SubsidyReversal,
    answer=shapes.SUBSIDY_ROW,
    version=True,
)
def reverse_a_subsidy(subsidy: str) -> Response:
    """As if it had never been: what the developer owes by it, the room's payer owes (desk finance)."""
    return _ended(
        subsidy, lambda work, row_id, asked, **who: reverse_subsidy(work, row_id, asked["reason"], **who)
    )


def _ended(subsidy: str, act: Callable[..., None]) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, SUBSIDIES, subsidy, offices=caller.offices)
        value, version = parsed_body(), required_version()
        caller.must_hold(*MONEY_DESKS, office_id=UUID(row["office"]["id"]))
        if row["version"] != version:
            raise Stale(version=row["version"])
        act(work, row["id"], loaded(value, schema_of_body()), version=version, actor=caller)
        after = shown(work.sql, SUBSIDIES, subsidy, offices=caller.offices)
    return answer(after, version=after["version"])
