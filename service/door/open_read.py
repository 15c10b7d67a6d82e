"""The one read of an opening: caller, rights, and everything that the new ticket names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from service.cases.catalog import CASES
from service.door.read import Row, named
from service.door.read_parts import DESKS, ME, REPLAY, SKILLS, UP
from service.transaction import Sql, hot


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    """What a new ticket names, as ids or codes. `details` is the loaded form, None when it is wrong.

    `account` is who opens it where no token asks (the system on somebody's behalf).
    """

    workflow: str
    office: str
    digest: bytes | None = None
    key: str | None = None
    room: str | None = None
    customer: str | None = None
    parent: str | None = None
    subject: str | None = None
    description: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def read_opening(sql: Sql, question: OpeningQuestion) -> Row:
    """`row["office"]` is null when there is none of that name; `facts` are those of the workflow."""
    parameters = {
        "digest": question.digest,
        "key": question.key,
        **named("office", question.office),
        "workflow": question.workflow,
        **named("room", question.room),
        **named("customer", question.customer),
        **named("parent", question.parent),
        "subject": question.subject,
        "description": question.description,
        "details": orjson.dumps(question.details, default=str).decode(),
    }
    return orjson.loads(sql.first(STATEMENTS[question.workflow], parameters))  # type: ignore[no-any-return]


def _statement(workflow: str) -> Any:
    record = f"FROM jsonb_populate_record(NULL::{workflow}, %(details)s::jsonb) x"
    facts = CASES[workflow].facts.replace("FROM x", record, 1)
    return f"""
SELECT row_to_json(r)::text AS j FROM (
    SELECT guanjia_now() AS at, row_to_json(me) AS me, {REPLAY} AS replay, oo.*
      FROM (VALUES (1)) AS one(n)
      LEFT JOIN ({ME}) me ON true
      LEFT JOIN LATERAL (
        SELECT json_build_object('id', t.office_id, 'code', t.code, 'name', t.name) AS office, t.zone,
               t.number_sequence, t.desks, t.skills, t.room, t.customer, t.parent, t.policy_id,
               ({facts}) AS facts
          FROM (SELECT o.id AS office_id, o.code, o.name, o.zone, o.number_sequence, NULL::uuid AS id,
                       me.id AS submitter_id, NULL::uuid AS assignee_id, 0 AS round, '{workflow}' AS workflow,
                       guanjia_now() AS created_at, NULL::text AS state, NULL::text AS urgency,
                       %(subject)s::text AS subject, %(description)s::text AS description, up.ids AS up_ids,
                       {DESKS.format(account="me.id")} AS desks, {SKILLS.format(account="me.id")} AS skills,
                       room.j AS room, room.id AS room_id, customer.j AS customer, customer.id AS customer_id,
                       parent.j AS parent, parent.id AS parent_id, NULL::int AS parent_round,
                       policy.id AS policy_id
                  FROM office o CROSS JOIN LATERAL ({UP.format(office="o.id")}) up
                  LEFT JOIN LATERAL ({ROOM}) room ON true
                  LEFT JOIN LATERAL ({CUSTOMER}) customer ON true
                  LEFT JOIN LATERAL ({PARENT}) parent ON true
                  LEFT JOIN LATERAL ({POLICY}) policy ON true
                 WHERE (o.id = %(office_id)s::uuid OR o.code = %(office_name)s) AND o.kind = 'office') t
          CROSS JOIN LATERAL (SELECT t.up_ids AS ids) up) oo ON true) r
"""


ROOM = """
    SELECT q.id, json_build_object('id', q.id, 'code', q.code) AS j FROM room q
     WHERE q.office_id = o.id AND (q.id = %(room_id)s::uuid OR q.code = %(room_name)s)
"""
CUSTOMER = """
    SELECT u.id, json_build_object('id', u.id, 'code', u.code, 'name', u.name) AS j FROM customer u
     WHERE u.office_id = o.id AND (u.id = %(customer_id)s::uuid OR u.code = %(customer_name)s)
"""
PARENT = """
    SELECT l.id, json_build_object('id', l.id, 'number', l.number, 'workflow', l.workflow,
                                            'state', l.state, 'round', l.round) AS j
      FROM ticket l WHERE l.office_id = o.id AND (l.id = %(parent_id)s::uuid OR l.number = %(parent_name)s)
"""
POLICY = """
    SELECT p.id FROM policy p
     WHERE p.workflow = %(workflow)s AND (p.office_id = o.id OR p.office_id IS NULL)
     ORDER BY p.office_id NULLS LAST, p.version DESC LIMIT 1
"""

STATEMENTS = {name: hot(_statement(name)) for name in CASES}
