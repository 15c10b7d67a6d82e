"""What the rules need of the other floors and of the rows: forms, holders, levels that can be satisfied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.catalog import FORMS, OPENINGS
from service.cases.catalog import CASES
from service.transaction import Sql
from workflows.catalog import CATALOG
from workflows.engine import Workflow
from workflows.ladder import Level, level_from

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """An error stops the service from being trusted; a warning names what one absence would block."""

    is_error: bool
    said: str

    def __str__(self) -> str:
        return f"{'error' if self.is_error else 'warning'}: {self.said}"


@dataclass(frozen=True, slots=True)
class Place:
    """An office with its holders by desk; `works`: it has open tickets of the workflow looked at."""

    code: str
    people: Mapping[str, set[Any]]
    works: bool


def static_faults() -> Iterator[Fault]:
    """Of the code alone: asked at every start."""
    for name, versions in CATALOG.items():
        yield from (Fault(True, said) for said in _missing_parts(versions.newest))
        if name not in CASES:
            yield Fault(True, f"{name} has no case file")


def _missing_parts(workflow: Workflow) -> Iterator[str]:
    if workflow.name not in OPENINGS:
        yield f"{workflow.name} has no opening form"
    fired = {row.trigger for row in workflow.rows if any(who.kind != "system" for who in row.by)}
    forms = set(FORMS.get(workflow.name, ()))
    yield from (f"{workflow.name}.{trigger} has no form" for trigger in sorted(fired - forms))
    yield from (f"{workflow.name}.{trigger} has a form and no row" for trigger in sorted(forms - fired))


def check(sql: Sql) -> Iterator[Fault]:
    """Of the rows: offices, holders, policies, open tickets."""
    yield from static_faults()
    yield from _undeclared_states(sql)
    holders = _holders(sql)
    for office in sql.all("SELECT id, code FROM office WHERE kind = 'office' ORDER BY code"):
        people = {desk: who for (where, desk), who in holders.items() if where == office["id"]}
        for name, versions in CATALOG.items():
            body = _policy(sql, name, office["id"])
            works = sql.one(HAS_OPEN, {"workflow": name, "office": office["id"]}) is not None
            place = Place(office["code"], people, works)
            yield from _office_faults(versions.newest, place, body)


def _undeclared_states(sql: Sql) -> Iterator[Fault]:
    rows = sql.all("SELECT DISTINCT workflow, workflow_version, state FROM ticket WHERE closed_at IS NULL")
    for row in rows:
        versions: Mapping[int, Workflow] = CATALOG.get(row["workflow"]) or {}
        workflow = versions.get(row["workflow_version"])
        if workflow is None or row["state"] not in workflow.by_state:
            where = f"{row['workflow']} {row['workflow_version']}"
            yield Fault(True, f"open tickets rest in {row['state']}, which {where} does not declare")


def _holders(sql: Sql) -> dict[tuple[Any, str], set[Any]]:
    found: dict[tuple[Any, str], set[Any]] = {}
    for row in sql.all(HOLDERS):
        found.setdefault((row["office_id"], row["desk"]), set()).add(row["name"])
    return found


HOLDERS = """
WITH RECURSIVE reach AS (
    SELECT h.desk, h.office_id, p.name || ' (' || a.username || ')' AS name
      FROM desk_holding h JOIN account a ON a.id = h.account_id JOIN person p ON p.id = a.person_id
     WHERE h.until IS NULL AND a.disabled_at IS NULL
    UNION SELECT r.desk, o.id, r.name FROM reach r JOIN office o ON o.parent_id = r.office_id
)
SELECT desk, office_id, name FROM reach
"""


def _policy(sql: Sql, workflow: str, office: Any) -> Mapping[str, Any]:
    row = sql.one(POLICY, {"workflow": workflow, "office": office})
    return row["body"] if row else {}


POLICY = """
SELECT body FROM policy WHERE workflow = %(workflow)s AND (office_id = %(office)s OR office_id IS NULL)
 ORDER BY office_id NULLS LAST, version DESC LIMIT 1
"""


HAS_OPEN = """
SELECT 1 AS yes FROM ticket
 WHERE office_id = %(office)s AND workflow = %(workflow)s AND closed_at IS NULL LIMIT 1
"""


def _office_faults(workflow: Workflow, place: Place, body: Mapping[str, Any]) -> Iterator[Fault]:
    for desk in sorted(_desks(workflow)):
        if not place.people.get(desk):
            yield Fault(False, f"{place.code}: nobody holds desk {desk}, which {workflow.name} needs")
    for approval, declared in body.get("approvals", {}).items():
        levels = tuple(level_from(each) for each in declared["levels"])
        yield from _level_faults(f"{workflow.name}.{approval}", levels, place)


def _desks(workflow: Workflow) -> set[str]:
    return {who.desk for row in workflow.rows for who in row.by if who.kind == "desk"}


def _level_faults(where: str, levels: Iterable[Level], place: Place) -> Iterator[Fault]:
    """An office that has no such desks yet and no such tickets is only told; any other gap is an error."""
    for level in levels:
        desks = {seat.desk for seat in level.seats if seat.desk}
        holders = {who for desk in desks for who in place.people.get(desk, ())}
        said = f"{place.code} {where}: level {level.name}"
        if not _satisfied(level, place.people, None):
            yield Fault(bool(holders) or place.works, f"{said} can never be satisfied")
            continue
        for who in sorted(holders):
            if not _satisfied(level, place.people, who):
                yield Fault(False, f"{said} stands still while {who} is absent")


def _satisfied(level: Level, people: Mapping[str, set[Any]], absent: str | None) -> bool:
    """Enough different persons for the seats that must vote: all of them, or one of an any-level."""
    choices = [_candidates(seat.desk, seat.user, people, absent) for seat in level.seats]
    if level.mode == "any":
        return any(choices)
    return _matched(choices, frozenset())


def _candidates(
    desk: str | None, user: str | None, people: Mapping[str, set[Any]], absent: str | None
) -> set[Any]:
    found = set(people.get(desk, ())) if desk else {user}
    return found - {absent}


def _matched(choices: list[set[Any]], taken: frozenset[Any]) -> bool:
    """One person a seat, nobody twice: seats are few, so trying is quick."""
    if not choices:
        return True
    return any(_matched(choices[1:], taken | {who}) for who in choices[0] - taken)
