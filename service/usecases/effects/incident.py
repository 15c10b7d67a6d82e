"""An incident: something that a person must look at, opened once for each cause."""

from collections.abc import Mapping
from typing import Any, LiteralString

from service.transaction import Sql, statements
from service.usecases.effects.shape import Done, Effect, Outcome, Partners


def incident(effect: Effect, partners: Partners) -> Outcome:
    with statements() as sql:
        open_incident(sql, kind=effect.argument, key=effect.key, ticket=effect.ticket, outbox=effect.id)
    return Done("opened")


def open_incident(sql: Sql, *, kind: str, key: str, **about: Any) -> None:
    """`about`: `ticket`, `inbox`, `outbox` as ids; `detail` is for people and names no customer."""
    empty: Mapping[str, Any] = {"ticket": None, "inbox": None, "outbox": None, "detail": ""}
    sql.execute(OPEN, {**empty, "kind": kind, "key": key, **about})


OPEN: LiteralString = """
INSERT INTO incident (kind, office_id, ticket_id, inbox_id, outbox_id, effect_key, detail)
VALUES (%(kind)s, (SELECT office_id FROM ticket WHERE id = %(ticket)s::uuid), %(ticket)s::uuid,
        %(inbox)s::uuid, %(outbox)s::uuid, %(key)s, %(detail)s)
ON CONFLICT (effect_key) DO NOTHING
"""
