"""Who holds a desk in a ticket's office or above it, and who stands in: for refusals that say whom to ask."""

from collections.abc import Sequence
from typing import Any, LiteralString

from service.door.read_parts import UP
from service.door.seen import Seen
from service.door.standing_parts import ACTIVE, OF_WORKFLOW
from service.transaction import Sql
from workflows.standing import at_stake

Row = dict[str, Any]


def holders(sql: Sql, seen: Seen, desks: Sequence[str]) -> list[Row]:
    """`{desk, office, users}` of each desk that somebody holds, for what the ticket has at stake."""
    return _holders(sql, _of(seen), desks)


def holders_in(sql: Sql, office: str, workflow: str, desks: Sequence[str]) -> list[Row]:
    """The same where there is no ticket yet."""
    return _holders(sql, {"office": office, "workflow": workflow, "stake": 0}, desks)


def _holders(sql: Sql, where: Row, desks: Sequence[str]) -> list[Row]:
    return sql.all(HOLDERS, {**where, "desks": list(desks)}) if desks else []


def with_stand_ins(sql: Sql, seen: Seen, account: str) -> list[str]:
    """The names of somebody and of those who stand in for them here."""
    return [row["username"] for row in sql.all(IN_PERSON, {**_of(seen), "account": account})]


def _of(seen: Seen) -> Row:
    return {
        "office": seen.ticket["office"]["id"],
        "workflow": seen.ticket["workflow"],
        "stake": at_stake(seen.case),
    }


UPWARDS: LiteralString = f"WITH up AS MATERIALIZED ({UP.format(office='%(office)s')})"
# Up to their cap, and only where they work themselves.
STANDING: LiteralString = f"""
SELECT r.username FROM substitution s JOIN account r ON r.id = s.receiver_id, up
 WHERE s.absent_id = {{account}} AND {ACTIVE} AND {OF_WORKFLOW.format(workflow="%(workflow)s")}
   AND (s.cap_fen IS NULL OR s.cap_fen >= %(stake)s) AND r.disabled_at IS NULL
   AND EXISTS (SELECT FROM desk_holding d
                WHERE d.account_id = r.id AND d.until IS NULL AND d.office_id = ANY(up.ids))
"""
HOLDERS: LiteralString = f"""{UPWARDS}
SELECT h.desk, (SELECT code FROM office WHERE id = %(office)s) AS office,
       json_agg(DISTINCT u.username ORDER BY u.username) AS users
  FROM up, desk_holding h JOIN account a ON a.id = h.account_id
  CROSS JOIN LATERAL (SELECT a.username UNION ALL {STANDING.format(account="a.id")}) u
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.desk = ANY(%(desks)s)
   AND h.office_id = ANY(up.ids)
 GROUP BY h.desk ORDER BY h.desk
"""
IN_PERSON: LiteralString = f"""{UPWARDS}
SELECT username FROM account WHERE id = %(account)s
UNION ALL {STANDING.format(account="%(account)s")}
"""
