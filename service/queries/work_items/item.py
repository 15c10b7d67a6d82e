"""One duty as its caller may see it, ended or not."""

from typing import Any

from service.door.answer import item_answer, ticket_answer
from service.door.read import Question, read_ticket
from service.errors import NotFound
from service.transaction import statements


def the_item(ref: str, digest: bytes, lang: str) -> dict[str, Any] | None:
    """One statement. None without a living token; raises NotFound where there is nothing to see."""
    with statements() as sql:
        row = read_ticket(sql, Question(ref=ref, digest=digest, by_item=True))
    if row["me"] is None:
        return None
    if row["ticket"] is None or not row["desks"]:
        raise NotFound()
    return item_answer(row["item"], ticket_answer(row, lang), row)
