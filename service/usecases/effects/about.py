"""What an effect is about: the ticket as it is now, and the event that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.door.read import Question, read_ticket
from service.transaction import Sql
from service.usecases.effects.shape import Effect, Unfinished

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """`ticket` and `details` are of now; `trigger`, `form` and `set` (details) of the event."""

    ticket: Row
    details: Row
    trigger: str
    form: Row
    set: Row

    @property
    def customer(self) -> str | None:
        return (self.ticket["customer"] or {}).get("id")

    @property
    def office(self) -> str:
        return str(self.ticket["office"]["id"])

    def at_event(self, name: str) -> Any:
        """A detail as the event set it, else as it is."""
        return self.set[name] if name in self.set else self.details.get(name)


def about(sql: Sql, effect: Effect) -> About:
    row = read_ticket(sql, Question(ref=str(effect.ticket)))
    if row["ticket"] is None:
        raise Unfinished("no_ticket")
    event = sql.one(EVENT, [effect.ticket, effect.seq]) or {"trigger": "", "form": {}, "set": {}}
    return About(row["ticket"], row["details"] or {}, event["trigger"], event["form"], event["set"] or {})


EVENT: LiteralString = """
SELECT trigger, form, changes -> 'details' AS set FROM event WHERE ticket_id = %s AND seq = %s
"""


def later_of(sql: Sql, effect: Effect, kind: str) -> bool:
    """Whether a later event of this ticket demanded that kind: then this effect speaks of the past."""
    return sql.one(LATER, [effect.ticket, kind, effect.seq]) is not None


def unfinished_before(sql: Sql, ticket: UUID | str, kind: str, seq: int) -> bool:
    return sql.one(UNFINISHED, [ticket, kind, seq]) is not None


LATER: LiteralString = "SELECT FROM outbox WHERE ticket_id = %s AND kind = %s AND seq > %s LIMIT 1"
UNFINISHED: LiteralString = """
SELECT FROM outbox WHERE ticket_id = %s AND kind = %s AND seq < %s AND status <> 'done' AND status <> 'dead'
 LIMIT 1
"""
