"""Routine charge runs with their progress and report, and what a developer pays for owners."""

from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import page
from service.api.area import Area
from service.api.cursors import cursor_of, keys_of
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.register import charging_bodies as bodies
from service.api.register import charging_shapes as shapes
from service.api.register.rows import list_rows, make_row, show_row
from service.api.shapes import listed
from service.queries.register.listing import listed as rows_of
from service.queries.register.listing import shown
from service.queries.register.tariffs import CHARGE_RUNS, RUN_FAULTS, SUBSIDIES
from service.transaction import Work, statements
from service.usecases.register import start_charge_run, subsidies
from service.usecases.register.charge_items import MONEY_DESKS
from service.visibility import Caller

area = Area("charging", "Routine charge runs, and what a developer pays for owners")


@area.call("GET", "/charge-runs", query=bodies.ChargeRunQuery, answer=listed(shapes.RUN_ROW), listed=True)
def list_charge_runs() -> Response:
    """The runs of the caller's offices, with how far each is."""
    return list_rows(CHARGE_RUNS, "charge_run")


@area.call("GET", "/charge-runs/<run>", answer=shapes.RUN_ROW)
def get_charge_run(run: str) -> Response:
    """One run: `rooms_done` of `rooms` are through; `report` counts the rooms that were not charged."""
    return show_row(CHARGE_RUNS, run)


@area.call("POST", "/charge-runs", body=bodies.NewChargeRun, answer=shapes.RUN_ROW, status=201)
def start_a_charge_run() -> Response:
    """Charge a month's routine fees in the background; what was charged already stays (desk finance)."""
    return make_row(CHARGE_RUNS, "charge-runs", MONEY_DESKS, _run)


@area.call(
    "GET",
    "/charge-runs/<run>/report",
    query=bodies.ReportQuery,
    answer=listed(shapes.FAULT_ROW),
    listed=True,
)
def report_of_charge_run(run: str) -> Response:
    """Room by room what was not charged, and why: vacant, no tariff, no area, nothing to charge."""
    caller, asked = current_caller(), asked_query()
    after = keys_of(asked.pop("cursor"), "charge_run_fault", (UUID,))
    limit = asked.pop("limit")
    with statements() as sql:
        row = shown(sql, CHARGE_RUNS, run, offices=caller.offices)
        found = rows_of(
            sql,
            RUN_FAULTS,
            offices=caller.offices,
            filters=asked | {"run": row["id"]},
            after=after[0] if after else None,
            limit=limit,
        )
    return page(found.items, cursor_of("charge_run_fault", found.after) if found.after else None)


@area.call("GET", "/subsidies", query=bodies.SubsidyQuery, answer=listed(shapes.SUBSIDY_ROW), listed=True)
def list_subsidies() -> Response:
    """What developers pay for owners (代缴), and what is left of it."""
    return list_rows(SUBSIDIES, "subsidy")


@area.call("GET", "/subsidies/<subsidy>", answer=shapes.SUBSIDY_ROW)
def get_subsidy(subsidy: str) -> Response:
    """One subsidy, by id."""
    return show_row(SUBSIDIES, subsidy)


@area.call("POST", "/subsidies", body=bodies.NewSubsidy, answer=shapes.SUBSIDY_ROW, status=201)
def create_a_subsidy() -> Response:
    """The developer pays one item or all of a room, up to an amount or to a day (desk finance)."""
    return make_row(SUBSIDIES, "subsidies", MONEY_DESKS, _subsidy)


def _run(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    items = tuple(asked.pop("items", ()))
    order = start_charge_run.NewChargeRun(**asked, items=items)
    return start_charge_run.start_charge_run(work, order, actor=caller)


def _subsidy(work: Work, asked: dict[str, Any], caller: Caller) -> UUID:
    return subsidies.create_subsidy(work, subsidies.NewSubsidy(**asked), actor=caller)
