"""Deletes what was registered by mistake: taken back where it still holds, and then no longer listed."""

from uuid import UUID

from service.errors import InUse, NotSo, not_so
from service.models.columns import NOW
from service.models.occupancy_change import OccupancyChange
from service.transaction import Work
from service.usecases.occupancy.reverse_change import change_of, locked_change, reverse_change
from service.visibility import Caller

REASON = "登记错误，删除 (deleted)"


def delete_change(work: Work, change_id: UUID, *, actor: Caller) -> None:
    """409 `in_use` while money went over with it or something builds on it: that is taken back first."""
    change = locked_change(work, change_id, actor=actor, reversed_too=True)
    if change.reversed_at is None:
        _take_back(work, change, actor)
    change.hidden_at = NOW  # type: ignore[assignment]
    work.session.flush()


def delete_stay(work: Work, stay_id: UUID, *, actor: Caller) -> None:
    """A stay that came by a move-in; one of a handover or transfer is deleted there: 409 `in_use`."""
    try:
        began = change_of(work, stay_id, began=True)
    except NotSo as refusal:
        raise in_use(refusal) from refusal
    delete_change(work, began, actor=actor)


def _take_back(work: Work, change: OccupancyChange, actor: Caller) -> None:
    try:
        if change.arrears_fen or change.prepayment_fen:
            zh = "欠费或预收款已随之转移，请先撤销。"
            raise not_so("no_money_moved", zh, "Money went over with it: take it back first.")
        reverse_change(work, change.id, REASON, actor=actor)
    except NotSo as refusal:
        raise in_use(refusal) from refusal


def in_use(refusal: NotSo) -> InUse:
    """The same sentence: to delete, what it names must go first."""
    return InUse(refusal.sentences["zh"], refusal.sentences["en"])
