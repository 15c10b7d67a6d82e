"""The operator gives a desk: the second person where an office has nobody else who could be it."""

from typing import LiteralString

from service.models.desk_holding import DESKS
from service.transaction import Sql


def appoint(sql: Sql, username: str, desk: str, office: str) -> bool:
    """False where there is no such account, desk or office. Held already: nothing changes."""
    told = {"username": username, "desk": desk, "office": office}
    return desk in DESKS and sql.one(APPOINT, told) is not None


APPOINT: LiteralString = """
WITH who AS (
    SELECT a.id AS account_id, o.id AS office_id FROM account a, office o
     WHERE a.username = %(username)s AND a.disabled_at IS NULL AND o.code = %(office)s
), given AS (
    INSERT INTO desk_holding (id, account_id, office_id, desk)
    SELECT gen_random_uuid(), account_id, office_id, %(desk)s FROM who
    ON CONFLICT (account_id, office_id, desk) WHERE until IS NULL DO NOTHING
)
SELECT account_id FROM who
"""
