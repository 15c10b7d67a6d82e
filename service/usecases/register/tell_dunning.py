"""Open dunning requests hear of money on their charges: booked, or taken back."""

from collections.abc import Iterable
from uuid import UUID

from service.db import new_id
from service.jobs import NewEffect, add_effect
from service.queries.register.dunned import Dunned, open_dunning
from service.transaction import Work


def tell_dunning(work: Work, charges: Iterable[UUID], *, what: str, cause: UUID) -> tuple[Dunned, ...]:
    """The requests that hear of it, the newest first; call it after what it counts was written.

    A request moves after the commit, by a job: at the desk and by callback alike. It hears of one `cause`
    once.
    """
    work.session.flush()
    dunned = open_dunning(work.sql, charges)
    for each in dunned:
        key = f"{what}:{cause}:{each.ticket_id}"
        more = {"payment": str(cause)}
        add_effect(work.sql, NewEffect("payment_booked", key, ticket=each.ticket_id, more=more))
    return dunned


def tell_it_is_owed_again(work: Work, charges: Iterable[UUID]) -> None:
    """What was taken back is a cause of its own: the payment's was heard already."""
    tell_dunning(work, charges, what="taken_back", cause=new_id())
