"""抄送: somebody is told of a ticket, and may do nothing more with it; once a person."""

from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.door.read import named
from service.errors import NotFound, invalid_field
from service.queries.tickets.visible import visible_ticket
from service.transaction import Sql
from service.visibility import Caller


def add_watcher(sql: Sql, ref: str, who: str, *, actor: Caller) -> tuple[UUID, bool]:
    """The account that watches now, and whether that is new. Raises NotFound, Invalid for a stranger."""
    ticket = visible_ticket(sql, ref, actor)
    asked: dict[str, Any] = {"ticket": ticket["id"], "office": ticket["office_id"], **named("who", who)}
    someone = sql.one(COLLEAGUE, asked)
    if someone is None:
        raise invalid_field("who", "本管理处没有这个人。", "There is no such person in this office.")
    sql.execute(ONE_AT_A_TIME, [f"watch {ticket['id']} {someone['person_id']}"])
    already = sql.one(WATCHING, asked | {"person": someone["person_id"]})
    if already is not None:
        return already["account_id"], False
    sql.execute(ADD, asked | {"account": someone["id"], "by": actor.account_id, "at": ticket["at"]})
    if someone["person_id"] != actor.person_id:
        sql.execute(TELL, {"id": new_id(), "account": someone["id"], "ticket": ticket["id"]})
    return someone["id"], True


def remove_watcher(sql: Sql, ref: str, who: str, *, actor: Caller) -> None:
    """Raises NotFound, also for somebody who does not watch."""
    ticket = visible_ticket(sql, ref, actor)
    if sql.one(REMOVE, {"ticket": ticket["id"], **named("who", who)}) is None:
        raise NotFound()


COLLEAGUE: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT a.id, a.person_id FROM account a
 WHERE (a.id = %(who_id)s::uuid OR a.username = %(who_name)s) AND a.disabled_at IS NULL
   AND EXISTS (SELECT FROM desk_holding h
                WHERE h.account_id = a.id AND h.until IS NULL AND h.office_id IN (SELECT id FROM up))
"""
# The key of the table is the account; two accounts of one person could meet here.
ONE_AT_A_TIME: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
WATCHING: LiteralString = """
SELECT w.account_id FROM watcher w JOIN account a ON a.id = w.account_id
 WHERE w.ticket_id = %(ticket)s AND a.person_id = %(person)s
"""
ADD: LiteralString = """
INSERT INTO watcher (ticket_id, account_id, added_by, at)
VALUES (%(ticket)s, %(account)s, %(by)s, %(at)s)
"""
TELL: LiteralString = """
INSERT INTO notice (id, account_id, ticket_id, template)
VALUES (%(id)s, %(account)s, %(ticket)s, 'copied')
"""
REMOVE: LiteralString = """
DELETE FROM watcher w USING account a
 WHERE w.ticket_id = %(ticket)s AND a.id = w.account_id
   AND (a.id = %(who_id)s::uuid OR a.username = %(who_name)s)
RETURNING w.account_id
"""
