"""Which tickets: the filters of the list and of the export as conditions on `ticket t`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.door.bigrams import bigrams
from service.door.read import named


@dataclass(frozen=True, slots=True)
class TicketChoice:
    """What a caller asked for; None leaves a filter out. Names are ids or codes."""

    workflow: str | None = None
    state: str | None = None
    office: str | None = None
    room: str | None = None
    customer: str | None = None
    assignee: str | None = None
    open: bool | None = None
    overdue: bool | None = None
    q: str | None = None
    sort: str = "-created_at"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An SQL condition on `t`, with `q` for its room and `u` for its customer, and its parameters.

    `bound` holds `offices`, to which whoever uses the condition must hold `t` itself.
    """

    where: LiteralString
    bound: dict[str, Any]
    is_search: bool = False


def chosen(choice: TicketChoice, *, offices: Collection[UUID]) -> Chosen:
    """`offices` are those that the caller may see."""
    conditions: list[LiteralString] = ["true"]
    conditions += [text for name, text in SAME.items() if getattr(choice, name) is not None]
    conditions += [text[getattr(choice, name)] for name, text in FLAGS.items() if _given(choice, name)]
    conditions += [MAY_FIT, FOUND] if choice.q is not None else []
    return Chosen(" AND ".join(conditions), _bound(choice, offices), choice.q is not None)


def _given(choice: TicketChoice, name: str) -> bool:
    return getattr(choice, name) is not None


def _bound(choice: TicketChoice, offices: Collection[UUID]) -> dict[str, Any]:
    bound: dict[str, Any] = {
        "offices": list(offices),
        "workflow": choice.workflow,
        "state": choice.state,
        "q": choice.q,
        "pairs": bigrams(choice.q),
    }
    for name in ("office", "room", "customer", "assignee"):
        bound |= named(name, getattr(choice, name))
    return bound


SAME: Mapping[str, LiteralString] = {
    "workflow": "t.workflow = %(workflow)s",
    "state": "t.state = %(state)s",
    "office": """t.office_id = (SELECT o.id FROM office o
        WHERE o.id = %(office_id)s::uuid OR o.code = %(office_name)s)""",
    "room": """t.room_id = ANY(ARRAY(SELECT r.id FROM room r WHERE r.office_id = ANY(%(offices)s)
        AND (r.id = %(room_id)s::uuid OR r.code = %(room_name)s)))""",
    "customer": """t.customer_id = ANY(ARRAY(SELECT c.id FROM customer c WHERE c.office_id = ANY(%(offices)s)
        AND (c.id = %(customer_id)s::uuid OR c.code = %(customer_name)s)))""",
    "assignee": """t.assignee_id = (SELECT a.id FROM account a
        WHERE a.id = %(assignee_id)s::uuid OR a.username = %(assignee_name)s)""",
}
OVERDUE: LiteralString = "(t.closed_at IS NULL AND t.due_at < guanjia_now())"
FLAGS: Mapping[str, Mapping[bool, LiteralString]] = {
    "open": {True: "t.closed_at IS NULL", False: "t.closed_at IS NOT NULL"},
    "overdue": {True: OVERDUE, False: f"{OVERDUE} IS NOT TRUE"},
}
# Who bore or bears such a name or code, of those that ever bore another: their tickets are marked with what
# was borne when they were opened.
RENAMED: LiteralString = """t.customer_id = ANY(ARRAY(
        SELECT h.customer_id FROM customer_name_history h JOIN customer c ON c.id = h.customer_id
         WHERE h.office_id = ANY(%(offices)s) AND (strpos(lower(h.name), lower(%(q)s::text)) > 0
               OR strpos(lower(c.name), lower(%(q)s::text)) > 0)
         UNION
        SELECT h.customer_id FROM customer_history h JOIN customer c ON c.id = h.customer_id
         WHERE h.office_id = ANY(%(offices)s) AND h.field = 'code'
           AND (strpos(lower(h.old_masked), lower(%(q)s::text)) > 0
                OR strpos(lower(c.code), lower(%(q)s::text)) > 0)))"""
# The pairs find by the index, the recheck makes sure.
MARKED: LiteralString = "t.bigrams @> %(pairs)s"
MAY_FIT: LiteralString = f"({MARKED} OR {RENAMED})"
# Fields are parted by a character that no q can hold, so nothing is found across two of them.
FOUND: LiteralString = f"""(strpos(lower(concat_ws(E'\\x01', t.number, t.subject, q.code, u.code, u.name)),
        lower(%(q)s::text)) > 0 OR {RENAMED})"""
