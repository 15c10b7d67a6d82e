"""Chained work: the duty of the same ticket that who has just moved it may do at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from service.door.operations import Duty
from service.door.plan import Plan
from service.door.receivers import barring_rules
from service.door.seen import Seen
from workflows.case import Case
from workflows.catalog import BARRING

Row = Mapping[str, Any]


def next_duty(before: Seen, plan: Plan, row: Row) -> str | None:
    """`row` is the ticket as the move left it. What they hold comes before what lies in their pool."""
    near = sorted(_near(before, row), key=lambda item: item["holder"] is None)
    if not near:
        return None
    after = replace(before, case=_moved(before, plan, row))
    able = (item for item in near if not barring_rules(Duty(after, item), before.actor))
    return next((str(item["id"]) for item in able), None)


def _moved(before: Seen, plan: Plan, row: Row) -> Case:
    """The case as rules about a person look at it; who has just proposed will not approve."""
    actor, assignee = before.actor, row["ticket"]["assignee"]
    editor = plan.trigger in BARRING[before.workflow.name]
    return replace(
        before.case,
        state=row["ticket"]["state"],
        assignee=assignee["person"] if assignee else None,
        barred=before.case.barred | ({actor.person} if editor and actor.person else set()),
    )


def _near(before: Seen, row: Row) -> Iterator[Row]:
    """Theirs, or a pool's of one of their desks; never a second vote in the round they have just voted in."""
    actor = before.actor
    for item in row["items"] or ():
        holder, offered = item["holder"], item.get("offered_to")
        mine = holder is not None and holder["person"] == actor.person
        pooled = holder is None and item["desk"] in actor.desks and (not offered or actor.person in offered)
        again = item["kind"] == "vote" and before.case.state == row["ticket"]["state"]
        if (mine or pooled) and not again:
            yield item
