"""What became of a demand by message moves its dunning request: once a message, and only for the newest."""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

from service.transaction import statements
from service.usecases.tickets.fire_trigger import fire_as_system

MOST_LOOKS = 3


def demand_ended(ticket: UUID, trigger: str, form: Mapping[str, Any], *, message: UUID, seq: int) -> bool:
    """`seq` is of the event that sent it. A ticket that moves meanwhile is looked at again."""
    named = {"ticket": ticket, "message": str(message), "seq": seq}
    for _ in range(MOST_LOOKS):
        with statements() as sql:
            row = sql.one(WAITING, named)
        if row is None:
            return False
        said = {**form, "message": str(message)}
        if fire_as_system(str(ticket), trigger, said, version=row["version"]).moved:
            return True
    return False


WAITING: LiteralString = """
SELECT t.version FROM ticket t WHERE t.id = %(ticket)s AND t.state = 'executing'
   AND NOT EXISTS (SELECT FROM outbox l
                    WHERE l.ticket_id = t.id AND l.kind = 'send_demand' AND l.seq > %(seq)s)
   AND NOT EXISTS (SELECT FROM event e WHERE e.ticket_id = t.id AND e.form ->> 'message' = %(message)s)
"""
