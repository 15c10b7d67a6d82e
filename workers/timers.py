"""One tick: what is due is claimed, then fired one by one; a lease that passes gives a timer back."""

from service.logs import log_of
from service.metrics import count_timer
from service.transaction import statements
from service.usecases.timers.due_timers import Due, claim_due
from service.usecases.timers.fire_timer import fire_timer
from service.usecases.timers.note_failure import note_failure
from workers.house import House

log = log_of("guanjia.timers")


def tick(house: House) -> int:
    """How many were claimed. On a stop the rest waits for its lease to pass, or for another clock."""
    with statements() as sql:
        due = claim_due(sql)
    for each in due:
        if house.stop.wished.is_set():
            break
        count_timer(_fire(each))
    return len(due)


def _fire(due: Due) -> str:
    """One that fails must not keep the others from their time; it is tried again when its lease passes."""
    try:
        return fire_timer(due)
    except Exception as error:
        log.error("timer_failed", ticket=str(due.ticket), kind=due.kind, exc_info=error)
        note_failure(due, error)
        return "failed"
