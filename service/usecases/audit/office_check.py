"""Whether the people of an office can decide what its policies ask, today and with somebody absent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.queries.policies.staff import Staff
from service.usecases.audit.fault import Fault, fault_of
from workflows.engine import Workflow
from workflows.proof.policy import policy_faults
from workflows.proof.seating import Missing, Person
from workflows.proof.staffed import Gap, gaps, hanging, nobody_above, openers, undecided_votes

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """An office; `works`: it has open tickets of the workflow looked at; `own`: so is its policy."""

    code: str
    staff: Staff
    works: bool
    own: bool


def office_faults(table: Workflow, place: Place, body: Body) -> Iterator[Fault]:
    if place.own:
        yield from (fault_of(each, f"{place.code}: ") for each in policy_faults(table, body))
    for desk in sorted(_desks(table)):
        if not place.staff.holds(desk):
            yield Fault("warning", f"{place.code}: nobody holds desk {desk}, which {table.name} needs")
    never = gaps(table, body, place.staff.people)
    yield from (_gap(table, place, each) for each in never)
    yield from _today(table, place, body, never)
    yield from _hanging(table, place, body)
    for each, level in undecided_votes(table, body, place.staff.people):
        where = _where(table, place, each.approval)
        yield Fault("warning", f"{where}: level {level.name} has seats for nobody, a split vote would hang")
    for each, level, desk in nobody_above(table, body, place.staff.people):
        where = _where(table, place, each.approval)
        yield Fault("warning", f"{where}: nobody could step in when {desk} of level {level.name} is late")


def _desks(table: Workflow) -> set[str]:
    return {who.desk for row in table.rows for who in row.by if who.kind == "desk"}


def _where(table: Workflow, place: Place, approval: str) -> str:
    return f"{place.code} {table.name}.{approval}"


def _gap(table: Workflow, place: Place, gap: Gap) -> Fault:
    """An office that has no such desks yet and no such tickets is only told; any other gap is an error."""
    held = any(each.desk is None or place.staff.holds(each.desk) for each in gap.missing)
    told = f"{_where(table, place, gap.round.approval)}: {gap.round} can never be satisfied"
    why = f", nor decided by whoever opens it, such as {gap.opener.name}" if gap.opener else ""
    return Fault("error" if held or place.works else "warning", f"{told}{why}; missing {said(gap.missing)}")


def said(missing: Sequence[Missing]) -> str:
    return ", ".join(f"{each.desk or each.user} × {each.persons}" for each in missing)


def _today(table: Workflow, place: Place, body: Body, never: Sequence[Gap]) -> Iterator[Fault]:
    """What would be possible but for those who are on leave."""
    away = ", ".join(_names(person for person in place.staff.people if person.id in place.staff.away))
    known = {(gap.round.approval, gap.missing) for gap in never}
    for gap in gaps(table, body, place.staff.present(table.name)) if away else ():
        if (gap.round.approval, gap.missing) not in known:
            where = _where(table, place, gap.round.approval)
            yield Fault(
                "warning",
                f"{where}: {gap.round} stands still today; missing {said(gap.missing)}; away {away}",
            )


def _names(people: Iterator[Person]) -> list[str]:
    return sorted(person.name for person in people)


def _hanging(table: Workflow, place: Place, body: Body) -> Iterator[Fault]:
    opening = openers(table, place.staff.people)
    for each in hanging(table, body, place.staff.people):
        where = _where(table, place, each.round.approval)
        for person in each.alone:
            own = ", or has opened it" if person in opening else ""
            said = f"{where}: {each.round} stands still while {person.name} is absent{own}"
            yield Fault("warning", said)
        if not each.alone:
            names = ", ".join(person.name for person in each.smallest)
            only = f"{each.round} stands still only while all of these are absent: {names}"
            yield Fault("note", f"{where}: {only}")
