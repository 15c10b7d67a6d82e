"""Rows of tickets as the list and the export show them: chosen first, then dressed, in one statement."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.cases.catalog import CASES
from service.door.answer import COPIED, SYSTEM_PERSON, shown_details, state_labels
from service.queries.tickets.choice import MARKED, RENAMED, Chosen
from service.queries.tickets.orders import Order

Json = dict[str, Any]


def rows_statement(chosen: Chosen, order: Order, *, onward: LiteralString) -> Any:
    """`limit` is one of its parameters. Details are looked up for the chosen rows only."""
    return f"""
WITH {_page(chosen, order, onward)}
SELECT {COLUMNS}, CASE t.workflow {DETAILS} END AS details
  FROM page t JOIN office o ON o.id = t.office_id
  LEFT JOIN room q ON q.id = t.room_id LEFT JOIN customer u ON u.id = t.customer_id
  LEFT JOIN account sa ON sa.id = t.submitter_id LEFT JOIN person sp ON sp.id = sa.person_id
  LEFT JOIN account aa ON aa.id = t.assignee_id LEFT JOIN person ap ON ap.id = aa.person_id
 ORDER BY {order.by}
"""


def _page(chosen: Chosen, order: Order, onward: LiteralString) -> LiteralString:
    """A search that few rows fit begins with those; one that many fit meets enough of them on the way."""
    where = f"{chosen.where} AND {onward}"
    if not chosen.is_search:
        return f"page AS MATERIALIZED ({_walked(where, order)})"
    return f"""few AS MATERIALIZED (
    SELECT f.id FROM ((SELECT t.id FROM ticket t WHERE {MARKED} LIMIT {FEW})
                      UNION (SELECT t.id FROM ticket t WHERE {RENAMED} LIMIT {FEW})) f LIMIT {FEW}),
page AS MATERIALIZED (
    (SELECT t.* FROM few JOIN ticket t USING (id) {RELATED}
      WHERE (SELECT count(*) FROM few) < {FEW} AND t.office_id = ANY(%(offices)s) AND {where}
      ORDER BY {order.by} LIMIT %(limit)s)
    UNION ALL
    (SELECT t.* FROM ({_walked(where, order)}) t WHERE (SELECT count(*) FROM few) = {FEW}))"""


def _walked(where: LiteralString, order: Order) -> LiteralString:
    ordered: LiteralString = f"ORDER BY {order.by} LIMIT %(limit)s"
    if not order.by_office:
        return (
            f"SELECT t.* FROM ticket t {RELATED} WHERE t.office_id = ANY(%(offices)s) AND {where} {ordered}"
        )
    return f"""SELECT t.* FROM unnest(%(offices)s::uuid[]) AS mine(office) CROSS JOIN LATERAL (
        SELECT t.* FROM ticket t {RELATED} WHERE t.office_id = mine.office AND {where} {ordered}) t
      {ordered}"""


def shown_row(row: Mapping[str, Any], lang: str) -> Json:
    """As `schemas.views.ticket.TicketRow` describes it."""
    return {
        **{name: row[name] for name in COPIED},
        **state_labels(row["workflow"], row["workflow_version"], row["state"], lang),
        "submitter": row["submitter"] or SYSTEM_PERSON,
        "assignee": row["assignee"],
        "details": shown_details(row["workflow"], row["details"] or {}),
    }


FEW: LiteralString = "2001"
RELATED: LiteralString = "LEFT JOIN room q ON q.id = t.room_id LEFT JOIN customer u ON u.id = t.customer_id"
COLUMNS: LiteralString = """
    t.id, t.number, t.workflow, t.workflow_version, t.state, t.resolution, t.version, t.subject,
    t.description, t.urgency, t.external_ref, t.source_due_at, t.due_at, t.created_at, t.updated_at,
    t.closed_at, o.zone,
    json_build_object('id', o.id, 'code', o.code, 'name', o.name) AS office,
    CASE WHEN q.id IS NOT NULL THEN json_build_object('id', q.id, 'code', q.code) END AS room,
    CASE WHEN u.id IS NOT NULL
         THEN json_build_object('id', u.id, 'code', u.code, 'name', u.name) END AS customer,
    CASE WHEN sa.id IS NOT NULL
         THEN json_build_object('id', sa.id, 'username', sa.username, 'name', sp.name) END AS submitter,
    CASE WHEN aa.id IS NOT NULL
         THEN json_build_object('id', aa.id, 'username', aa.username, 'name', ap.name) END AS assignee"""
DETAILS = " ".join(
    f"WHEN '{name}' THEN (SELECT row_to_json(x) FROM {name} x WHERE x.ticket_id = t.id)" for name in CASES
)
