"""How what belongs to a customer is listed, shown, made, changed and deleted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import answer, empty
from service.api.asked import asked_body, loaded, parsed_body
from service.api.guard import current_caller
from service.api.register.revealing import office_of, revealed
from service.api.register.rows import asked_of, list_parts, read_row, schema_of_body
from service.api.versions import required_version
from service.api.work import unit_of_work
from service.crypto.places import Place
from service.queries.register.listing import Listing, shown
from service.queries.register.people import CUSTOMERS
from service.transaction import Row, Work, statements, transaction
from service.usecases.register.change_row import Kind, change_row, must_change
from service.usecases.register.delete_row import delete_row
from service.usecases.register.personal import sealed_columns
from service.usecases.register.reveal import Revealable
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

Make = Callable[[Work, Row, dict[str, Any], Caller], UUID]
Act = Callable[[Work, Row, Row, Caller], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows belong to one customer; `address` is its name under `/customers/{id}`.

    `readers`: the desks that may read it; left out: all.
    """

    table: str
    address: str
    listing: Listing
    kind: Kind
    places: Mapping[str, Place]
    revealable: Mapping[str, Revealable]
    readers: tuple[str, ...] = ()


def list_part(part: Part, customer: str) -> Response:
    _note_refusal(part, customer, current_caller())
    desks, trail = part.readers, part.table
    return list_parts(part.listing, part.table, CUSTOMERS, customer, desks=desks, trail=trail)


def show_part(part: Part, customer: str, key: str) -> Response:
    caller = current_caller()
    _note_refusal(part, customer, caller)
    with statements() as sql:
        of = read_row(sql, CUSTOMERS, customer, caller, part.readers)["id"]
        row = shown(sql, part.listing, key, offices=caller.offices, more={"of": of})
    return answer(row, version=row["version"])


def _note_refusal(part: Part, customer: str, caller: Caller) -> None:
    """Keeps who is about to be refused, in a transaction of its own: the refusal ends any other."""
    if not part.readers or caller.offices <= caller.offices_of(*part.readers):
        return
    with transaction() as work:
        whole = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        office = office_of(whole)
        if not caller.holds(*part.readers, office_id=office):
            leave_trail(work.sql, "refused", part.table, whole["id"], office=office, actor=caller)


def make_part(part: Part, customer: str, make: Make) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        whole = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
        asked = asked_of(caller, part.kind.desks)
        made = make(work, whole, asked, caller)
        row = _row(work, part, whole, made, caller)
    address = f"/api/v1/customers/{whole['id']}/{part.address}/{made}"
    return answer(row, 201, version=row["version"], location=address)


def change_part(part: Part, customer: str, key: str) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        whole, row = both(work, part, customer, key, caller)
        value, version = parsed_body(), required_version()
        must_change(work, part.kind, row["id"], version=version, actor=caller)
        changes, office = loaded(value, schema_of_body()), office_of(whole)
        columns = sealed_columns(work.sql, changes, part.places, office_id=office, row_id=row["id"])
        change_row(work, part.kind, row["id"], columns, version=version, actor=caller, fields=changes)
        after = _row(work, part, whole, row["id"], caller)
    return answer(after, version=after["version"])


def act_on_part(part: Part, customer: str, key: str, act: Act) -> Response:
    """For what a part can do beside being changed; the answer is the row after it."""
    caller = current_caller()
    with unit_of_work() as work:
        whole, row = both(work, part, customer, key, caller)
        act(work, whole, row, caller)
        after = _row(work, part, whole, row["id"], caller)
    return answer(after, version=after["version"])


def delete_part(part: Part, customer: str, key: str) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        _, row = both(work, part, customer, key, caller)
        delete_row(work, row["id"], table=part.table, desks=part.kind.desks, actor=caller)
    return empty()


def reveal_part(part: Part, customer: str, key: str) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        _, row = both(work, part, customer, key, caller)
        return revealed(work, part.revealable, asked_body(), row["id"], caller)


def both(work: Work, part: Part, customer: str, key: str, caller: Caller) -> tuple[Row, Row]:
    """The customer, and the part only if it is that customer's: 404 else."""
    whole = shown(work.sql, CUSTOMERS, customer, offices=caller.offices)
    return whole, shown(work.sql, part.listing, key, offices=caller.offices, more={"of": whole["id"]})


def _row(work: Work, part: Part, whole: Row, row_id: UUID, caller: Caller) -> Row:
    return shown(work.sql, part.listing, str(row_id), offices=caller.offices, more={"of": whole["id"]})
