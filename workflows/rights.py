"""Who may fire a row: desks and relations, compared by person."""

from workflows import ladder
from workflows.case import Actor, Case, Item
from workflows.signers import seated
from workflows.terms import Move, Who


def may(who: Who, case: Case, actor: Actor) -> bool:
    """Whether this actor is one of those named, now and in this state."""
    if actor.is_system:
        return who.kind == "system"
    return _RELATIONS[who.kind](who, case, actor)


def could_ever(row: Move, case: Case, actor: Actor, assignees: tuple[str, ...]) -> bool:
    """Whether some state of this ticket could let the person fire the row."""
    if actor.is_system:
        return any(who.kind == "system" for who in row.by)
    return any(_could(who, case, actor, assignees) for who in row.by)


def _could(who: Who, case: Case, actor: Actor, assignees: tuple[str, ...]) -> bool:
    match who.kind:
        case "desk":
            return who.desk in actor.desks
        case "assignee":
            return actor.person == case.assignee or _may_become_assignee(case, actor, assignees)
        case "submitter":
            return _is_submitter(who, case, actor) or (case.submitter is None and "clerk" in actor.desks)
        case "signer":
            return _is_signer(who, case, actor) or _has_a_seat(case, actor)
        case kind:
            return _RELATIONS[kind](who, case, actor)


def _may_become_assignee(case: Case, actor: Actor, assignees: tuple[str, ...]) -> bool:
    """Nobody is at work on it yet, and this person holds a desk that somebody could be taken from."""
    wanted = {case.details.get(name[1:]) if name.startswith("$") else name for name in assignees}
    return case.assignee is None and bool(actor.desks & {each for each in wanted if each})


def _has_a_seat(case: Case, actor: Actor) -> bool:
    """By desk, by name, or as somebody who was added to a level of this round."""
    named = any(actor.person in seated(level) for level in case.ladder.levels)
    return named or bool(actor.desks & (signing_desks(case) | _desks_instead(case)))


def _desks_instead(case: Case) -> set[str]:
    """A desk that may decide in place of a late signer need be in no policy."""
    added = (each for level in case.ladder.levels for each in level.added if not each.removed)
    return {each.desk for each in added if each.desk}


def signing_desks(case: Case) -> set[str]:
    """Every desk that a level of the ticket's policy names."""
    approvals = case.policy.get("approvals", {}).values()
    seats = (seat for approval in approvals for level in approval["levels"] for seat in level["seats"])
    return {seat["desk"] for seat in seats if seat.get("desk")}


def _is_desk(who: Who, case: Case, actor: Actor) -> bool:
    return who.desk in actor.desks and not _claimed_by_another(case, actor, who.desk)


def _claimed_by_another(case: Case, actor: Actor, desk: str) -> bool:
    """Claimed, a desk's duty is the claimer's alone; offered, theirs whom it was offered to."""
    tasks = [item for item in case.items if item.kind == "task" and item.desk == desk]
    held = [item.holder for item in tasks if item.holder]
    return actor.person not in held if held else not all(item.is_for(actor.person) for item in tasks)


def _is_assignee(who: Who, case: Case, actor: Actor) -> bool:
    return case.assignee is not None and actor.person == case.assignee


def _is_submitter(who: Who, case: Case, actor: Actor) -> bool:
    return case.submitter is not None and actor.person == case.submitter


def _is_customer(who: Who, case: Case, actor: Actor) -> bool:
    """A clerk of the office enters what the customer said."""
    return "clerk" in actor.desks


def _is_signer(who: Who, case: Case, actor: Actor) -> bool:
    return signer_seat(case, actor) is not None


def signer_seat(case: Case, actor: Actor, *, waiting: bool = False) -> int | None:
    """The open seat of the present level that this person would take; or one that waits for others."""
    book = case.ladder
    if not book.levels or book.position >= len(book.levels) or actor.person is None:
        return None
    taken = ((item.seat, item.holder or _offered_away(item, actor)) for item in case.items)
    holders = {seat: holder for seat, holder in taken if seat is not None and holder}
    return ladder.free_seat(
        book.levels[book.position],
        book.votes,
        person=actor.person,
        desks=actor.desks,
        holders=holders,
        waiting=waiting,
    )


def _offered_away(item: Item, actor: Actor) -> str | None:
    """A seat that was offered to others is as good as held by one of them."""
    return None if item.is_for(actor.person) else "somebody else"


def _is_system(who: Who, case: Case, actor: Actor) -> bool:
    return actor.is_system


_RELATIONS = {
    "desk": _is_desk,
    "assignee": _is_assignee,
    "submitter": _is_submitter,
    "customer": _is_customer,
    "signer": _is_signer,
    "system": _is_system,
}
