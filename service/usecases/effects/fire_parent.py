"""A ticket has ended: the one it was opened for goes on, or somebody is told that it cannot."""

from collections.abc import Mapping
from typing import Final, LiteralString

from service.transaction import Row, statements
from service.usecases.effects.notices import notify_desk
from service.usecases.effects.shape import Done, Effect, Later, Outcome, Partners
from service.usecases.tickets.fire_trigger import Fired, fire_as_system

# What an end of a visit means to its parent. Nothing here: the parent does not care.
AFTER_VISIT: Final[Mapping[tuple[str, str], str]] = {
    ("complaint", "done_ok"): "visit_ok",
    ("complaint", "done_bad"): "visit_bad",
    ("repair", "done_ok"): "visit_done",
    ("repair", "done_bad"): "rework",
    ("repair", "unreachable"): "visit_done",
    ("repair", "refused"): "visit_done",
    ("repair", "cancelled"): "visit_done",
}


def fire_parent(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        row = sql.one(ENDED, [effect.ticket])
    trigger = _trigger(row) if row else None
    if row is None or trigger is None:
        return _nobody_to_fire(effect, row)
    fired = fire_as_system(str(row["parent_id"]), trigger)
    if fired.moved:
        return Done("fired")
    return _refused(effect, row, trigger, fired)


def _nobody_to_fire(effect: Effect, row: Row | None) -> Outcome:
    """Who was visited after a move and is not content is the supervisor's to know: the move is at its end."""
    if row is None or (row["workflow"], row["state"]) != ("visit", "done_bad"):
        return Done("no_parent")
    with statements() as sql:
        notify_desk(sql, effect, "supervisor")
    return Done("supervisor_told")


def _trigger(row: Row) -> str | None:
    if row["workflow"] == "visit":
        return AFTER_VISIT.get((row["parent_workflow"], row["state"]))
    return "child_closed" if row["parent_workflow"] == "complaint" else None


def _refused(effect: Effect, row: Row, trigger: str, fired: Fired) -> Outcome:
    """A bad answer that moves nothing any more is still the supervisor's to know.

    A child that is being opened counts as open: as soon as it is delivered this is asked again.
    """
    if trigger in ("visit_bad", "rework"):
        with statements() as sql:
            notify_desk(sql, effect, "supervisor")
        return Done("supervisor_told")
    if trigger == "child_closed" and row["opening"] and fired.refusal and fired.refusal.kind == "not_so":
        return Later(2.0)
    return Done(fired.refusal.kind if fired.refusal else "not_now")


ENDED: LiteralString = """
SELECT t.workflow, t.state, t.parent_id, p.workflow AS parent_workflow,
       EXISTS (SELECT FROM outbox o WHERE o.ticket_id = p.id AND o.kind = 'open_child'
                AND o.status <> 'done' AND o.status <> 'dead') AS opening
  FROM ticket t JOIN ticket p ON p.id = t.parent_id WHERE t.id = %s AND t.closed_at IS NOT NULL
"""
