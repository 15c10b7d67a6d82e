"""Edit what stands at the head of a ticket: one read, one guarded write, one event; the state stays."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
from marshmallow import ValidationError

from schemas.base import instance
from schemas.requests import TicketEdit
from service.door import explain
from service.door.admit import CHALLENGE, Answered, Asked, admit
from service.door.answer import after, ticket_answer
from service.door.hands import any_hand, the_hand
from service.door.holders import holders
from service.door.opening import searchable
from service.door.plan import Plan, plan_move
from service.door.read import Question, named, parameters_of, statement_for
from service.door.seen import Seen
from service.errors import FieldError, Invalid, NotSo, NotYou, RuleError, Unauthenticated
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import put_down
from service.wrong import invalid
from workflows.engine import Decision, Refused
from workflows.rights import could_ever
from workflows.terms import STAY, Change, Move, Rule, assignee, desk, submitter

Json = dict[str, Any]
Row = Mapping[str, Any]
BY = (submitter, assignee, desk("supervisor"))
RELATED = ("room", "customer")
PLACE_RULES = frozenset({"room_or_customer", "room_or_common"})
MOVING = ("move", "handover", "transfer")
CUSTOMER_BOUND = ("refund", "dunning", "rename", *MOVING)
ROOM_BOUND = ("refund", *MOVING)
PAYER_FIXED = Rule(
    "customer_of_the_row",
    "退款、催费、更名和迁移的客户不能更改。",
    "The customer of a refund, a dunning request, a rename or a move cannot be changed.",
    lambda case, actor, form: "customer" not in form or case.workflow not in CUSTOMER_BOUND,
)
# Whose building it is says who is its steward, and so may say who signs.
ROOM_FIXED = Rule(
    "room_of_the_row",
    "退款和迁移的房间不能更改。",
    "The room of a refund or a move cannot be changed.",
    lambda case, actor, form: "room" not in form or case.workflow not in ROOM_BOUND,
)


def edit_ticket(asked: Asked) -> Answered:
    """Raises a Problem in the order of `contract.md` 3: 404, 400, 428, 403, 412, 409, 422."""
    with statements() as sql:
        row = _read(sql, asked)
        if row["me"] is None:
            raise Unauthenticated(headers=CHALLENGE)
        seen = the_hand(admit(row, asked), _refuses)
        _check_right(sql, seen, asked)
        edit = _loaded(asked.body)
        edited = _edited(seen, edit)
        return _written(sql, edited, _plan(seen, edited, edit), asked)


def _read(sql: Sql, asked: Asked) -> Json:
    """The door's read, and beside it the room and the customer that the body names."""
    question = Question(ref=asked.ref, digest=asked.digest)
    body = asked.body if isinstance(asked.body, Mapping) else {}
    said = {name: each if isinstance(each := body.get(name), str) else None for name in RELATED}
    names = {key: part for name in RELATED for key, part in named(name, _storable(said[name])).items()}
    statement: Any = WITH_NAMED.format(read=statement_for(question))
    found = sql.one(statement, parameters_of(question) | names) or {}
    return {**orjson.loads(found["j"]), "named": {name: found[name] for name in RELATED}}


def _storable(said: str | None) -> str | None:
    """What PostgreSQL could compare: the schema says afterwards what is wrong with the rest."""
    return said if said is not None and said.isprintable() and len(said) <= 100 else None


WITH_NAMED = """
WITH read AS MATERIALIZED ({read}), office AS (
    SELECT (j::json -> 'ticket' -> 'office' ->> 'id')::uuid AS id FROM read)
SELECT j,
       (SELECT json_build_object('id', q.id, 'code', q.code) FROM room q, office
         WHERE q.office_id = office.id AND (q.id = %(room_id)s::uuid OR q.code = %(room_name)s)) AS room,
       (SELECT json_build_object('id', u.id, 'code', u.code, 'name', u.name) FROM customer u, office
         WHERE u.office_id = office.id
           AND (u.id = %(customer_id)s::uuid OR u.code = %(customer_name)s)) AS customer
  FROM read
"""


def _refuses(seen: Seen) -> Refused | None:
    return None if _may(seen) else Refused("not_you")


