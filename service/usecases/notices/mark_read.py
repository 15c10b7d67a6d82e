"""Marks of what was read: of a notice, and of a ticket as it stood. Neither is an event of the ticket."""

from typing import LiteralString
from uuid import UUID

from service.queries.tickets.visible import visible_ticket
from service.transaction import Sql
from service.visibility import Caller


def mark_notice_read(sql: Sql, key: UUID, *, actor: Caller) -> None:
    """The first time counts; somebody else's stays as it is."""
    sql.execute(NOTICE, {"id": key, "account": actor.account_id})


def mark_ticket_read(sql: Sql, ref: str, *, actor: Caller) -> UUID:
    """The present version, and the caller's notices about the ticket with it. Raises NotFound."""
    ticket = visible_ticket(sql, ref, actor)
    named = {"ticket": ticket["id"], "account": actor.account_id, "version": ticket["version"]}
    sql.execute(TICKET, named)
    sql.execute(NOTICES, named)
    found: UUID = ticket["id"]
    return found


NOTICE: LiteralString = """
UPDATE notice SET read_at = guanjia_now() WHERE id = %(id)s AND account_id = %(account)s AND read_at IS NULL
"""
NOTICES: LiteralString = """
UPDATE notice SET read_at = guanjia_now()
 WHERE ticket_id = %(ticket)s AND account_id = %(account)s AND read_at IS NULL
"""
TICKET: LiteralString = """
INSERT INTO read_mark (ticket_id, account_id, version) VALUES (%(ticket)s, %(account)s, %(version)s)
ON CONFLICT (ticket_id, account_id) DO UPDATE SET version = excluded.version, at = guanjia_now()
  WHERE read_mark.version < excluded.version
"""
