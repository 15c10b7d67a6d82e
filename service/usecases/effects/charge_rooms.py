"""A charge run goes on: chunk by chunk for some seconds, then later again, until all rooms are through."""

import time
from uuid import UUID

from service.failpoints import failpoint
from service.transaction import transaction
from service.usecases.effects.shape import Done, Effect, Later, Outcome, Partners
from service.usecases.register.charge_rooms import charge_rooms as charge_next

SECONDS = 5.0


def charge_rooms(effect: Effect, partners: Partners) -> Outcome:
    run, began = UUID(str(effect.payload["run"])), time.monotonic()
    while time.monotonic() - began < SECONDS:
        with transaction() as work:
            over = charge_next(work, run)
            failpoint("in_chunk")
        failpoint("after_chunk")
        if over:
            return Done("charged")
    return Later(0.0)
