"""A timer that fails for a reason that stays is an incident: a ticket that hangs must not hang unseen."""

from contextlib import suppress

import psycopg
import sqlalchemy.exc

from service.transaction import statements
from service.usecases.effects.incident import open_incident
from service.usecases.tickets.fire_trigger import TooBusy
from service.usecases.timers.due_timers import Due

# Away, a deadlock, a lock held too long, or somebody faster: the next try may well succeed.
PASSING = (psycopg.OperationalError, sqlalchemy.exc.OperationalError, TooBusy)
AWAY = (psycopg.Error, sqlalchemy.exc.SQLAlchemyError)


def note_failure(due: Due, error: Exception) -> None:
    """One incident a timer, however often it fails; it names the error, and nothing of the ticket's text."""
    if isinstance(error, PASSING):
        return
    with suppress(*AWAY), statements() as sql:
        detail = f"{due.kind}: {_name(error)}"
        open_incident(
            sql, kind="timer_failed", key=f"timer_failed:{due.id}", ticket=due.ticket, detail=detail
        )


def _name(error: Exception) -> str:
    """The constraint too, where one said no."""
    broken: BaseException | None = error
    while broken is not None and not isinstance(broken, psycopg.Error):
        broken = broken.__cause__
    if broken is None:
        return type(error).__name__
    return f"{type(broken).__name__} {broken.diag.constraint_name or ''}".rstrip()
