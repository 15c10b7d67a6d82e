"""Gives and takes desks; one that handles money is given by two persons, neither of them its new holder."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.db import new_id
from service.errors import NotFound, NotYou, invalid_field
from service.models.desk_holding import DESKS, MONEY_DESKS, DeskChange, DeskHolding
from service.transaction import Row, Work
from service.usecases.register.references import office_named
from service.visibility import Caller

Holding = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class DeskWish:
    desk: str
    office: str


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """`pending` until another admin asks for the same desks."""

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

    1. lock the account, 2. compare with what is held, 3. money desks gained: ask or confirm, 4. apply.
    """
    actor.must_hold("admin")
    account = _lock(work, account_id)
    held = {(row["desk"], row["office_id"]) for row in work.sql.all(HELD, {"account": account_id})}
    _must_reach(held, actor)
    wanted = _wanted(work, wishes, actor)
    gained_money = {holding for holding in wanted - held if holding[0] in MONEY_DESKS}
    if gained_money and not _confirmed(work, account, wanted, actor):
        return DeskAnswer("pending")
    _apply(work, account_id, held=_mine(held, actor), wanted=wanted)
    return DeskAnswer("applied")


def _lock(work: Work, account_id: UUID) -> Row:
    account = work.sql.one(LOCK_ACCOUNT, {"account": account_id})
    if account is None:
        raise NotFound()
    return account


def _must_reach(held: set[Holding], actor: Caller) -> None:
    """An account that works only in offices of others does not exist for this admin; a fresh one does."""
    if held and not _mine(held, actor):
        raise NotFound()


def _mine(held: set[Holding], actor: Caller) -> set[Holding]:
    offices = actor.offices_of("admin")
    return {holding for holding in held if holding[1] in offices}


def _wanted(work: Work, wishes: Iterable[DeskWish], actor: Caller) -> set[Holding]:
    offices = actor.offices_of("admin")
    return {(_known(wish.desk), office_named(work.sql, offices, wish.office)["id"]) for wish in wishes}


def _known(desk: str) -> str:
    if desk not in DESKS:
        raise invalid_field("desks", f"没有岗位 {desk}。", f"There is no desk {desk}.")
    return desk


def _confirmed(work: Work, account: Row, wanted: set[Holding], actor: Caller) -> bool:
    """True when another person had asked for exactly this; otherwise this is the first word."""
    if account["person_id"] == actor.person_id:
        zh = "不能给自己授予涉及资金的岗位。"
        raise NotYou(
            zh, "Nobody gives a money desk to themselves.", rule="four_eyes", who_could=[{"desk": "admin"}]
        )
    pending = work.sql.one(PENDING, {"account": account["id"]})
    listed = [[desk, str(office_id)] for desk, office_id in sorted(wanted)]
    if pending and pending["desks"] == listed and pending["asked_by_person"] != actor.person_id:
        who = {"id": pending["id"], "by": actor.account_id, "person": actor.person_id}
        work.sql.execute(CONFIRM, who)
        return True
    _ask(work, account["id"], listed, actor)
    return False


def _ask(work: Work, account_id: UUID, listed: list[list[str]], actor: Caller) -> None:
    work.sql.execute(REPLACE, {"account": account_id})
    change = DeskChange(
        id=new_id(),
        account_id=account_id,
        desks=listed,
        asked_by=actor.account_id,
        asked_by_person=actor.person_id,
    )
    work.session.add(change)
    work.session.flush()


def _apply(work: Work, account_id: UUID, *, held: set[Holding], wanted: set[Holding]) -> None:
    """A wish for other desks that still waited is void: it was made for what was held before."""
    work.sql.execute(REPLACE, {"account": account_id})
    for desk, office_id in sorted(held - wanted):
        work.sql.execute(END, {"account": account_id, "office": office_id, "desk": desk})
    for desk, office_id in sorted(wanted - held):
        work.session.add(DeskHolding(account_id=account_id, office_id=office_id, desk=desk))
    work.session.flush()
