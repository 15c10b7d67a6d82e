"""A substitution ends at once, and stays as history."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotYou
from service.queries.substitutions.listing import the_substitution
from service.transaction import Sql
from service.usecases.substitutions.parties import SPEAKERS, party_of, speaks_for, tell
from service.visibility import Caller


def end_substitution(sql: Sql, key: UUID, *, actor: Caller) -> None:
    """By either party, who made it, or an admin or pm of the absent person's office. Ended is ended."""
    row = the_substitution(sql, key, actor)
    absent, receiver = (party_of(sql, UUID(row[name]["id"])) for name in ("who", "to"))
    made_it = UUID(row["created_by"]["id"]) == actor.account_id
    if not (made_it or actor.person_id == receiver.person or speaks_for(actor, absent)):
        raise NotYou(who_could=[{"desk": desk} for desk in SPEAKERS])
    if sql.one(END, {"id": key, "by": actor.account_id}):
        tell(sql, "substitution.ended", absent.account, receiver.account)


END: LiteralString = """
UPDATE substitution SET ended_at = guanjia_now(), ended_by = %(by)s
 WHERE id = %(id)s AND ended_at IS NULL RETURNING id
"""
