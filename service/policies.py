"""Policy versions by id. They never change, so each process keeps those it has met."""

from functools import lru_cache
from typing import Any

from service.transaction import statements


@lru_cache(maxsize=512)
def policy_body(policy_id: str) -> dict[str, Any]:
    """The body of a policy version. Raises LookupError when there is none."""
    with statements() as sql:
        row = sql.one("SELECT body FROM policy WHERE id = %s", [policy_id])
    if row is None:
        raise LookupError(f"no policy {policy_id}")
    return row["body"]  # type: ignore[no-any-return]
