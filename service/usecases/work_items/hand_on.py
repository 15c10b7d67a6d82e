"""The house hands a pool's duty on by the policy's rule: given to one, or offered to some."""

from collections.abc import Sequence
from dataclasses import replace
from typing import LiteralString

from service.door.forms import today
from service.door.handing import hands_on
from service.door.operations import Deed, Duty, duty_of, held_by, notice, plan_operation
from service.door.plan import Plan
from service.door.read import Question, read_ticket
from service.door.receivers import barring_rules, takes_second_seat
from service.door.seen import seen
from service.door.write import write_move
from service.transaction import Sql, transaction
from service.usecases.tickets.fire_trigger import MOST_READS, TooBusy
from service.usecases.work_items.candidates import Pool, candidates_of
from workflows.case import Actor
from workflows.distribution import LAST, Candidate, Choice, Wanted, choose, offered, plan_of
from workflows.distribution import Plan as Handing

GONE, NOBODY, GIVEN, OFFERED = "gone", "nobody", "given", "offered"


def hand_on(item: str) -> str:
    """One word. A lost race is read and tried again; whoever took the duty meanwhile keeps it."""
    for _ in range(MOST_READS):
        with transaction() as work:
            row = read_ticket(work.sql, Question(ref=item, by_item=True))
            if row["ticket"] is None:
                return GONE
            duty = duty_of(seen(row))
            word, plan = _planned(work.sql, duty)
            if plan is None or write_move(work.sql, duty.seen, plan):
                return word
    raise TooBusy(item)


def _planned(sql: Sql, duty: Duty) -> tuple[str, Plan | None]:
    state = str(duty.item["state"])
    handing = plan_of(duty.seen.case.policy, state)
    if not (_waits(duty) and hands_on(duty.seen, state)):
        return GONE, None
    found = _candidates(sql, duty, handing)
    wanted = wanted_of(duty, handing, found)
    if handing.offer is not None:
        chosen = offered(wanted, found, handing.rules, handing.offer or None)
        return (OFFERED, _offering(duty, chosen, handing)) if chosen else (NOBODY, None)
    choice = choose(wanted, found, handing.rules)
    return (GIVEN, _giving(duty, choice)) if choice else (NOBODY, None)


def _waits(duty: Duty) -> bool:
    """A suspended ticket's duties rest where they are."""
    pooled = duty.desk is not None and duty.holder is None and duty.offered_to is None
    return duty.is_open and pooled and not duty.seen.case.suspended


def _candidates(sql: Sql, duty: Duty, handing: Handing) -> list[Candidate]:
    """The lock makes the distributions of one pool take turns, so each sees what the one before gave away."""
    ticket, state = duty.seen.ticket, str(duty.item["state"])
    sql.execute(LOCK, [f"{ticket['office']['id']}:{duty.desk}"])
    pool = Pool(ticket["id"], str(duty.desk), ticket["workflow"], state, duty.id)
    return candidates_of(sql, pool, history="history" in handing.rules)


# Until the end of the transaction.
LOCK: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def wanted_of(duty: Duty, handing: Handing, found: Sequence[Candidate]) -> Wanted:
    case = duty.seen.case
    limit = case.policy.get("load_limit")
    return Wanted(
        desk=str(duty.desk),
        today=today(duty.seen),
        seed=duty.id,
        skill=handing.skill_of(case.details),
        load_limit=None if limit is None else int(limit),
        under=handing.under,
        separate=handing.separate,
        barred=frozenset(one.person for one in found if _is_barred(duty, one)),
    )


def _is_barred(duty: Duty, one: Candidate) -> bool:
    actor = Actor(one.account, one.person, one.desks, stands_for=one.stands_for)
    return bool(barring_rules(duty, actor)) or takes_second_seat(duty, actor)


def _giving(duty: Duty, choice: Choice) -> Plan:
    """As a supervisor's dispatch would, but by the system; who it was given to has had their turn."""
    one = choice.candidate
    form = {"to": one.username, "rule": choice.rule}
    deed = Deed(items=[held_by(duty, one.account)], ticket=follows(duty, one.account), told=one.account)
    turn = {"workflow": duty.seen.case.workflow, "state": duty.item["state"], "account": one.account}
    return replace(plan_operation(duty, "allocate", form=form, deed=deed), turns=[turn])


def follows(duty: Duty, account: str) -> dict[str, str]:
    """A draft that the system opened belongs to whoever has it."""
    return {"submitter": account} if duty.work is not None and duty.work.kind == "submitter" else {}


def _offering(duty: Duty, chosen: Sequence[Candidate], handing: Handing) -> Plan:
    """They alone see it in their pool; the duty itself stays where it is."""
    persons = list(dict.fromkeys(one.person for one in chosen))
    kept = {**held_by(duty, None), "offered_to": persons}
    form = {"to": [one.username for one in chosen], "rule": next(iter(handing.rules), LAST)}
    plan = plan_operation(duty, "offer", form=form, deed=Deed(items=[kept]))
    told = [notice(duty, one.account, plan.seq) for one in chosen]
    offers = [{"item": duty.id, "person": person, "status": "open", "reason": None} for person in persons]
    return replace(plan, items=[kept], outbox=told, offers=offers)
