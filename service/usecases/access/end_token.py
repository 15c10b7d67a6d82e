"""Logs out: the token is gone at once, in every process."""

from service.transaction import statements
from service.visibility import Caller


def end_token(caller: Caller) -> None:
    with statements() as sql:
        sql.execute("DELETE FROM token WHERE id = %s", [caller.token_id])
