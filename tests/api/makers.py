"""Rows with sensible defaults, and nothing else."""

import secrets
from dataclasses import dataclass
from functools import cache

from service.db import new_id
from service.passwords import hash_password
from service.transaction import Sql
from service.usecases.access.issue_token import new_token

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Somebody:
    id: str
    username: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def make_office(sql: Sql, *, parent: str | None = None) -> str:
    """Its code; every test has offices of its own, so tests may share a database."""
    code = f"T{secrets.token_hex(4).upper()}"
    sql.execute(
        """
        INSERT INTO office (id, code, name, parent_id, number_sequence)
        SELECT %s, %s, '桂园', (SELECT id FROM office WHERE code = %s), %s
        """,
        [new_id(), code, parent, f"number_{code.lower()}"],
    )
    return code


def make_account(sql: Sql, *, office: str, desk: str, password: str = PASSWORD) -> Somebody:
    person, account = new_id(), new_id()
    username = f"{desk}-{secrets.token_hex(4)}"
    sql.execute("INSERT INTO person (id, name) VALUES (%s, '张三')", [person])
    sql.execute(
        "INSERT INTO account (id, username, person_id, password_hash) VALUES (%s, %s, %s, %s)",
        [account, username, person, hashed(password)],
    )
    give_desk(sql, account, office=office, desk=desk)
    token, _ = new_token(sql, account_id=account)
    return Somebody(str(account), username, token)


def give_desk(sql: Sql, account: object, *, office: str, desk: str) -> None:
    sql.execute(
        """
        INSERT INTO desk_holding (id, account_id, office_id, desk)
        SELECT %s, %s, id, %s FROM office WHERE code = %s
        """,
        [new_id(), account, desk, office],
    )


@cache
def hashed(password: str) -> str:
    return hash_password(password)
