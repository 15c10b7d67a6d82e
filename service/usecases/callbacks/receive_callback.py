"""A callback is stored once, its very bytes sealed, together with the job that will apply it."""

from typing import LiteralString
from uuid import UUID

from service.crypto.places import INBOX_RAW
from service.crypto.vault import vault
from service.db import new_id
from service.failpoints import failpoint
from service.jobs import NewEffect, add_effect
from service.transaction import transaction


def receive_callback(source: str, *, external_id: str, type_: str, raw: bytes) -> UUID | None:
    """None for one that is known: whoever tells it again hears the same and nothing more happens."""
    inbox = new_id()
    with transaction() as work:
        sealed = vault().seal_whole(work.sql, None, INBOX_RAW, inbox, raw)
        named = {"id": inbox, "source": source, "external": external_id, "type": type_, "sealed": sealed}
        if work.sql.one(STORE, named) is None:
            return None
        more = {"inbox": str(inbox)}
        add_effect(work.sql, NewEffect("apply_callback", f"inbox:{inbox}", argument=type_, more=more))
        failpoint("before_inbox_commit")
    failpoint("after_inbox_commit")
    return inbox


STORE: LiteralString = """
INSERT INTO inbox (id, source, external_id, type, raw_sealed)
VALUES (%(id)s, %(source)s, %(external)s, %(type)s, %(sealed)s)
ON CONFLICT (source, external_id) DO NOTHING RETURNING id
"""
