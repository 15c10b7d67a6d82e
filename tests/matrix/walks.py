"""How a ticket comes into every state: real moves, by real people, over HTTP.

The walkers are a second cast (`clerk2`, `tech2`): they become submitter, assignee and voters, so that the
first of every desk comes to the ticket with nothing but the desk.
"""

import itertools
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from service.db import new_id
from service.door.opening import Order
from service.transaction import Row, statements, transaction
from service.usecases.tickets.fire_trigger import fire_as_system
from service.usecases.tickets.open_as_system import open_as_system
from tests import makers
from tests.matrix.forms import FORMS, REPAIR
from tests.stage import Stage, payee

MOVING = {
    "draft": "plain",
    "precheck": "plain submit",
    "pending_approval": "owing submit checked@system",
    "effective_pending": "plain submit checked@system",
    "effective": "plain submit checked@system effective_date@system",
    "settling": "plain submit checked@system effective_date@system meter_billed",
    "pending_reversal": "plain submit checked@system effective_date@system reverse",
    "settled": "plain submit checked@system effective_date@system meter_billed settled",
    "rejected": "owing submit checked@system reject",
    "cancelled": "plain cancel",
    "reversed": "plain submit checked@system effective_date@system reverse approve@pm2 approve@finance2",
}
NUMBERS = itertools.count(10**9)

# workflow → state → how it begins, then the triggers; `approve@pm2` names who, `quote/cut` the form.
WALKS: Mapping[str, Mapping[str, str]] = {
    "complaint": {
        "registered": "noise",
        "invalid_pending": "noise reject_invalid",
        "accepted": "noise accept",
        "investigating": "noise accept assign",
        "waiting_customer": "noise accept assign need_info",
        "waiting_repair": "noise accept assign spawn_repair",
        "plan_review": "noise accept assign propose",
        "executing": "noise accept assign propose approve",
        "resolved": "noise accept assign propose approve done",
        "reopened": "noise accept assign propose approve done visit_bad",
        "closed": "noise accept assign propose approve done +visited visit_ok@system",
        "closed_unconfirmed": "noise accept assign propose approve done +delivered auto_close@system",
        "invalid": "noise reject_invalid confirm_invalid",
        "withdrawn": "noise withdraw",
    },
    "repair": {
        "reported": "tap",
        "pending_dispatch": "tap triage",
        "dispatched": "tap triage dispatch",
        "accepted": "tap triage dispatch accept",
        "on_site": "tap triage dispatch accept arrive",
        "quote_review": "tap triage dispatch accept arrive quote/cut",
        "waiting_quote": "tap triage dispatch accept arrive quote",
        "in_progress": "tap triage dispatch accept arrive quote accept_quote",
        "suspended": "tap triage dispatch accept arrive wait_customer",
        "completed": "tap triage dispatch accept arrive quote accept_quote complete",
        "waiting_payment": "tap triage dispatch accept arrive quote accept_quote complete accept_work",
        "visiting": "tap triage/free dispatch accept arrive start complete accept_work",
        "closed": "tap triage/free dispatch accept arrive start complete accept_work"
        " +visited visit_done@system",
        "closed_out_of_scope": "tap out_of_scope",
        "closed_refused": "tap triage dispatch accept arrive quote refuse_quote",
        "cancelled": "tap cancel",
        "closed_forced": "tap force_finish",
    },
    "dunning": {
        "draft": "sms",
        "pending_approval": "sms submit",
        "approved": "sms submit approve",
        "executing": "sms submit approve execute",
        "waiting_payment": "sms submit approve execute delivered",
        "promised": "sms submit approve execute delivered promise",
        "disputed": "sms dispute",
        "adjusting": "sms dispute dispute_upheld",
        "pending_write_off": "sms submit approve execute delivered write_off",
        "settled": "sms dispute dispute_upheld adjusted/whole",
        "rejected": "sms submit reject",
        "withdrawn": "sms withdraw",
        "escalated": "sms submit approve execute undelivered escalate_step",
        "written_off": "sms submit approve execute delivered write_off approve@hq2",
        "closed_by_judgment": "lawsuit submit/skipping approve approve@pm2 approve@finance2 approve@legal2"
        " approve@city2 execute@legal2 delivered@legal2 judgment",
    },
    "refund": {
        "draft": "other",
        "inspection": "renovation submit",
        "cooling": "renovation submit first_pass",
        "second_inspection": "renovation submit first_pass cooled@system",
        "deduction_proposed": "renovation submit fail",
        "disputed": "renovation submit fail customer_objects",
        "pending_approval": "other submit",
        "approved": "other submit approve",
        "paying": "other submit approve pay",
        "pay_failed": "other submit approve pay callback_fail@system",
        "reconcile": "other submit approve pay mismatch@system",
        "paid": "other submit approve pay callback_ok@system",
        "closed": "other submit approve pay callback_ok@system close@system",
        "rejected": "other submit reject",
        "cancelled": "other cancel",
    },
    "visit": {
        "planned": "parent",
        "assigned": "parent assign",
        "attempting": "parent assign attempt",
        "done_ok": "parent assign attempt answered_ok",
        "done_bad": "parent assign attempt answered_bad",
        "unreachable": "parent assign attempt no_answer attempt no_answer attempt no_answer",
        "refused": "parent assign attempt refuse",
        "cancelled": "parent cancel",
    },
    **{
        workflow: {state: f"{workflow}_{walk}" for state, walk in MOVING.items()}
        for workflow in ("move", "handover", "transfer")
    },
    "rename": {
        "draft": "name",
        "submitted": "name submit",
        "auditing": "name submit take",
        "approved_applied": "name submit take approve",
        "rejected": "name submit take reject",
        "withdrawn": "name withdraw",
    },
}

