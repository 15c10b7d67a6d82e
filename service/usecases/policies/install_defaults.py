"""The policy every workflow begins with, as rows of every database; offices add their own."""

import orjson

from service.db import new_id
from service.policy import DEFAULTS
from service.transaction import Sql


def install_defaults(sql: Sql) -> None:
    """Idempotent. A default that this code changed becomes a further version; open tickets keep theirs."""
    for workflow, body in DEFAULTS.items():
        sql.execute(INSTALL, {"id": new_id(), "workflow": workflow, "body": orjson.dumps(body).decode()})


# Two starters at once meet the unique index on (workflow, office, version).
INSTALL = """
INSERT INTO policy (id, workflow, office_id, version, body)
SELECT %(id)s, %(workflow)s, NULL, coalesce(latest.version, 0) + 1, %(body)s::jsonb
  FROM (VALUES (1)) one LEFT JOIN LATERAL (
       SELECT p.version, p.body FROM policy p WHERE p.workflow = %(workflow)s AND p.office_id IS NULL
        ORDER BY p.version DESC LIMIT 1) latest ON true
 WHERE latest.body IS DISTINCT FROM %(body)s::jsonb
ON CONFLICT DO NOTHING
"""
