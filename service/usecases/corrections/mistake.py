"""Who may take money back that was booked by mistake (红冲), and against which version of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from service.errors import NotFound, NotNow, NotSo, Stale, not_so
from service.transaction import Row, Work
from service.usecases.occupancy.delete_change import in_use
from service.usecases.occupancy.money import MONEY_DESKS
from service.usecases.register.trail import leave_trail
from service.visibility import Caller
from workflows.moving_rules import QUICK_FEN

DESKS: Final = MONEY_DESKS
APPROVAL: Final = "needs_approval"
FIND: dict[str, LiteralString] = {
    "charge": """
SELECT x.* FROM charge x WHERE x.id = %(id)s AND x.office_id = ANY(%(offices)s) FOR UPDATE""",
    "payment": """
SELECT x.*, a.person_id AS maker FROM payment x LEFT JOIN account a ON a.id = x.received_by
 WHERE x.id = %(id)s AND x.office_id = ANY(%(offices)s) FOR UPDATE OF x""",
    "prepayment": """
SELECT x.*, x.received_by_person AS maker FROM prepayment x
 WHERE x.id = %(id)s AND x.office_id = ANY(%(offices)s) FOR UPDATE""",
    "deposit": """
SELECT x.*, x.received_by_person AS maker FROM deposit x
 WHERE x.id = %(id)s AND x.office_id = ANY(%(offices)s) FOR UPDATE""",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """The row as the caller saw it, and what was wrong with it."""

    id: UUID
    version: int
    reason: str


def locked(work: Work, table: str, mistake: Mistake, *, actor: Caller) -> Row:
    """404, 403, 412; 409 where it was taken back already."""
    row = work.sql.one(FIND[table], {"id": mistake.id, "offices": list(actor.offices)})
    if row is None:
        raise NotFound()
    actor.must_hold(*DESKS, office_id=row["office_id"])
    must_stand(row, mistake.version)
    return row


def must_stand(row: Row, version: int) -> None:
    """412 with another version than was seen; 409 where it was taken back already."""
    if row["version"] != version:
        raise Stale(version=row["version"])
    if row["reversed_at"] is not None:
        raise NotNow("该记录已红冲。", "This has been taken back already.", state="reversed", allowed=[])


@contextmanager
def bound_is_in_use() -> Iterator[None]:
    """To delete, what a refusal names must go first: 409 `in_use` with its sentence."""
    try:
        yield
    except NotSo as refusal:
        if refusal.extra.get("rule") == APPROVAL:
            raise
        raise in_use(refusal) from refusal


def must_be_another(maker: UUID | None, fen: int, actor: Caller) -> None:
    """Above 1,000.00 yuan by another person than the `maker`, who booked it: 422 `needs_approval`."""
    if fen > QUICK_FEN and maker == actor.person_id:
        zh = "超过 1,000.00 元（分次累计）的红冲须由经办人以外的财务或项目经理办理（双人复核）。"
        en = (
            "More than 1,000.00 yuan, in one piece or in slices, is taken back by another person of finance"
            " or pm than who booked it."
        )
        raise not_so(APPROVAL, zh, en)


def leave_reason(work: Work, table: str, row: Row, mistake: Mistake, *, actor: Caller) -> None:
    office = row["office_id"]
    leave_trail(work.sql, "delete", table, mistake.id, office=office, actor=actor, reason=mistake.reason)


def was_refunded() -> NotSo:
    zh = "其中款项已退款或正在退款，不能红冲。"
    return not_so("not_refunded", zh, "Some of this money was given back, or is frozen by a refund slip.")