# Who walks, where it is not the submitter `clerk2`.
WALKERS: Mapping[str, Mapping[str, str]] = {
    "complaint": {
        "supervisor2": "confirm_invalid send_back assign approve return",
        "tech2": "need_info spawn_repair propose done",
    },
    "repair": {
        "dispatcher2": "triage triage/free out_of_scope dispatch",
        "tech2": "accept arrive quote quote/cut start wait_customer complete",
        "supervisor2": "approve",
        "pm2": "force_finish",
    },
    "dunning": {
        "supervisor2": "approve reject dispute_upheld",
        "finance2": "adjusted adjusted/whole write_off",
        "legal2": "judgment",
    },
    "refund": {
        "engineering_lead2": "first_pass fail pass damage",
        "supervisor2": "approve reject",
        "finance2": "pay retry",
    },
    "visit": {
        "supervisor2": "assign cancel",
        "visitor2": "attempt answered_ok answered_bad no_answer refuse",
    },
    "rename": {"auditor2": "take approve reject"},
    **dict.fromkeys(
        ("move", "handover", "transfer"), {"supervisor2": "approve reject reverse", "finance2": "settled"}
    ),
}
WALKER = {
    (workflow, trigger): who
    for workflow, walkers in WALKERS.items()
    for who, triggers in walkers.items()
    for trigger in triggers.split()
}
# What the system says with its triggers.
SAID = {"callback_ok": {"amount_fen": 100_000, "provider_ref": "P-1"}, "mismatch": {"amount_fen": 1}}


def ticket_in(stage: Stage, workflow: str, state: str) -> Row:
    """A fresh ticket in this state, as the API answers it."""
    begins, *steps = WALKS[workflow][state].split()
    for who in {walker(workflow, step) for step in steps} - {"system"}:
        stage.who(who)  # there beforehand: an office without them would ask somebody else
    ticket = BEGINNINGS[begins](stage)
    for step in steps:
        ticket = walked(stage, ticket, step)
    assert ticket["state"] == state, f"the walk to {workflow}.{state} ends in {ticket['state']}"
    return ticket


def walked(stage: Stage, ticket: Row, step: str) -> Row:
    if step.startswith("+"):
        ASIDE[step[1:]](stage, ticket)
        return ticket
    said = step.partition("@")[0]
    trigger, who = said.partition("/")[0], walker(ticket["workflow"], step)
    if who == "system":
        assert fire_as_system(ticket["id"], trigger, SAID.get(trigger, {})).moved, f"{trigger} was refused"
        return stage.read(ticket)
    return stage.fired(who, ticket, trigger, FORMS[ticket["workflow"]][said](stage, ticket))


