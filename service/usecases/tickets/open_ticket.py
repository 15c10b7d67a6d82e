"""Open a ticket: event 1, with its number, first duty, clocks and whatever the first state needs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import psycopg
from marshmallow import ValidationError

from schemas.catalog import OPENINGS, load_opening
from schemas.characters import BARRED_IN_NAME
from schemas.forms.dunning import prohibited_measure
from service.clock import utc_now
from service.db import new_id
from service.door import effects, explain
from service.door.admit import CHALLENGE, Answered, Asked, replay
from service.door.answer import after, ticket_answer
from service.door.clashes import clash_of
from service.door.holders import holders_in
from service.door.masking import masked
from service.door.open_read import OpeningQuestion, read_opening
from service.door.opening import Order, numbered, to_be
from service.door.plan import Plan, plan_opening
from service.door.prohibited import log_refusal
from service.door.seen import Seen, actor_of, moment
from service.door.write import write_opening
from service.errors import Invalid, MeasureProhibited, NotYou, Problem, Unauthenticated, invalid_field
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import once_of
from service.visibility import Caller, read_caller
from service.wrong import invalid
from workflows.case import Case
from workflows.catalog import workflow as workflow_of
from workflows.engine import Decision, Refused
from workflows.rights import may

Row = Mapping[str, Any]


def open_ticket(asked: Asked, *, place: str = "open") -> Answered:
    """At most four statements: read, number, write (and once in a process the policy).

    1. what the body says; 2. the caller; 3. no prohibited measure; 4. the right to open; 5. what it names;
    6. the guards; 7. the write. Raises a Problem with the status that `contract.md` names for each.
    `place` stands in the refusal log.
    """
    order = _order(asked)
    with statements() as sql:
        if isinstance(order, Problem):
            raise _refusal(sql, asked, order, place)
        row = read_opening(sql, _question(asked, order))
        return replay(row, asked) or open_order(sql, row, order, asked)


def _order(asked: Asked) -> Order | Problem:
    """The body as an order, or what is wrong with it: said only after the caller is known."""
    if asked.broken is not None:
        return asked.broken
    try:
        now = utc_now()
        loaded = load_opening(asked.body, now=now, today=now.astimezone(ZoneInfo("Asia/Shanghai")).date())
    except ValidationError as error:
        return invalid(error)
    if loaded["workflow"] not in OPENINGS:
        return invalid_field("workflow", "没有这个流程。", "There is no such workflow.")
    if prohibited_measure(asked.body):
        return MeasureProhibited()
    return order_of(loaded)


def order_of(loaded: Mapping[str, Any]) -> Order:
    """`customer` and `parent` may stand in the details too; whether two names agree, the register knows."""
    details = loaded["details"]
    customer, inner = loaded.get("customer"), details.get("customer")
    return Order(
        workflow=loaded["workflow"],
        office=loaded["office"],
        subject=loaded["subject"],
        details=details,
        description=loaded.get("description"),
        room=loaded.get("room"),
        customer=customer or inner,
        source_due_at=loaded.get("source_due_at"),
        external_ref=loaded.get("external_ref"),
        parent=details.get("parent"),
    )


def _refusal(sql: Sql, asked: Asked, problem: Problem, place: str) -> Problem:
    """401 comes first, then a prohibited measure, then the right to open, then what is wrong."""
    caller = read_caller(sql, asked.digest)
    if caller is None:
        return Unauthenticated(headers=CHALLENGE)
    measure = None if asked.broken else prohibited_measure(asked.body)
    if measure is None:
        return (None if asked.broken else _not_theirs(sql, asked)) or problem
    log_refusal(
        sql,
        account=str(caller.account_id),
        office=_office_of(asked.body, caller),
        ticket=None,
        place=place,
        measure=measure,
    )
    return MeasureProhibited()


def _not_theirs(sql: Sql, asked: Asked) -> NotYou | None:
    """Whoever may not open such a ticket is told so before all that is wrong with its form."""
    said = asked.body if isinstance(asked.body, Mapping) else {}
    workflow, office = said.get("workflow"), said.get("office")
    if not isinstance(workflow, str) or workflow not in OPENINGS:
        return None
    if not isinstance(office, str) or BARRED_IN_NAME.search(office):
        return None
    row = read_opening(sql, OpeningQuestion(workflow=workflow, office=office.strip(), digest=asked.digest))
    try:
        _check_right(sql, row, workflow)
    except NotYou as refusal:
        return refusal
    except Invalid:
        return None
    return None


def _office_of(body: object, caller: Caller) -> str | None:
    said = body.get("office") if isinstance(body, Mapping) else None
    found = (held for held in caller.desks if said in (held.office_code, str(held.office_id)))
    return next((str(held.office_id) for held in found), None)


def _question(asked: Asked, order: Order) -> OpeningQuestion:
    return question_of(order, digest=asked.digest, key=asked.key)


def question_of(order: Order, *, digest: bytes | None, key: str | None = None) -> OpeningQuestion:
    said = {name: value for name, value in order.details.items() if name not in ("parent", "customer")}
    return OpeningQuestion(
        workflow=order.workflow,
        office=order.office,
        digest=digest,
        key=key,
        room=order.room,
        customer=order.customer,
        parent=order.parent,
        subject=order.subject,
        description=order.description,
        details=masked(said),
    )


def open_order(sql: Sql, row: Row, order: Order, asked: Asked) -> Answered:
    """Of what was read. A further round of a ticket is opened by whoever may reopen it."""
    if order.again is None:
        _check_right(sql, row, order.workflow)
    # The database's time, as in `created_at`: a list by id is a list by birth, whatever our own clock says.
    seen = to_be(order, row, str(new_id(moment(row["at"]))))
    decision = _decided(sql, seen, order)
    seen = numbered(sql, seen)
    plan = _told(plan_opening(seen, decision, order.form), seen, order)
    answered = _answer(seen, plan, asked.lang)
    try:
        write_opening(sql, seen, plan, once=once_of(asked, answered))
    except psycopg.errors.IntegrityError as error:
        # Whatever clashes first: with the same key it may have been ourselves, a moment earlier.
        question = question_of(order, digest=asked.digest, key=asked.key)
        kept = replay(read_opening(sql, question), asked) if asked.key else None
        if kept is None:
            raise clash_of(error, order.workflow) or error from error
        return kept
    return answered


def _told(plan: Plan, seen: Seen, order: Order) -> Plan:
    """Whoever was at work on the round before hears of the new one."""
    if order.again is None or order.again.told is None:
        return plan
    account = order.again.told
    (notice,) = effects.rows(seen.ticket, [f"tell_assignee:{account}"], plan.seq, plan.at)
    payload = {**notice["payload"], "to": account, "about": "reopened"}
    return replace(plan, outbox=[*plan.outbox, {**notice, "payload": payload}])


def _check_right(sql: Sql, row: Row, workflow: str) -> None:
    if row["office"] is None or not row["desks"]:
        raise invalid_field("office", "您没有在这个管理处任职。", "You hold no desk in such an office.")
    opening = workflow_of(workflow).opening
    case = Case(id="", workflow=workflow, state="", version=0, now=utc_now())
    if not any(may(who, case, actor_of(row)) for who in opening.by):
        desks = sorted({who.desk or "clerk" for who in opening.by if who.kind in ("desk", "customer")})
        raise NotYou(who_could=holders_in(sql, row["office"]["id"], workflow, desks))


def _decided(sql: Sql, seen: Seen, order: Order) -> Decision:
    decision = seen.workflow.open(seen.case, seen.actor, order.details, granted=order.again is not None)
    if isinstance(decision, Refused):
        raise explain.refused(sql, seen, seen.workflow.opening.trigger, decision)
    return decision


def _answer(seen: Seen, plan: Plan, lang: str) -> Answered:
    body = orjson.dumps(ticket_answer(after(seen, plan), lang)).decode()
    headers = {
        "Content-Type": "application/json",
        "ETag": '"v1"',
        "Location": f"/api/v1/tickets/{seen.case.id}",
    }
    return Answered(201, body, headers)
