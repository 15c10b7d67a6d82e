"""Writes the append-only entries under every balance; a balance changes only together with its entry."""

from uuid import UUID

from schemas.fields import MOST_FEN
from service.errors import NotSo, not_so
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
    """422 `within_limit` for more than any amount may be: only what was computed can be so much."""
    if abs(amount_fen) > MOST_FEN:
        raise beyond_limit()
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


def beyond_limit() -> NotSo:
    zh = "金额超过 100,000,000,000.00 元的上限，请核对单价、面积或读数。"
    en = "This comes to more than 100,000,000,000.00 yuan: look at the price, the area or the reading again."
    return not_so("within_limit", zh, en)


def account_of(actor: Caller | None) -> UUID | None:
    """Nobody, where a callback or a job books."""
    return None if actor is None else actor.account_id
