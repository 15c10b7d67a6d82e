"""Writes the append-only entries under every balance; a balance changes only together with its entry."""

from uuid import UUID

from service.models.book_entry import BookEntry
from service.transaction import Work
from service.visibility import Caller


def enter(
    work: Work,
    book: str,
    row_id: UUID,
    *,
    office_id: UUID,
    kind: str,
    amount_fen: int,
    actor: Caller | None,
    payment_id: UUID | None = None,
) -> None:
    entry = BookEntry(
        office_id=office_id,
        book=book,
        row_id=row_id,
        kind=kind,
        amount_fen=amount_fen,
        payment_id=payment_id,
        actor_id=account_of(actor),
    )
    work.session.add(entry)


def account_of(actor: Caller | None) -> UUID | None:
    """Nobody, where a callback or a job books."""
    return None if actor is None else actor.account_id
