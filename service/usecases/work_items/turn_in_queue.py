"""Where a policy leaves no choice: out of its pool comes only the most urgent duty that one may take."""

from typing import LiteralString

from service.door.duties import own_by
from service.door.operations import Duty, duty_of
from service.door.read import Question, read_ticket
from service.door.receivers import barring_rules, takes_second_seat
from service.door.seen import Seen, seen
from service.errors import not_so
from service.transaction import Sql
from workflows.case import Item
from workflows.distribution import plan_of
from workflows.terms import STAY, Move, Rule


def refuse_out_of_turn(sql: Sql, seen: Seen, move: Move) -> None:
    for rule in moved_out_of_turn(sql, seen, move):
        raise not_so(rule.name, rule.zh, rule.en)


def moved_out_of_turn(sql: Sql, seen: Seen, move: Move) -> tuple[Rule, ...]:
    """A move takes its duty out of the pool, so it must not go round the queue either."""
    item = own_by(seen, move) if plan_of(seen.case.policy, seen.case.state).top_only else None
    if item is None or not _does(move, item):
        return ()
    row = next(each for each in seen.row["items"] if each["id"] == item.id)
    return out_of_turn(sql, Duty(seen, row))


def _does(move: Move, item: Item) -> bool:
    """A vote, or the desk's own work; what a customer says or a correction does not wait in the queue."""
    signs = item.kind == "vote" and all(who.kind == "signer" for who in move.by)
    return signs or (move.dest != STAY and any(who.desk == item.desk for who in move.by if who.desk))


def out_of_turn(sql: Sql, duty: Duty) -> tuple[Rule, ...]:
    """Names the ticket whose turn it is; nothing where the policy leaves the choice, or this is the one."""
    if duty.holder is not None or not plan_of(duty.seen.case.policy, str(duty.item["state"])).top_only:
        return ()
    for row in sql.all(AHEAD, {"item": duty.id, "most": MOST}):
        if _could_take(sql, duty, row["id"]):
            return (_turn_of(row["number"]),)
    return ()


# What somebody is barred from does not stand in their way; so many of those are looked past.
MOST = 20
AHEAD: LiteralString = """
SELECT w.id::text AS id, t.number
  FROM work_item o JOIN ticket k ON k.id = o.ticket_id
  JOIN work_item w ON w.office_id = o.office_id AND w.desk = o.desk AND w.state = o.state
   AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL AND (w.due_at, w.id) < (o.due_at, o.id)
  JOIN ticket t ON t.id = w.ticket_id AND t.workflow = k.workflow AND t.id <> k.id AND t.suspended IS NULL
 WHERE o.id = %(item)s::uuid ORDER BY w.due_at, w.id LIMIT %(most)s
"""


def _could_take(sql: Sql, duty: Duty, item: str) -> bool:
    row = read_ticket(sql, Question(ref=item, by_item=True))
    found = seen(row)
    other = duty_of(Seen(found.workflow, found.case, duty.seen.actor, row))
    barred = other.is_offered_to_others or takes_second_seat(other, duty.seen.actor)
    return not barred and not barring_rules(other, duty.seen.actor)


def _turn_of(number: str) -> Rule:
    return Rule(
        "top_of_queue",
        f"请先处理最紧急的待办：{number}。",
        f"The most urgent duty comes first: {number}.",
        lambda case, actor, form: False,
    )
