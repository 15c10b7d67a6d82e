"""Lists of tickets: what the caller may see, filtered, in one of five orders, page by page."""

from typing import Any

from service.door.as_read import as_read
from service.queries.tickets.choice import TicketChoice, chosen
from service.queries.tickets.orders import ORDERS
from service.queries.tickets.rows import rows_statement, shown_row
from service.transaction import statements
from service.visibility import Caller

Json = dict[str, Any]


def tickets_page(
    caller: Caller, choice: TicketChoice, *, after: tuple[Any, ...] | None, limit: int, lang: str
) -> tuple[list[Json], tuple[Any, ...] | None]:
    """One statement: the rows, and the keys of the last one where more follow."""
    order, wanted = ORDERS[choice.sort], chosen(choice, offices=caller.offices)
    keys = {f"key_{place}": key for place, key in enumerate(after or ())}
    with statements() as sql:
        statement = rows_statement(wanted, order, onward=order.onward(after))
        rows = sql.all(statement, wanted.bound | keys | {"limit": limit + 1})
    last = tuple(rows[limit - 1][key] for key in order.keys) if len(rows) > limit else None
    return [as_read(shown_row(row, lang)) for row in rows[:limit]], last
