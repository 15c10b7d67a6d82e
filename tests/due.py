"""A timer whose time has come, without waiting for it."""

from service.transaction import Row, statements
from service.usecases.timers.due_timers import Due


def due_now(ticket: Row, kind: str = "level:0") -> Due:
    """The armed timer, and the votes it waits for, as if their time had come."""
    with statements() as sql:
        sql.execute(
            "UPDATE work_item SET due_at = guanjia_now() WHERE ticket_id = %s AND kind = 'vote'"
            " AND status IN ('open', 'claimed')",
            [ticket["id"]],
        )
        found = sql.one(
            "UPDATE timer SET due_at = guanjia_now() WHERE ticket_id = %s AND kind = %s AND status = 'armed'"
            " RETURNING id, ticket_id, kind, due_at",
            [ticket["id"], kind],
        )
    assert found is not None, f"no {kind} is armed"
    return Due(found["id"], found["ticket_id"], found["kind"], found["due_at"])
