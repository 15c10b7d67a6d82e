"""In whose right somebody acts: their own first, then that of each person they stand in for."""

from collections.abc import Callable
from dataclasses import replace

from service.door.seen import Seen, stand_in
from workflows.engine import Refused


def hands(seen: Seen) -> tuple[Seen, ...]:
    """The ticket as the caller sees it in each right. Depth one: a right stood in for goes no further."""
    stands = seen.row.get("stands") or ()
    return (seen, *(replace(seen, actor=stand_in(seen.actor, each)) for each in stands))


def hand_for(seen: Seen, trigger: str) -> Seen:
    """The right in which this trigger may be fired now, else the one whose refusal says most."""
    return the_hand(seen, lambda each: each.workflow.right(each.case, each.actor, trigger))


def _ever(seen: Seen) -> bool:
    return True


def the_hand(
    seen: Seen, refuses: Callable[[Seen], Refused | None], *, could: Callable[[Seen], bool] = _ever
) -> Seen:
    """The first that nothing refuses; else the first that a named rule refuses; else the caller's own.

    A right that in no state `could` is left out, so that it never speaks for one that is only too early.
    """
    near = [each for each in hands(seen) if could(each)] or [seen]
    if len(near) == 1:
        return near[0]
    refused = [(each, refuses(each)) for each in near]
    able = (each for each, refusal in refused if refusal is None)
    named = (each for each, refusal in refused if refusal is not None and refusal.rules)
    return next(able, None) or next(named, near[0])


def any_hand(seen: Seen, holds: Callable[[Seen], bool]) -> bool:
    return any(holds(each) for each in hands(seen))


def allowed(seen: Seen) -> list[str]:
    """Triggers of the present state that the caller may fire in one right or another."""
    may = {trigger for each in hands(seen) for trigger in each.workflow.allowed(each.case, each.actor)}
    return [trigger for trigger in seen.workflow.triggers_of(seen.case.state) if trigger in may]
