"""`python -m workers.clock`: timers every half second, the daily sweep of what is too old every hour."""

import sys
import time

import psycopg
import sqlalchemy.exc

from service.logs import log_of
from service.usecases.timers.clean_up import clean_up
from workers.house import House, moved_in
from workers.timers import tick

TICK_EVERY = 0.5
CLEAN_EVERY = 3600.0
AWAY = (psycopg.OperationalError, sqlalchemy.exc.SQLAlchemyError)
log = log_of("guanjia.clock")


def main() -> int:
    with moved_in() as house:
        house.stop.listen()
        cleaned_at = float("-inf")
        while not house.stop.wished.is_set():
            try:
                cleaned_at = _turn(house, cleaned_at)
            except AWAY as error:
                log.warning("database_away", error=type(error).__name__)
                house.stop.wait(1.0)
    return 0


def _turn(house: House, cleaned_at: float) -> float:
    """When it was last cleaned up. A full claim is followed by the next at once."""
    if not tick(house):
        house.stop.wait(TICK_EVERY)
    if time.monotonic() - cleaned_at < CLEAN_EVERY:
        return cleaned_at
    log.info("cleaned_up", **clean_up())
    return time.monotonic()


if __name__ == "__main__":
    sys.exit(main())
