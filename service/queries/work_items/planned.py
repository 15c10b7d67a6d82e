"""What is not yet anybody's duty but will be: moves that a timer makes into a desk's work, planned visits."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, LiteralString

import orjson

from service.queries.work_items.pieces import ME
from service.queries.work_items.rows import TICKET_COLUMNS
from workflows.catalog import CATALOG
from workflows.engine import Workflow

Json = dict[str, Any]


def _leads(workflow: Workflow) -> Iterator[Json]:
    """Each timer whose move leads into a state that is one desk's work."""
    for state in workflow.states:
        for trigger in {timer.trigger for timer in state.timers}:
            for row in workflow.rows_of(state.name, trigger):
                work = workflow.by_state[row.lands].work
                if row.dest != "=" and work is not None and work.who.kind == "desk" and work.who.desk:
                    named = {"workflow": workflow.name, "version": workflow.version, "state": state.name}
                    yield {**named, "trigger": trigger, "dest": row.lands, "desk": work.who.desk}


LEADS = orjson.dumps(
    [lead for versions in CATALOG.values() for workflow in versions.values() for lead in _leads(workflow)]
).decode()


@lru_cache(maxsize=32)
def planned_page(workflow: str | None, overdue: bool | None, goes_on: bool) -> str:
    """By when it will be; what is planned cannot be late, so the filter of late ones leaves nothing."""
    chosen = " AND p.workflow = %(workflow)s" if workflow else ""
    chosen += " AND false" if overdue else ""
    chosen += " AND (p.at, p.id) > (%(at)s::timestamptz, %(last)s::uuid)" if goes_on else ""
    return f"""{ME}, page AS MATERIALIZED (
    SELECT p.* FROM ({PLANNED}) p WHERE true{chosen} ORDER BY p.at, p.id LIMIT %(limit)s) {PLANNED_ROWS}"""


# A visit has its day from the beginning; whoever will make it is named only when that day comes.
PLANNED: LiteralString = """
    SELECT DISTINCT t.id, t.workflow, i.due_at AS at, k.dest, k.desk
      FROM jsonb_to_recordset(%(leads)s::jsonb)
           AS k(workflow text, version int, state text, trigger text, dest text, desk text)
      JOIN seats s ON s.desk = k.desk
      JOIN ticket t ON t.office_id = s.office_id AND t.workflow = k.workflow AND t.state = k.state
           AND t.workflow_version = k.version AND t.closed_at IS NULL
      JOIN timer i ON i.ticket_id = t.id AND i.kind = k.trigger AND i.status = 'armed'
     WHERE s.workflows IS NULL OR t.workflow = ANY(s.workflows)
    UNION ALL
    SELECT t.id, t.workflow, x.due_at, 'assigned', s.desk
      FROM seats s JOIN ticket t ON t.office_id = s.office_id AND t.workflow = 'visit' AND t.state = 'planned'
           AND t.closed_at IS NULL
      JOIN visit x ON x.ticket_id = t.id
     WHERE s.desk = 'visitor' AND (s.workflows IS NULL OR 'visit' = ANY(s.workflows))
"""
PLANNED_ROWS: LiteralString = f"""
SELECT g.at AS key, g.id::text AS key_id, NULL AS id, NULL AS kind, g.dest AS state, NULL::int AS round,
       NULL AS level, g.desk, NULL AS status, g.at AS due_at, false AS overdue, t.created_at,
       NULL::timestamptz AS started_at, false AS offered, NULL::timestamptz AS ended_at,
       NULL AS decision, NULL AS holder_id, NULL AS other_id, {TICKET_COLUMNS}
  FROM me LEFT JOIN page g ON true LEFT JOIN ticket t ON t.id = g.id LEFT JOIN office o ON o.id = t.office_id
 ORDER BY g.at, g.id
"""
