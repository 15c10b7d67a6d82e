"""Notices to colleagues: to the holders of a desk as they are now, or to one person."""

from typing import Any, LiteralString

from service.door.standing_parts import ACTIVE, OF_WORKFLOW
from service.transaction import Sql, statements
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def tell_desk(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        told = notify_desk(sql, effect, effect.argument)
    return Done("told" if told else "nobody")


def notify_desk(sql: Sql, effect: Effect, desk: str) -> int:
    """How many hold it, in the ticket's office or above; each is told once, however often this runs."""
    holders = sql.all(HOLDERS, {"ticket": effect.ticket, "desk": desk})
    for holder in holders:
        _notice(sql, effect, holder["account_id"], desk)
    _tell_stand_ins(sql, effect, [holder["account_id"] for holder in holders], desk)
    return len(holders)


def tell_assignee(effect: Effect, partners: Partners) -> Outcome:
    """`to` in the payload names another account: whose duty is meant rather than the assignee."""
    with statements() as sql:
        account = effect.payload.get("to") or _assignee(sql, effect)
        if account is None:
            return Done("nobody")
        _notice(sql, effect, account, None)
        _tell_stand_ins(sql, effect, [account], None)
    return Done("told")


def _tell_stand_ins(sql: Sql, effect: Effect, accounts: list[Any], desk: str | None) -> None:
    """Whoever stands in for one of them hears of it too; one told for two reasons is told once."""
    for row in sql.all(STAND_INS, {"ticket": effect.ticket, "accounts": accounts}):
        _notice(sql, effect, row["receiver_id"], desk)


def _assignee(sql: Sql, effect: Effect) -> Any:
    found = sql.one("SELECT assignee_id FROM ticket WHERE id = %s", [effect.ticket])
    return found["assignee_id"] if found else None


def _notice(sql: Sql, effect: Effect, account: Any, desk: str | None) -> None:
    named = {
        "id": effect.id_of(f"notice:{account}"),
        "account": account,
        "ticket": effect.ticket,
        "seq": effect.seq,
        "desk": desk,
        "about": effect.payload.get("about"),
    }
    sql.execute(TELL, named)


HOLDERS: LiteralString = """
WITH RECURSIVE up AS (
    SELECT o.id, o.parent_id FROM office o JOIN ticket t ON t.office_id = o.id WHERE t.id = %(ticket)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT DISTINCT h.account_id FROM desk_holding h JOIN account a ON a.id = h.account_id
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.desk = %(desk)s AND h.office_id IN (SELECT id FROM up)
"""
# Where they hold no desk themselves they see nothing of the ticket.
STAND_INS: LiteralString = f"""
WITH RECURSIVE up AS (
    SELECT o.id, o.parent_id FROM office o JOIN ticket t ON t.office_id = o.id WHERE t.id = %(ticket)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT DISTINCT s.receiver_id FROM substitution s JOIN ticket t ON t.id = %(ticket)s
  JOIN account a ON a.id = s.receiver_id AND a.disabled_at IS NULL
 WHERE s.absent_id = ANY(%(accounts)s::uuid[]) AND {ACTIVE} AND {OF_WORKFLOW.format(workflow="t.workflow")}
   AND EXISTS (SELECT FROM desk_holding h WHERE h.account_id = a.id AND h.until IS NULL
                  AND h.office_id IN (SELECT id FROM up))
"""
# What happened is the event's own name, unless a timer or a clock says otherwise.
TELL: LiteralString = """
INSERT INTO notice (id, account_id, ticket_id, desk, template)
SELECT %(id)s, %(account)s::uuid, t.id, %(desk)s,
       coalesce(%(about)s, t.workflow || '.' || e.trigger, t.workflow)
  FROM ticket t LEFT JOIN event e ON e.ticket_id = t.id AND e.seq = %(seq)s
 WHERE t.id = %(ticket)s
ON CONFLICT (id) DO NOTHING
"""
