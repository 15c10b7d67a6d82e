"""Gives and takes desks; some are given by two persons, neither of them the new holder."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from service.db import new_id
from service.errors import NotFound, NotYou, invalid_field, within
from service.models.desk_holding import DESKS, SIGNING_DESKS, TWO_PERSON_DESKS, DeskChange, DeskHolding
from service.transaction import Row, Work
from service.usecases.register.last_admin import must_leave_an_admin
from service.usecases.register.references import office_named
from service.visibility import Caller

Holding = tuple[str, UUID]
# An office may have one admin only; then its pm is the second person.
CONFIRMING_DESKS: Final = ("admin", "pm")


@dataclass(frozen=True, slots=True)
class DeskWish:
    desk: str
    office: str


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """`pending` until another person, admin or pm, asks for the same desks."""

    status: Literal["applied", "pending"]


# The row lock makes two admins at once take turns: the second one confirms what the first one asked for.
LOCK_ACCOUNT = "SELECT id, person_id FROM account WHERE id = %(account)s FOR UPDATE"
HELD = "SELECT desk, office_id FROM desk_holding WHERE account_id = %(account)s AND until IS NULL"
PENDING = "SELECT * FROM desk_change WHERE account_id = %(account)s AND status = 'pending'"
END = """
UPDATE desk_holding SET until = guanjia_now()
 WHERE account_id = %(account)s AND office_id = %(office)s AND desk = %(desk)s AND until IS NULL
"""
REPLACE = "UPDATE desk_change SET status = 'replaced' WHERE account_id = %(account)s AND status = 'pending'"
CONFIRM = """
UPDATE desk_change SET status = 'applied', confirmed_by = %(by)s, confirmed_by_person = %(person)s,
       confirmed_at = guanjia_now()
 WHERE id = %(id)s
"""


def put_desks(work: Work, account_id: UUID, wishes: Iterable[DeskWish], *, actor: Caller) -> DeskAnswer:
    """The whole of the account's desks in the offices that the caller administers.

    1. lock the account, 2. compare with what is held, 3. a desk that two give: ask or confirm, 4. apply.
    A pm who is no admin confirms what an admin asked for, and nothing else. Raises NotYou for a signer's desk
    for oneself, NotSo where an office would be left without an admin.
    """
    actor.must_hold(*CONFIRMING_DESKS)
    account = _lock(work, account_id)
    held = {(row["desk"], row["office_id"]) for row in work.sql.all(HELD, {"account": account_id})}
    _must_reach(held, actor)
    wanted = _wanted(work, wishes, actor)
    gained = {desk for desk, _ in wanted - held}
    _must_be_for_another(account, gained, actor)
    gives = actor.holds("admin") and actor.offices_of("admin") >= {office_id for _, office_id in wanted}
    by_two = not gives or gained & TWO_PERSON_DESKS
    if by_two and not _confirmed(work, account, wanted, actor):
        _ask(work, account["id"], wanted, actor, may=gives)
        return DeskAnswer("pending")
    reach = actor.offices_of("admin") if gives else frozenset(office_id for _, office_id in wanted)
    _apply(work, account_id, held={each for each in held if each[1] in reach}, wanted=wanted)
    return DeskAnswer("applied")


def _lock(work: Work, account_id: UUID) -> Row:
    account = work.sql.one(LOCK_ACCOUNT, {"account": account_id})
    if account is None:
        raise NotFound()
    return account


def _must_reach(held: set[Holding], actor: Caller) -> None:
    """An account that works only in offices of others does not exist for this admin; a fresh one does."""
    offices = actor.offices_of(*CONFIRMING_DESKS)
    if held and not any(office_id in offices for _, office_id in held):
        raise NotFound()


def _wanted(work: Work, wishes: Iterable[DeskWish], actor: Caller) -> set[Holding]:
    offices = actor.offices_of(*CONFIRMING_DESKS)
    return {_holding(work, wish, offices, place) for place, wish in enumerate(wishes)}


def _holding(work: Work, wish: DeskWish, offices: frozenset[UUID], place: int) -> Holding:
    with within(f"desks.{place}"):
        return _known(wish.desk), office_named(work.sql, offices, wish.office)["id"]


def _known(desk: str) -> str:
    if desk not in DESKS:
        raise invalid_field("desk", f"没有岗位 {desk}。", f"There is no desk {desk}.")
    return desk


def _must_be_for_another(account: Row, gained: set[str], actor: Caller) -> None:
    if account["person_id"] == actor.person_id and gained & SIGNING_DESKS:
        zh = "不能给自己授予涉及资金、审批或管理的岗位。"
        en = "Nobody gives a desk that signs, sees to money or gives desks to themselves."
        raise NotYou(zh, en, rule="four_eyes", who_could=[{"desk": "admin"}])


def _confirmed(work: Work, account: Row, wanted: set[Holding], actor: Caller) -> bool:
    """True when another person had asked for exactly this."""
    if account["person_id"] == actor.person_id:
        return False
    pending = work.sql.one(PENDING, {"account": account["id"]})
    if not pending or pending["desks"] != _listed(wanted) or pending["asked_by_person"] == actor.person_id:
        return False
    who = {"id": pending["id"], "by": actor.account_id, "person": actor.person_id}
    work.sql.execute(CONFIRM, who)
    return True


def _listed(wanted: set[Holding]) -> list[list[str]]:
    return [[desk, str(office_id)] for desk, office_id in sorted(wanted)]


def _ask(work: Work, account_id: UUID, wanted: set[Holding], actor: Caller, *, may: bool) -> None:
    """The first word; 403 for who may only give the second."""
    if not may:
        zh = "您只能确认管理员提出的岗位变更。"
        raise NotYou(zh, "You can only confirm what an admin asked for.", who_could=[{"desk": "admin"}])
    work.sql.execute(REPLACE, {"account": account_id})
    change = DeskChange(
        id=new_id(),
        account_id=account_id,
        desks=_listed(wanted),
        asked_by=actor.account_id,
        asked_by_person=actor.person_id,
    )
    work.session.add(change)
    work.session.flush()


def _apply(work: Work, account_id: UUID, *, held: set[Holding], wanted: set[Holding]) -> None:
    """A wish for other desks that still waited is void: it was made for what was held before."""
    work.sql.execute(REPLACE, {"account": account_id})
    lost = [office_id for desk, office_id in held - wanted if desk == "admin"]
    must_leave_an_admin(work.sql, account_id, lost)
    for desk, office_id in sorted(held - wanted):
        work.sql.execute(END, {"account": account_id, "office": office_id, "desk": desk})
    for desk, office_id in sorted(wanted - held):
        work.session.add(DeskHolding(account_id=account_id, office_id=office_id, desk=desk))
    work.session.flush()
