"""Open dunning requests over given charges: whoever books money on a charge, or takes it back, tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from service.transaction import Sql

OPEN = """
SELECT t.id, (SELECT coalesce(sum(x.balance_fen), 0)::bigint FROM charge x
               WHERE x.id IN (SELECT jsonb_array_elements_text(d.charges)::uuid)) AS balance_fen
  FROM dunning d JOIN ticket t ON t.id = d.ticket_id
 WHERE t.closed_at IS NULL AND d.charges ?| %(charges)s::text[]
 ORDER BY t.created_at DESC, t.id DESC
"""


@dataclass(frozen=True, slots=True)
class Dunned:
    """`balance_fen` is what its charges still owe: at 0 it is `payment_full`, else `payment_part`."""

    ticket_id: UUID
    balance_fen: int


def open_dunning(sql: Sql, charge_ids: Iterable[UUID]) -> tuple[Dunned, ...]:
    """The newest first; read in the booking's own unit of work, it counts what that has just booked."""
    rows = sql.all(OPEN, {"charges": [str(charge_id) for charge_id in charge_ids]})
    return tuple(Dunned(row["id"], row["balance_fen"]) for row in rows)
