"""Exceptional moves and what is proposed of them, as plans: a second person sees what the first one saw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from service.db import new_id
from service.door.asking import content_of
from service.door.hashing import content_hash
from service.door.plan import Plan, plan_move
from service.door.seen import Seen
from workflows.case import Form
from workflows.detours import Skipped
from workflows.engine import Decision
from workflows.ladder import Seat, level_to

Json = dict[str, Any]
Proposal = Mapping[str, Any]
EXPIRES = timedelta(days=7)


def plan_exceptional(
    seen: Seen,
    decision: Decision,
    form: Form,
    skipped: Sequence[Skipped],
    *,
    confirmed: Proposal | None = None,
) -> Plan:
    """The move itself, marked on the ticket; its event names reason, levels and who asked for it first."""
    told = {**form, "skipped": shown_levels(seen, skipped), **_proposed(confirmed)}
    plan = plan_move(seen, decision, told)
    done = {"proposal": {**confirmed, "status": "confirmed"}} if confirmed else {}
    return replace(plan, ticket={**plan.ticket, "exceptional": True, **done})


def _proposed(made: Proposal | None) -> Json:
    if made is None:
        return {}
    return {"proposal": made["id"], "proposed_by": made["by"], "proposed_by_person": made["person"]}


def plan_proposal(seen: Seen, kind: str, form: Form, skipped: Sequence[Skipped]) -> Plan:
    """Nothing moves yet. Whatever lay there before has expired, or the ticket has moved since."""
    case = seen.case
    made = {
        "id": str(new_id(case.now)),
        "kind": kind,
        "status": "pending",
        "to": form.get("to"),
        "end": form.get("end"),
        "reason": form["reason"],
        "by": seen.actor.account,
        "person": seen.actor.hand,
        "at": case.now,
        "expires_at": case.now + EXPIRES,
        "version": case.version + 1,
        "bound": bound(seen),
        "skipped": shown_levels(seen, skipped),
    }
    return _standing(seen, "propose_exception", {"kind": kind, **form}, made)


def plan_no_proposal(seen: Seen, trigger: str, form: Form) -> Plan:
    """Refused or withdrawn; it stays known, so that whoever comes too late is told so."""
    made, status = seen.ticket["proposal"], {"refuse_exception": "refused", "withdraw_exception": "withdrawn"}
    return _standing(seen, trigger, {"proposal": made["id"], **form}, {**made, "status": status[trigger]})


def _standing(seen: Seen, trigger: str, form: Json, made: Json) -> Plan:
    case = seen.case
    return Plan(
        trigger=trigger,
        source=case.state,
        dest=case.state,
        seq=case.version + 1,
        at=case.now,
        ticket={"proposal": made},
        details={},
        form=form,
    )


def bound(seen: Seen) -> str:
    """What a confirmation is given for: the state, the level asked with its signers, the fields votes bind.

    A claim or another subject changes none of it; a vote that decides a level, a move or an amendment does.
    """
    case, book = seen.case, seen.case.ladder
    asked = level_to(book.levels[book.position]) if book.position < len(book.levels) else None
    seen_then = {
        "ticket": case.id,
        "state": case.state,
        "round": case.round,
        "level": asked,
        "position": book.position,
        "content": content_of(seen.workflow, case).hex(),
    }
    return content_hash(seen_then).hex()


def shown_levels(seen: Seen, skipped: Sequence[Skipped]) -> list[Json]:
    return [
        {"approval": each.approval, "level": each.level, "seats": [_seat(seen, seat) for seat in each.seats]}
        for each in skipped
    ]


def _seat(seen: Seen, seat: Seat) -> Json:
    """A desk, or the account of the person whose seat it is."""
    if seat.desk is not None:
        return {"desk": seat.desk}
    people: Mapping[str, str] = seen.case.policy.get("people", {})
    held = {item.holder: item.holder_account for item in seen.case.items if item.holder}
    named = next((account for account, person in people.items() if person == seat.user), seat.user)
    return {"user": held.get(seat.user or "") or seat.account or named}
