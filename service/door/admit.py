"""The first checks of every call on a ticket, in the order of the contract: 401, 404, 400, 428."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.door.seen import Seen, seen
from service.errors import KeyReused, NotFound, Problem, Unauthenticated, VersionRequired
from workflows.catalog import workflow as workflow_of

Row = Mapping[str, Any]
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="guanjia", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it came: `broken` is what was wrong with body or key, `version` None without If-Match.

    `digest` is the token's, `body_digest` what an idempotency key is bound to (hex), in `older_digests` as it
    may have been kept before. `by_item`: `ref` names a work item, and its ticket is meant.
    """

    ref: str
    digest: bytes
    body: object
    path: str
    body_digest: str
    lang: str = "zh"
    version: int | None = None
    broken: Problem | None = None
    key: str | None = None
    by_item: bool = False
    older_digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer ready to be sent, so that a replay can be byte for byte the first one."""

    status: int
    body: str
    headers: dict[str, str]
    replayed: bool = False


def replay(row: Row, asked: Asked) -> Answered | None:
    """The first answer to the same key and body. Raises KeyReused for another body or address."""
    if row["me"] is None:
        raise Unauthenticated(headers=CHALLENGE)
    kept = row["replay"]
    if kept is None:
        return None
    if kept["digest"] not in (asked.body_digest, *asked.older_digests) or kept["path"] != asked.path:
        raise KeyReused()
    return Answered(kept["status"], kept["body"], kept["headers"], replayed=True)


def admit(row: Row, asked: Asked, *, needs_version: bool = True, trigger: str | None = None) -> Seen:
    """The ticket as this person may see it; `trigger` is one that its workflow must have."""
    if row["ticket"] is None or not row["desks"] or not _knows(row["ticket"], trigger):
        raise NotFound()
    if asked.broken is not None:
        raise asked.broken
    if needs_version and asked.version is None:
        raise VersionRequired()
    return seen(row)


def _knows(ticket: Row, trigger: str | None) -> bool:
    return trigger is None or workflow_of(ticket["workflow"], ticket["workflow_version"]).knows(trigger)
