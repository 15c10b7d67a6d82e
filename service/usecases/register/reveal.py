"""Shows one personal value in full: only to desks that need it, and never without a trace."""

from dataclasses import dataclass
from typing import Any, Final, LiteralString
from uuid import UUID

from service.crypto.places import ACCOUNT_NUMBER, CUSTOMER_ID, CUSTOMER_PHONE, MEMBER_PHONE, Place
from service.crypto.vault import vault
from service.errors import NotFound, TooMany
from service.queries.register.phone_parts import PHONE_DESKS
from service.transaction import Work
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

ID_DESKS: Final = ("supervisor", "pm", "finance", "legal")
ACCOUNT_DESKS: Final = ("finance", "pm")


@dataclass(frozen=True, slots=True)
class Revealable:
    """A sealed column, who may read it (最小必要: Personal Information Protection Law 6, 25), and how."""

    place: Place
    desks: tuple[str, ...]
    find: LiteralString


CUSTOMER: Final = {
    "phone": Revealable(
        CUSTOMER_PHONE,
        PHONE_DESKS,
        "SELECT office_id, phone_sealed AS sealed FROM customer WHERE id = %(id)s",
    ),
    "id_number": Revealable(
        CUSTOMER_ID, ID_DESKS, "SELECT office_id, id_number_sealed AS sealed FROM customer WHERE id = %(id)s"
    ),
}
MEMBER: Final = {
    "phone": Revealable(
        MEMBER_PHONE, PHONE_DESKS, "SELECT office_id, phone_sealed AS sealed FROM member WHERE id = %(id)s"
    ),
}
ACCOUNT: Final = {
    "number": Revealable(
        ACCOUNT_NUMBER,
        ACCOUNT_DESKS,
        "SELECT office_id, number_sealed AS sealed FROM bank_account WHERE id = %(id)s",
    ),
}


def reveal(
    work: Work, what: Revealable, row_id: UUID, *, reason: str | None, actor: Caller, most: int
) -> str | None:
    """None where the row has no such value. 403 without the desk in the row's own office.

    Raises TooMany for who has revealed `most` in the last hour: a person with all their accounts.
    """
    row = work.sql.one(what.find, {"id": row_id})
    if row is None or not actor.sees(row["office_id"]):
        raise NotFound()
    actor.must_hold(*what.desks, office_id=row["office_id"])
    _must_not_collect(work, actor, most)
    told: dict[str, Any] = {"fields": [what.place.column], "reason": reason}
    leave_trail(work.sql, "reveal", what.place.table, row_id, office=row["office_id"], actor=actor, **told)
    return row["sealed"] and vault().open(work.sql, what.place, row_id, row["sealed"])


def _must_not_collect(work: Work, actor: Caller, most: int) -> None:
    row = work.sql.one(REVEALED, {"person": actor.person_id})
    if row and row["count"] >= most:
        zh = f"一小时内最多查看 {most} 个完整号码，请稍后再试。"
        en = f"At most {most} numbers in full are shown in an hour; please come back later."
        raise TooMany(zh, en, headers={"Retry-After": str(row["wait"])})


# A debit file is one deed however many accounts are in it, and has a reason of its own.
REVEALED: LiteralString = """
SELECT count(*),
       greatest(1, ceil(extract(epoch FROM min(e.at) + interval '1 hour' - guanjia_now())))::int AS wait
  FROM register_event e
 WHERE e.actor_id IN (SELECT id FROM account WHERE person_id = %(person)s) AND e.verb = 'reveal'
   AND e.at > guanjia_now() - interval '1 hour' AND e.reason IS DISTINCT FROM 'debit_file'
"""
