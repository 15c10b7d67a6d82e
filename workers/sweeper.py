"""What was handed on and never came back is ready again; what dies of it too often is dead."""

from collections.abc import Mapping
from typing import LiteralString

from service.logs import log_of
from service.settings import Settings
from service.transaction import statements
from workers.outbox import DEATHS, PAUSE

log = log_of("guanjia.sweeper")


def sweep(settings: Settings) -> Mapping[str, int]:
    """How many were `queued` and `running`.

    A hint that Redis lost says nothing against the effect; a worker that died while doing it may.
    """
    with statements() as sql:
        rows = sql.all(SWEEP, {"most": settings.effect_attempts})
    found = {row["was"]: int(row["rows"]) for row in rows}
    if found:
        log.warning("swept", **found)
    return found


SWEEP: LiteralString = f"""
WITH late AS MATERIALIZED (
    SELECT id, status AS was FROM outbox WHERE status IN ('queued', 'running') AND lease_until < guanjia_now()
     ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED),
ended AS (
    UPDATE outbox o SET batch = NULL, owner = NULL, lease_until = NULL,
           status = CASE WHEN l.was = 'running' AND o.attempts + 1 >= %(most)s THEN 'dead' ELSE 'ready' END,
           attempts = o.attempts + CASE WHEN l.was = 'running' THEN 1 ELSE 0 END,
           last_error = CASE WHEN l.was = 'running' THEN 'lease_passed' ELSE o.last_error END,
           due_at = CASE WHEN l.was = 'running' THEN guanjia_now() + {PAUSE} ELSE o.due_at END
      FROM late l WHERE o.id = l.id RETURNING o.*, l.was),
told AS ({DEATHS})
SELECT was, count(*) AS rows FROM ended GROUP BY was
"""
