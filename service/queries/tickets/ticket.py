"""One ticket as its caller may see it."""

from typing import Any

from service.door.answer import ticket_answer
from service.door.read import Question, read_ticket
from service.door.seen import seen
from service.errors import NotFound
from service.queries.tickets.signals import may_decide, signals_of
from service.transaction import statements


def the_ticket(ref: str, digest: bytes, lang: str) -> dict[str, Any] | None:
    """One statement, and one more for whoever is asked to decide: what speaks for fraud.

    None without a living token; raises NotFound where there is nothing to see.
    """
    with statements() as sql:
        row = read_ticket(sql, Question(ref=ref, digest=digest))
        if row["me"] is None:
            return None
        if row["ticket"] is None or not row["desks"]:
            raise NotFound()
        found = seen(row)
        told = {"signals": signals_of(sql, found, lang)} if may_decide(found) else {}
    return ticket_answer(row, lang) | told
