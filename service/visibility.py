"""Who is calling, and which offices that person may look into: rights are read anew for every call."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.errors import NotYou
from service.transaction import Sql


@dataclass(frozen=True, slots=True)
class Held:
    """A desk as it is held: at an office, or at a project above several."""

    desk: str
    office_id: UUID
    office_code: str
    office_name: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The account behind a living token. `seats` also counts the offices below those a desk is held at."""

    account_id: UUID
    person_id: UUID
    token_id: UUID
    username: str
    name: str
    desks: tuple[Held, ...]
    seats: frozenset[tuple[str, UUID]]

    @property
    def offices(self) -> frozenset[UUID]:
        """The offices this person works in, and so may see."""
        return frozenset(office_id for _, office_id in self.seats)

    def sees(self, office_id: UUID) -> bool:
        return office_id in self.offices

    def holds(self, *desks: str, office_id: UUID | None = None) -> bool:
        """One of the desks, in that office, or anywhere when no office is named."""
        return any(desk in desks and office_id in (None, where) for desk, where in self.seats)

    def offices_of(self, *desks: str) -> frozenset[UUID]:
        return frozenset(office_id for desk, office_id in self.seats if desk in desks)

    def must_hold(self, *desks: str, office_id: UUID | None = None) -> None:
        if not self.holds(*desks, office_id=office_id):
            raise NotYou(
                "您的岗位不能执行该操作。", "None of your desks may do this.", who_could=_desks(desks)
            )


def read_caller(sql: Sql, digest: bytes) -> Caller | None:
    """One statement; None when no living token of an enabled account has this digest."""
    row = sql.one(CALLER, {"digest": digest})
    return None if row is None else _caller(row)


def caller_of_account(sql: Sql, account_id: UUID) -> Caller | None:
    """For work that somebody asked for and a worker does later: the rights count as they are by then.

    There is no token; its id is the account's. None when the account is disabled.
    """
    row = sql.one(CALLER_OF_ACCOUNT, {"account": account_id})
    return None if row is None else _caller(row)


def _caller(row: dict[str, Any]) -> Caller:
    return Caller(
        account_id=row["account_id"],
        person_id=row["person_id"],
        token_id=row["token_id"],
        username=row["username"],
        name=row["name"],
        desks=tuple(Held(desk, UUID(id), code, name) for desk, id, code, name in row["desks"] or ()),
        seats=frozenset((desk, UUID(office_id)) for desk, office_id in row["seats"] or ()),
    )


def _desks(desks: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"desk": desk} for desk in desks]


_CALLER: LiteralString = """
WITH RECURSIVE me AS ({me}
), held AS (
    SELECT h.desk, h.office_id FROM me JOIN desk_holding h ON h.account_id = me.account_id AND h.until IS NULL
), reach AS (
    SELECT desk, office_id FROM held
    UNION
    SELECT r.desk, o.id FROM reach r JOIN office o ON o.parent_id = r.office_id
)
SELECT me.*,
       (SELECT json_agg(json_build_array(h.desk, o.id, o.code, o.name) ORDER BY o.code, h.desk)
          FROM held h JOIN office o ON o.id = h.office_id) AS desks,
       (SELECT json_agg(json_build_array(desk, office_id)) FROM reach) AS seats
  FROM me
"""
CALLER: LiteralString = _CALLER.format(
    me="""
    SELECT t.id AS token_id, a.id AS account_id, a.person_id, a.username, p.name
      FROM token t JOIN account a ON a.id = t.account_id JOIN person p ON p.id = a.person_id
     WHERE t.digest = %(digest)s AND t.expires_at > guanjia_now() AND a.disabled_at IS NULL"""
)
CALLER_OF_ACCOUNT: LiteralString = _CALLER.format(
    me="""
    SELECT a.id AS token_id, a.id AS account_id, a.person_id, a.username, p.name
      FROM account a JOIN person p ON p.id = a.person_id
     WHERE a.id = %(account)s AND a.disabled_at IS NULL"""
)
