"""An incident is closed by somebody, with a word about what came of it."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotNow
from service.transaction import Work
from service.visibility import Caller


def close_incident(work: Work, incident: UUID, *, note: str, actor: Caller) -> None:
    """Once: the first word stands."""
    if work.sql.one(CLOSE, {"id": incident, "note": note, "by": actor.account_id}) is None:
        raise NotNow("该异常已关闭。", "This incident is closed already.")


CLOSE: LiteralString = """
UPDATE incident SET closed_at = guanjia_now(), closed_by = %(by)s, note = %(note)s
 WHERE id = %(id)s AND closed_at IS NULL RETURNING id
"""