def _could(seen: Seen) -> bool:
    row = Move("edit", seen.case.state, STAY, BY)
    return could_ever(row, seen.case, seen.actor, seen.workflow.assignees)


def _check_right(sql: Sql, seen: Seen, asked: Asked) -> None:
    if not any_hand(seen, _could):
        raise NotYou(who_could=list(_who_could(sql, seen)))
    if asked.version != seen.case.version:
        raise explain.stale(sql, seen, asked.version)
    if seen.workflow.by_state[seen.case.state].is_end:
        raise explain.not_now(seen)
    if not _may(seen):
        raise NotYou(who_could=list(_who_could(sql, seen)))


def _may(seen: Seen) -> bool:
    """A supervisor's claim of a duty keeps no other supervisor from putting a subject right."""
    related = {each for each in (seen.case.submitter, seen.case.assignee) if each}
    return seen.actor.person in related or "supervisor" in seen.actor.desks


def _who_could(sql: Sql, seen: Seen) -> Iterator[Json]:
    office = seen.ticket["office"]
    for relation in ("submitter", "assignee"):
        if seen.ticket[relation]:
            users = [seen.ticket[relation]["username"]]
            yield {"desk": relation, "office": office["code"], "users": users}
    yield from holders(sql, seen, ["supervisor"])


def _loaded(body: object) -> Json:
    try:
        return instance(TicketEdit).load(body)  # type: ignore[arg-type, no-any-return]
    except ValidationError as error:
        raise invalid(error) from error


def _edited(seen: Seen, edit: Json) -> Seen:
    """The ticket with the new values, as the read would bring it. Raises Invalid, NotSo."""
    found = seen.row["named"]
    missing = [name for name in RELATED if edit.get(name) is not None and found[name] is None]
    if missing:
        no_row = ("本管理处没有这条记录。", "This office has no such record.")
        raise Invalid(errors=[FieldError(name, *no_row) for name in missing])
    views: Json = {name: found[name] if edit[name] is not None else None for name in RELATED if name in edit}
    plain: Json = {name: edit[name] for name in ("subject", "description") if name in edit}
    ticket = {**seen.ticket, **plain, **views}
    _check_rules(seen, ticket, views)
    ticket["bigrams"] = searchable(ticket)
    return replace(seen, row={**seen.row, "ticket": ticket})


def _check_rules(seen: Seen, ticket: Json, views: Json) -> None:
    """The place that the opening asked for stays known, and the payer stays the payer."""
    ids = {name: (ticket[name] or {}).get("id") for name in RELATED}
    case = replace(seen.case, facts={**seen.case.facts, **ids})
    opening = [rule for rule in seen.workflow.opening.when if rule.name in PLACE_RULES and views]
    moved = {name for name in views if ids[name] != (seen.ticket[name] or {}).get("id")}
    failed = [rule for rule in opening if not rule.check(case, seen.actor, case.details)]
    touched: Json = dict.fromkeys(moved)
    failed += [rule for rule in (PAYER_FIXED, ROOM_FIXED) if not rule.check(case, seen.actor, touched)]
    if failed:
        rules = [RuleError(rule.name, rule.zh, rule.en) for rule in failed]
        raise NotSo(failed[0].zh, failed[0].en, rule=failed[0].name, rules=rules)


def _plan(seen: Seen, edited: Seen, edit: Json) -> Plan:
    ids = {name: (edited.ticket[name] or {}).get("id") for name in RELATED if name in edit}
    columns = {name: value for name, value in edit.items() if name not in RELATED} | ids
    state = seen.workflow.by_state[seen.case.state]
    decision = Decision(Move("edit", state.name, STAY, BY), state, seen.case, Change(ticket=columns), ())
    return plan_move(seen, decision, edit)


def _written(sql: Sql, edited: Seen, plan: Plan, asked: Asked) -> Answered:
    body = orjson.dumps(ticket_answer(after(edited, plan), asked.lang)).decode()
    answered = Answered(200, body, {"Content-Type": "application/json", "ETag": f'"v{plan.seq}"'})
    return put_down(sql, edited, plan, asked, answered)
