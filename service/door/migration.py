"""A ticket's way to a newer version of its workflow: one event, and no more changed than must be."""

from dataclasses import replace
from typing import Any, Final

from service.door import duties, timing
from service.door.plan import Plan, plan_move
from service.door.seen import Seen
from workflows.engine import Decision, Workflow
from workflows.terms import STAY, Change, Move

Json = dict[str, Any]
MIGRATE: Final = "migrate"


def plan_migration(seen: Seen, new: Workflow, state: str) -> Plan:
    """`seen` stands on an older version; `state` is where it stands afterwards.

    A mapped state is entered like any other: its duty, clocks and timers begin. A kept one keeps what it
    has, and begins only what the newer table adds.
    """
    there = replace(seen, workflow=new)
    entering = _decision(seen, new, state, state)
    form = {"from": seen.workflow.version, "to": new.version}
    if state != seen.case.state:
        return plan_move(there, entering, form)
    return _kept(there, entering, plan_move(there, _decision(seen, new, state, STAY), form), seen.workflow)


def _decision(seen: Seen, new: Workflow, state: str, dest: str) -> Decision:
    change = Change(ticket={"workflow_version": new.version})
    return Decision(Move(MIGRATE, seen.case.state, dest, ()), new.by_state[state], seen.case, change, ())


def _kept(seen: Seen, entering: Decision, plan: Plan, old: Workflow) -> Plan:
    case, waiting = seen.case, {each["kind"] for each in seen.row["timers"] or ()}
    clocks = timing.clocks_after(seen, entering, case)
    gone = {kind for row in clocks.changed if row.stopped_at for kind in timing.kinds_of(row)}
    armed = timing.armed(seen, entering, case, clocks)
    renewed = old.by_state[case.state].work != entering.dest.work
    return replace(
        plan,
        ticket=plan.ticket | timing.ticket_due(clocks),
        clocks=[timing.clock_row(row) for row in clocks.changed],
        stop=[kind for kind in waiting if kind in gone],
        timers=[each for each in armed if each["kind"] not in waiting and not _reminds(each)],
        items=[*plan.items, *duties.ended(seen, entering)] if renewed else plan.items,
        new_items=duties.begun(seen, entering, case, clocks) if renewed else plan.new_items,
    )


def _reminds(timer: Json) -> bool:
    """Whether a reminder has been sent already, nobody knows here: none is sent twice."""
    return str(timer["kind"]).startswith("remind_")
