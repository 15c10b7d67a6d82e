"""Signs of fraud, shown beside a ticket to whoever may decide it: they refuse nothing, a person looks.

Facts in, sentences out. No account number stands in any of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

IN_HASTE: Final = timedelta(seconds=10)
JUST_NOW: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Signal:
    name: str
    zh: str
    en: str
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """Another request for money out of the same row, to the same payee or customer, of late."""

    number: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an event said of the amount and the payee (masked); a return says neither."""

    trigger: str
    at: datetime
    amount_fen: int | None = None
    payee: Mapping[str, Any] | None = None


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trail:
    """What the house knows around a ticket. Pairs are persons: who stands in (or gives an opinion) for whom.

    `limits`: the amounts above which a further level is asked. `votes`: asked when, decided when.
    `applicant_for`: whose vote is asked now and for whom the applicant stands in.
    """

    now: datetime
    amount_fen: int = 0
    limits: Sequence[int] = ()
    slips: Sequence[Slip] = ()
    votes: Sequence[tuple[datetime, datetime]] = ()
    events: Sequence[Told] = ()
    substitutes: Collection[Pair] = ()
    opinions: Collection[Pair] = ()
    applicant_for: Sequence[str] = ()
    same_account: Sequence[str] = ()
    staff_named: Sequence[str] = field(default_factory=tuple)


def signals(trail: Trail) -> tuple[Signal, ...]:
    """In the order of their weight."""
    return tuple(found for look in LOOKS for found in look(trail))


def _split(trail: Trail) -> Iterator[Signal]:
    """Together they pass a limit that each alone does not."""
    amounts = [trail.amount_fen, *(slip.amount_fen for slip in trail.slips)]
    passed = [limit for limit in trail.limits if 0 < limit < sum(amounts) and max(amounts) <= limit]
    if trail.slips and passed:
        yield Signal(
            "split_under_limit",
            f"30 天内同一款项、收款人或客户的单据合计 {_yuan(sum(amounts))} 元，"
            f"超过限额 {_yuan(max(passed))} 元。",
            f"Slips of 30 days for one row, payee or customer add up to {_yuan(sum(amounts))} yuan,"
            f" over the limit of {_yuan(max(passed))}.",
            tuple(slip.number for slip in trail.slips),
        )


def _substitute_is_applicant(trail: Trail) -> Iterator[Signal]:
    for name in trail.applicant_for:
        zh, en = f"申请人正在代理审批人 {name}。", f"The applicant stands in for {name}, whose vote is asked."
        yield Signal("applicant_stands_in", zh, en)


def _in_a_circle(trail: Trail) -> Iterator[Signal]:
    if _mutual(trail.substitutes):
        zh, en = "相关人员互相代理。", "People around this ticket stand in for each other."
        yield Signal("circular_substitution", zh, en)
    if _mutual(trail.opinions):
        zh, en = "本单中有人互相委派。", "People of this ticket delegated to each other."
        yield Signal("circular_delegation", zh, en)


def _mutual(pairs: Collection[Pair]) -> bool:
    return any((second, first) in set(pairs) for first, second in pairs)


def _raised_after_return(trail: Trail) -> Iterator[Signal]:
    before: int | None = None
    returned_at: int | None = None
    for event in trail.events:
        if event.trigger == "return":
            returned_at = before
        elif event.amount_fen is not None:
            before = event.amount_fen
    if returned_at is not None and before is not None and before > returned_at:
        zh = f"退回后金额由 {_yuan(returned_at)} 元提高到 {_yuan(before)} 元。"
        en = f"After a return the amount was raised from {_yuan(returned_at)} to {_yuan(before)} yuan."
        yield Signal("raised_after_return", zh, en)


def _payee_changed(trail: Trail) -> Iterator[Signal]:
    said = [event for event in trail.events if event.payee is not None]
    changes = [new for old, new in zip(said, said[1:], strict=False) if old.payee != new.payee]
    if changes and trail.now - changes[-1].at < JUST_NOW:
        zh, en = "收款账户在三天内被更改。", "The payee was changed within the last three days."
        yield Signal("payee_changed", zh, en)


def _payee_shared(trail: Trail) -> Iterator[Signal]:
    if trail.same_account:
        zh = "其他客户的退款也付到同一账户。"
        en = "Refunds of other customers go to the same account."
        yield Signal("payee_shared", zh, en, tuple(trail.same_account))
    if trail.staff_named:
        zh, en = "收款人与本管理处员工同名。", "The payee has the name of somebody who works in this office."
        yield Signal("payee_is_staff", zh, en)


def _in_haste(trail: Trail) -> Iterator[Signal]:
    """A vote given sooner than anybody can read."""
    spans = [decided - asked for asked, decided in trail.votes]
    if any(span < IN_HASTE for span in spans):
        seconds = int(min(spans).total_seconds())
        zh = f"本轮有一次表决在收到后 {seconds} 秒内作出。"
        en = f"A vote of this round was given {seconds} seconds after it was asked for."
        yield Signal("decided_in_seconds", zh, en)


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


LOOKS: Final = (
    _split,
    _substitute_is_applicant,
    _in_a_circle,
    _raised_after_return,
    _payee_changed,
    _payee_shared,
    _in_haste,
)
