"""Move open tickets to a newer version of their workflow: told before, all or none, each one an event."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import LiteralString

from service.door.migration import plan_migration
from service.door.read import Question, read_ticket
from service.door.seen import Seen, seen
from service.door.write import write_move
from service.transaction import Sql, rehearsal, transaction
from workflows.catalog import workflow as workflow_of
from workflows.engine import Workflow
from workflows.terms import Rule
from workflows.versions import fate

OVERTAKEN = Rule(
    "overtaken",
    "工单刚被他人处理，请再试。",
    "Somebody moved the ticket meanwhile; try again.",
    lambda case, actor, form: False,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tickets: those named, of one office, or all that are open on an older version."""

    workflow: str
    version: int
    numbers: Sequence[str] = ()
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What happens to one ticket; `rules` say why it stays behind."""

    number: str
    before: int
    state: str
    lands: str
    rules: tuple[Rule, ...] = ()

    @property
    def kind(self) -> str:
        return "impossible" if self.rules else "kept" if self.state == self.lands else "mapped"


@dataclass(frozen=True, slots=True)
class Migrated:
    told: tuple[Told, ...]
    unknown: tuple[str, ...]
    moved: bool

    @property
    def failing(self) -> bool:
        return bool(self.unknown) or any(each.rules for each in self.told)


class NotAll(Exception):
    """One of the chosen cannot come along, so that none does."""


def migrate_workflow(chosen: Chosen, *, dry_run: bool = False, skip_failing: bool = False) -> Migrated:
    """A dry run goes all the way and is taken back. Raises workflows.catalog.NotHere for no such version."""
    new = workflow_of(chosen.workflow, chosen.version)
    told: list[Told] = []
    unknown: tuple[str, ...] = ()
    try:
        with rehearsal() if dry_run else nullcontext(), transaction() as work:
            ids, unknown = _found(work.sql, chosen)
            told.extend(_moved(work.sql, new, each) for each in ids)
            if not skip_failing and (unknown or any(each.rules for each in told)):
                raise NotAll()
    except NotAll:
        return Migrated(tuple(told), unknown, moved=False)
    return Migrated(tuple(told), unknown, moved=not dry_run)


def _found(sql: Sql, chosen: Chosen) -> tuple[list[str], tuple[str, ...]]:
    """The tickets, and the numbers that are none of this workflow."""
    asked = {"workflow": chosen.workflow, "version": chosen.version, "office": chosen.office}
    rows = sql.all(TICKETS, asked | {"numbers": list(chosen.numbers) or None})
    known = {row["number"] for row in rows}
    return [row["id"] for row in rows], tuple(each for each in chosen.numbers if each not in known)


# Named ones are told about whatever their state; of the others only those that are left behind.
TICKETS: LiteralString = """
SELECT t.id::text AS id, t.number FROM ticket t JOIN office o ON o.id = t.office_id
 WHERE t.workflow = %(workflow)s AND (%(office)s::text IS NULL OR o.code = %(office)s)
   AND CASE WHEN %(numbers)s::text[] IS NULL THEN t.closed_at IS NULL AND t.workflow_version < %(version)s
            ELSE t.number = ANY(%(numbers)s) END
 ORDER BY t.number
"""


def _moved(sql: Sql, new: Workflow, ticket: str) -> Told:
    found = seen(read_ticket(sql, Question(ref=ticket, workflows=(new.name,))))
    told = _fate(found, new)
    if not told.rules and not write_move(sql, found, plan_migration(found, new, told.lands)):
        return Told(told.number, told.before, told.state, told.lands, (OVERTAKEN,))
    return told


def _fate(found: Seen, new: Workflow) -> Told:
    armed = [each["kind"] for each in found.row["timers"] or ()]
    case = found.case
    lot = fate(found.workflow, new, case, armed=armed)
    return Told(found.ticket["number"], found.workflow.version, case.state, lot.state, lot.rules)


def lines(migrated: Migrated, version: int) -> Iterator[str]:
    """As the operator reads them, in both languages."""
    for each in migrated.told:
        way = f"{each.number}  {each.before} → {version}"
        if each.rules:
            yield from (f"{way}  {each.state}: {rule.name} {rule.zh}{rule.en}" for rule in each.rules)
        else:
            yield f"{way}  {each.kind}: {each.state}" + (f" → {each.lands}" if each.kind == "mapped" else "")
    yield from (f"{number}: 没有这张工单。No such ticket." for number in migrated.unknown)
