"""Somebody stands in for an absent person (代理): dated, for some workflows or all, up to an amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, NotYou, invalid_field, not_so
from service.transaction import Sql
from service.usecases.substitutions.parties import SPEAKERS, Party, party, speaks_for, tell
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class Appointment:
    """`who` None: the caller."""

    to: str
    begins_at: datetime
    ends_at: datetime
    who: str | None = None
    workflows: tuple[str, ...] | None = None
    cap_fen: int | None = None


def appoint_stand_in(sql: Sql, order: Appointment, *, actor: Caller) -> UUID:
    """1. the people; 2. the right; 3. the dates; 4. the receiver; 5. no double; both are told."""
    absent, receiver = party(sql, order.who, actor), party(sql, order.to, actor)
    if absent is None or receiver is None:
        field = "who" if absent is None else "to"
        raise invalid_field(field, "您的管理处里没有这个人。", "There is no such person in your offices.")
    _check_right(actor, absent, receiver)
    _check_dates(sql, order)
    _check_receiver(absent, receiver)
    made = _written(sql, order, absent, receiver, actor)
    tell(sql, "substitution.made", absent.account, receiver.account)
    return made


def names_another(raw: object, actor: Caller) -> bool:
    """Seen before the body is held against its schema: for the right comes before the form."""
    said = raw.get("who") if isinstance(raw, Mapping) else None
    own = (actor.username, str(actor.account_id))
    return said is not None and (not isinstance(said, str) or said.strip().lower() not in own)


def must_speak(actor: Caller) -> None:
    """Raises NotYou for who could appoint nobody but their own stand-in."""
    if not actor.holds(*SPEAKERS):
        raise _not_theirs()


def _not_theirs() -> NotYou:
    return NotYou(
        "只有本人，或其管理处的系统管理员和项目经理可以设置代理。",
        "A stand-in is appointed by the absent person, or by an admin or a pm of their office.",
        who_could=[{"desk": desk} for desk in SPEAKERS],
    )


def _check_right(actor: Caller, absent: Party, receiver: Party) -> None:
    if not speaks_for(actor, absent):
        raise _not_theirs()
    if actor.person_id == receiver.person != absent.person:
        raise NotYou(
            "不能指定自己代理他人。",
            "Nobody appoints themselves to stand in for another.",
            rule="four_eyes",
            who_could=[{"desk": desk} for desk in SPEAKERS],
        )


def _check_dates(sql: Sql, order: Appointment) -> None:
    if order.ends_at <= order.begins_at:
        raise invalid_field("until", "结束时间必须晚于开始时间。", "This must be later than `from`.")
    if sql.one("SELECT 1 AS over WHERE %s <= guanjia_now()", [order.ends_at]):
        raise invalid_field("until", "结束时间必须晚于现在。", "This must be in the future.")


def _check_receiver(absent: Party, receiver: Party) -> None:
    if receiver.person == absent.person:
        raise not_so("receiver_not_self", "代理人不能是本人。", "Nobody stands in for themselves.")
    if not receiver.offices & absent.offices:
        raise not_so(
            "receiver_holds_desk",
            "代理人在本人的管理处没有岗位。",
            "The stand-in holds no desk in an office of the absent person.",
        )


def _written(sql: Sql, order: Appointment, absent: Party, receiver: Party, actor: Caller) -> UUID:
    row: dict[str, Any] = {
        "id": new_id(),
        "absent": absent.account,
        "absent_person": absent.person,
        "receiver": receiver.account,
        "receiver_person": receiver.person,
        "begins": order.begins_at,
        "ends": order.ends_at,
        "workflows": sorted(set(order.workflows)) if order.workflows is not None else None,
        "cap": order.cap_fen,
        "by": actor.account_id,
    }
    sql.execute(ONE_AT_A_TIME, [f"substitution {absent.person}"])
    if sql.one(DOUBLE, row):
        raise Duplicate(
            "该代理人在此期间已代理此人。",
            "This person stands in for that one already at that time.",
        )
    sql.execute(INSERT, row)
    made: UUID = row["id"]
    return made


ONE_AT_A_TIME: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
DOUBLE: LiteralString = """
SELECT 1 AS there FROM substitution s
 WHERE s.absent_person = %(absent_person)s AND s.receiver_person = %(receiver_person)s AND s.ended_at IS NULL
   AND s.begins_at < %(ends)s AND s.ends_at > %(begins)s
   AND (s.workflows IS NULL OR %(workflows)s::text[] IS NULL OR s.workflows && %(workflows)s::text[])
"""
INSERT: LiteralString = """
INSERT INTO substitution (id, absent_id, absent_person, receiver_id, receiver_person, begins_at, ends_at,
                          workflows, cap_fen, created_by)
VALUES (%(id)s, %(absent)s, %(absent_person)s, %(receiver)s, %(receiver_person)s, %(begins)s, %(ends)s,
        %(workflows)s, %(cap)s, %(by)s)
"""
