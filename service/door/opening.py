"""The ticket to be, at version 0: so that an opening is decided and planned like any move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.cases.catalog import CASES
from service.cases.shape import Opened
from service.door.bigrams import marks
from service.door.seen import Seen, actor_of, moment
from service.errors import FieldError, Invalid
from service.policies import policy_body
from service.transaction import Sql
from workflows.case import Case, Form
from workflows.catalog import workflow as workflow_of

Json = dict[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Again:
    """The ticket that a new round follows; `told` is the account that was at work on it."""

    ticket: str
    number: str
    count: int
    reason: str
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A ticket that somebody wants: names as ids or codes, `details` as the workflow's form loaded them."""

    workflow: str
    office: str
    subject: str
    details: Form
    description: str | None = None
    room: str | None = None
    customer: str | None = None
    source_due_at: datetime | None = None
    external_ref: str | None = None
    parent: str | None = None
    again: Again | None = None

    @property
    def form(self) -> Form:
        """What the first event keeps as said."""
        if self.again is None:
            return self.details
        return {**self.details, "reopens": self.again.number, "reopen_reason": self.again.reason}


def unknown_names(order: Order, row: Row) -> list[FieldError]:
    """Room, customer or parent that this office does not have."""
    said = {"room": order.room, "customer": order.customer, "parent": order.parent}
    fields = {"room": "room", "customer": _customer_field(order), "parent": "details.parent"}
    return [
        FieldError(fields[name], "本管理处没有这条记录。", "This office has no such record.")
        for name, wanted in said.items()
        if wanted is not None and row[name] is None
    ]


def _customer_field(order: Order) -> str:
    return "details.customer" if "customer" in order.details else "customer"


def _two_customers(order: Order, row: Row) -> list[FieldError]:
    """The top level and the details may name one customer by id and by code, but never two."""
    inner, found = order.details.get("customer"), row["customer"]
    if inner is None or found is None or inner == found["code"] or inner.lower() == found["id"]:
        return []
    return [FieldError("customer", "与 details.customer 不一致。", "This differs from details.customer.")]


def _not_of_the_row(row: Row, opened: Opened) -> list[FieldError]:
    """Where the money or the parent says whose ticket it is, nobody may say otherwise."""
    taken = {name: opened.ticket.get(f"{name}_view") for name in ("room", "customer")}
    return [
        FieldError(name, "与所选款项或工单不一致。", "This is not that of the row or ticket named.")
        for name, view in taken.items()
        if view and row[name] and row[name]["id"] != view["id"]
    ]


NOTHING_YET: Json = dict.fromkeys(
    ("details", "items", "levels", "votes", "editors", "clocks", "timers", "users", "files", "link", "beside")
)


NOTHING_STRANGE: Json = {
    "suspended": None,
    "proposal": None,
    "exceptional": False,
    "reopened_from": None,
    "reopen_count": 0,
}


def _round_before(order: Order) -> Json | None:
    again = order.again
    return None if again is None else {"before": {"id": again.ticket, "number": again.number}}


def to_be(order: Order, row: Row, ticket_id: str) -> Seen:
    """Raises Invalid where the form names a row of the register that is not there."""
    wrong = unknown_names(order, row) or _two_customers(order, row)
    if wrong:
        raise Invalid(errors=wrong)
    opened = CASES[order.workflow].opens(order.details, row["facts"] or {})
    wrong = _not_of_the_row(row, opened)
    if wrong:
        raise Invalid(errors=wrong)
    ticket = _ticket(order, row, opened, ticket_id)
    whole = {**NOTHING_YET, **row, "ticket": ticket, "beside": _round_before(order)}
    return Seen(workflow_of(order.workflow), _case(order, row, opened, ticket), actor_of(row), whole)


def _ticket(order: Order, row: Row, opened: Opened, ticket_id: str) -> Json:
    workflow = workflow_of(order.workflow)
    room = opened.ticket.get("room_view") or row["room"]
    customer = opened.ticket.get("customer_view") or row["customer"]
    parent = row["parent"] or {}
    return {
        "id": ticket_id,
        "number": None,
        "workflow": workflow.name,
        "workflow_version": workflow.version,
        "policy_id": row["policy_id"],
        "office": row["office"],
        "zone": row["zone"],
        "state": workflow.first.name,
        "resolution": None,
        "version": 0,
        "round": 0,
        "head_hash": None,
        "subject": order.subject,
        "description": order.description,
        "room": room,
        "customer": customer,
        "submitter": row["me"],
        "assignee": None,
        "urgency": None,
        "external_ref": order.external_ref,
        "source_due_at": order.source_due_at.isoformat() if order.source_due_at else None,
        "due_at": None,
        "parent_id": parent.get("id"),
        "parent_round": opened.ticket.get("parent_round"),
        "created_at": row["at"],
        "updated_at": row["at"],
        "closed_at": None,
        **NOTHING_STRANGE,
        **_follows(order.again),
    }


def _follows(again: Again | None) -> Json:
    return {"reopened_from": again.ticket, "reopen_count": again.count} if again else {}


def _case(order: Order, row: Row, opened: Opened, ticket: Json) -> Case:
    me = row["me"] or {}
    named = {"room": (ticket["room"] or {}).get("id"), "customer": (ticket["customer"] or {}).get("id")}
    return Case(
        id=ticket["id"],
        workflow=order.workflow,
        state=ticket["state"],
        version=0,
        now=moment(row["at"]),
        submitter=me.get("person"),
        details={**order.details, **opened.details},
        facts={**(row["facts"] or {}), **named},
        policy=policy_body(row["policy_id"]),
    )


def numbered(sql: Sql, seen: Seen) -> Seen:
    """Takes the next number of the office: gaps are allowed, so a refused opening may cost one."""
    row = sql.one("SELECT nextval(%s::regclass) AS n", [seen.row["number_sequence"]])
    return with_number(seen, row["n"] if row else 0)


def with_number(seen: Seen, serial: int) -> Seen:
    ticket = dict(seen.ticket)
    day = seen.case.now.astimezone(ZoneInfo(ticket["zone"])).strftime("%Y%m%d")
    ticket["number"] = f"{seen.workflow.prefix}-{ticket['office']['code']}-{day}-{serial:04d}"
    ticket["bigrams"] = searchable(ticket)
    return Seen(seen.workflow, seen.case, seen.actor, {**seen.row, "ticket": ticket})


def searchable(ticket: Json) -> list[str]:
    room, customer = ticket["room"] or {}, ticket["customer"] or {}
    return marks(
        ticket["number"], ticket["subject"], room.get("code"), customer.get("code"), customer.get("name")
    )