def walker(workflow: str, step: str) -> str:
    """Who takes a step; `clerk2`, who opened it, where nobody else is said to."""
    said, _, who = step.partition("@")
    return who or WALKER.get((workflow, said), "clerk2")


def _complaint(stage: Stage) -> Row:
    details = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上太吵了"}
    return stage.opened("clerk2", "complaint", details, room=stage.room.code)


def _repair(stage: Stage) -> Row:
    place = {"room": stage.room.code, "customer": stage.customer.code}
    return stage.opened("clerk2", "repair", REPAIR, **place)


def _dunning(measure: str) -> Callable[[Stage], Row]:
    """A payer of its own: nobody is contacted too often."""

    def begin(stage: Stage) -> Row:
        payer = stage.neighbour()
        charge = stage.charge(payer)
        details = {"customer": payer.code, "measure": measure, "charges": [charge]}
        return stage.opened("clerk2", "dunning", details)

    return begin


def _refund(kind: str) -> Callable[[Stage], Row]:
    """A payee of its own: no other slip counts towards the ladder."""

    def begin(stage: Stage) -> Row:
        details = {"deposit": stage.deposit(kind=kind), "amount_fen": 100_000, "reason": "搬走"}
        return stage.opened("clerk2", "refund", details | {"payee": payee(f"62{next(NUMBERS)}")})

    return begin


def _visit(stage: Stage) -> Row:
    return stage.opened("supervisor2", "visit", {"parent": _complaint(stage)["id"]})


def _rename(stage: Stage) -> Row:
    """Of somebody of their own: one customer has one open rename."""
    details = {"new_name": "张炜", "ground": "error"}
    return stage.opened("clerk2", "rename", details, customer=stage.neighbour().code)


def _moving(workflow: str, *, owing: bool) -> Callable[[Stage], Row]:
    """A new owner, today, of a room whose present owner owes something or nothing."""

    def begin(stage: Stage) -> Row:
        with transaction() as work:
            room = makers.make_room(work, stage.office)
            old, new = (makers.make_customer(work, stage.office) for _ in range(2))
            makers.make_occupancy(work, room, old, nature="owner", since=date(2020, 1, 1))
        if owing:
            stage.charge(old, room_id=room.id)
        nature = {"nature": "owner"} if workflow == "move" else {}
        details = {"day": date.today().isoformat(), **nature}
        return stage.opened("clerk2", workflow, details, room=room.code, customer=new.code)

    return begin


BEGINNINGS: dict[str, Callable[[Stage], Row]] = {
    "noise": _complaint,
    "tap": _repair,
    "sms": _dunning("sms"),
    "lawsuit": _dunning("lawsuit"),
    "other": _refund("other"),
    "renovation": _refund("renovation"),
    "parent": _visit,
    "name": _rename,
    **{
        f"{workflow}_{kind}": _moving(workflow, owing=kind == "owing")
        for workflow in ("move", "handover", "transfer")
        for kind in ("plain", "owing")
    },
}


def _delivered(stage: Stage, ticket: Row) -> None:
    """As if the effects had been done and had opened nothing."""
    with statements() as sql:
        sql.execute("UPDATE outbox SET status = 'done' WHERE ticket_id = %s", [ticket["id"]])


def _visited(stage: Stage, ticket: Row) -> None:
    """As the effect opens it; the visit ends well."""
    order = Order("visit", stage.office.code, "回访", {"parent": ticket["id"]}, parent=ticket["id"])
    seen = open_as_system(order, ticket_id=str(new_id()))
    visit = stage.read({"id": seen.case.id})
    for step in ("assign", "attempt", "answered_ok"):
        visit = walked(stage, visit, step)


ASIDE: dict[str, Callable[[Stage, Row], Any]] = {"delivered": _delivered, "visited": _visited}
