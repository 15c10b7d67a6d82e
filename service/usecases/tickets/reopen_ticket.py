"""Reopen (重新打开): a further round as a ticket of its own, linked to the old one, which stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from schemas.base import instance
from schemas.catalog import load_opening, opening_for
from schemas.requests import Reopen
from service.door import explain, forms
from service.door.admit import Answered, Asked, admit, replay
from service.door.holders import holders
from service.door.open_read import read_opening
from service.door.opening import Again, Order
from service.door.payee import payee_in_full
from service.door.read import read_ticket
from service.door.seen import Seen, moment
from service.door.timing import calendar_of
from service.errors import Duplicate, NotSo, NotYou, RuleError
from service.policy import reopen_within
from service.transaction import Sql, statements
from service.usecases.tickets.fire_trigger import question_of
from service.usecases.tickets.open_ticket import open_order, order_of
from service.usecases.tickets.open_ticket import question_of as opening_question_of
from service.wrong import invalid
from workflows.clocks import deadline
from workflows.terms import Rule

Json = dict[str, Any]
DESKS = ("clerk", "supervisor", "pm")
# What was agreed for the round before says nothing about this one.
OF_THEN = frozenset({"appointment_at", "due_at"})
DECLARED = Rule(
    "reopen_declared",
    "这样结束的工单不能重新打开。",
    "What ended like this is not opened again.",
    lambda case, actor, form: False,
)
IN_TIME = Rule(
    "reopen_in_time",
    "已超过可以重新打开的期限。",
    "The time in which it could be reopened is over.",
    lambda case, actor, form: False,
)


def reopen_ticket(asked: Asked) -> Answered:
    """By who opened it, clerk (also for the customer), supervisor or pm; whoever does is its submitter.

    At most four statements: the old ticket, what the new one names, its number, the write.
    """
    with statements() as sql:
        row = read_ticket(sql, question_of(asked))
        return replay(row, asked) or _reopen(sql, admit(row, asked), asked)


def _reopen(sql: Sql, seen: Seen, asked: Asked) -> Answered:
    _check_right(sql, seen, asked)
    form = forms.load_by(seen, Reopen, asked.body)
    _check_rules(seen)
    order = _order(sql, seen, form["reason"])
    question = opening_question_of(order, digest=asked.digest, key=asked.key)
    return open_order(sql, read_opening(sql, question), order, asked)


def _check_right(sql: Sql, seen: Seen, asked: Asked) -> None:
    if seen.actor.person != seen.case.submitter and not seen.actor.desks & set(DESKS):
        raise NotYou(who_could=holders(sql, seen, DESKS))
    if asked.version != seen.case.version:
        raise explain.stale(sql, seen, asked.version)
    if not seen.workflow.by_state[seen.case.state].is_end:
        raise explain.not_now(seen)
    if (seen.row["beside"] or {}).get("after"):
        raise Duplicate("该工单已经重新打开过。", "This ticket was reopened already.")


def _check_rules(seen: Seen) -> None:
    failed = list(_failed(seen))
    if failed:
        rules = [RuleError(rule.name, rule.zh, rule.en) for rule in failed]
        raise NotSo(failed[0].zh, failed[0].en, rule=failed[0].name, rules=rules)


def _failed(seen: Seen) -> Iterator[Rule]:
    """Where money has gone out or was given up there is no further round, only a case of its own."""
    if seen.case.state not in seen.workflow.exceptional.reopens:
        yield DECLARED
    span = reopen_within(seen.case.policy)
    ended = moment(seen.ticket["closed_at"])
    if span is None or deadline(ended, span, calendar_of(seen)) < seen.case.now:
        yield IN_TIME


def _order(sql: Sql, seen: Seen, reason: str) -> Order:
    """The normal opening, from what the old ticket says of itself. Raises Invalid where that is outdated."""
    now = seen.case.now
    today = now.astimezone(ZoneInfo(seen.ticket["zone"])).date()
    try:
        loaded = load_opening(_body(sql, seen), now=now, today=today)
    except ValidationError as error:
        raise invalid(error) from error
    return replace(order_of(loaded), again=_again(seen, reason))


def _body(sql: Sql, seen: Seen) -> Json:
    ticket = seen.ticket
    named = {name: (ticket[name] or {}).get("id") for name in ("room", "customer")}
    said = {"description": ticket["description"], **named}
    return {
        "workflow": seen.workflow.name,
        "office": ticket["office"]["id"],
        "subject": ticket["subject"],
        **{name: value for name, value in said.items() if value is not None},
        "details": _details(sql, seen),
    }


def _details(sql: Sql, seen: Seen) -> Json:
    """What the opening asks for, as it stands now."""
    stored: Mapping[str, Any] = {**seen.row["details"], "payee": payee_in_full(sql, seen)}
    asked = instance(opening_for(seen.workflow.name)).load_fields.keys() - OF_THEN
    return {name: stored[name] for name in sorted(asked) if stored.get(name) is not None}


def _again(seen: Seen, reason: str) -> Again:
    ticket = seen.ticket
    told = (ticket["assignee"] or {}).get("id")
    return Again(seen.case.id, ticket["number"], ticket["reopen_count"] + 1, reason, told)
