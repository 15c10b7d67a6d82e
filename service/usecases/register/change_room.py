"""Changes a room: the code that it bore until now is kept."""

from typing import Any, LiteralString

from service.transaction import Row, Work
from service.visibility import Caller


def prepared(work: Work, changes: dict[str, Any], actor: Caller, row: Row) -> dict[str, Any]:
    """The columns to write; the history is written already, in the same transaction."""
    if changes.get("code", row["code"]) != row["code"]:
        told = {"room": row["id"], "office": row["office"]["id"], "code": row["code"]}
        work.sql.execute(KEEP, told | {"actor": actor.account_id})
    return changes


KEEP: LiteralString = """
INSERT INTO room_code_history (office_id, room_id, code, changed_by)
VALUES (%(office)s, %(room)s, %(code)s, %(actor)s)
"""
