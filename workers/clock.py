"""`python -m workers.clock`: timers every half second, the sweep every hour, once a day what lies ahead."""

import sys
import time
from dataclasses import dataclass

import psycopg
import sqlalchemy.exc

from service.logs import log_of
from service.usecases.audit.foresee import foresee
from service.usecases.timers.clean_up import clean_up
from workers.house import House, moved_in
from workers.timers import tick

TICK_EVERY = 0.5
CLEAN_EVERY = 3600.0
FORESEE_EVERY = 24 * 3600.0
# Looking at one ticket takes about a millisecond, and no timer waits for all of them.
TICK_EACH = 100
AWAY = (psycopg.OperationalError, sqlalchemy.exc.SQLAlchemyError)
log = log_of("guanjia.clock")


@dataclass(slots=True)
class Done:
    """When each was done last, by this process's own clock."""

    cleaned_at: float = float("-inf")
    foresaw_at: float = float("-inf")


def main() -> int:
    with moved_in() as house:
        house.stop.listen()
        done = Done()
        while not house.stop.wished.is_set():
            try:
                _turn(house, done)
            except AWAY as error:
                log.warning("database_away", error=type(error).__name__)
                house.stop.wait(1.0)
    return 0


def _turn(house: House, done: Done) -> None:
    """A full claim is followed by the next at once."""
    if not tick(house):
        house.stop.wait(TICK_EVERY)
    if time.monotonic() - done.cleaned_at >= CLEAN_EVERY:
        log.info("cleaned_up", **clean_up())
        done.cleaned_at = time.monotonic()
    if time.monotonic() - done.foresaw_at >= FORESEE_EVERY:
        log.info("foreseen", **look_ahead(house))
        done.foresaw_at = time.monotonic()


def look_ahead(house: House) -> dict[str, int]:
    """How many running approvals were looked at, stand still, or hang on one person."""
    counted = {"tickets": 0, "blocked": 0, "hanging": 0}
    for found in foresee():
        counted["tickets"] += 1
        counted["blocked"] += sum(each.person is None for each in found)
        counted["hanging"] += sum(each.person is not None for each in found)
        if counted["tickets"] % TICK_EACH == 0:
            tick(house)
        if house.stop.wished.is_set():
            break
    return counted


if __name__ == "__main__":
    sys.exit(main())
