"""A dead effect gets another life, from its first attempt on."""

from typing import LiteralString
from uuid import UUID

from service.errors import NotNow
from service.transaction import Work


def retry_effect(work: Work, effect: UUID) -> None:
    """Only what is dead: anything else is on its way already. Its incident is closed with it."""
    if work.sql.one(RETRY, [effect]) is None:
        raise NotNow("该后台任务没有失败，无需重试。", "This effect is not dead: it needs no retry.")
    work.sql.execute(CLOSE, [effect])


RETRY: LiteralString = """
UPDATE outbox SET status = 'ready', attempts = 0, due_at = guanjia_now() WHERE id = %s AND status = 'dead'
RETURNING id
"""
CLOSE: LiteralString = """
UPDATE incident SET closed_at = guanjia_now(), note = 'retried'
 WHERE outbox_id = %s AND kind = 'dead_effect' AND closed_at IS NULL
"""
