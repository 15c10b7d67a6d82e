"""What the rules need of the other floors and of the rows: forms, holders, levels that can be satisfied."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from schemas.catalog import FORMS, OPENINGS
from service.cases.catalog import CASES
from service.policy import DEFAULTS
from service.production import WillNotStart
from service.queries.policies.staff import read_staff
from service.transaction import Row, Sql
from service.usecases.audit.fault import Fault, fault_of
from service.usecases.audit.office_check import Place, office_faults
from service.usecases.effects.texts import TEXTS
from workflows.catalog import CATALOG
from workflows.engine import Workflow
from workflows.proof.policy import policy_faults
from workflows.proof.table import Supplies, effects_of, table_faults


def refuse_unsound_tables() -> None:
    """At every start. Raises WillNotStart: a table or a default that could get stuck is not served."""
    errors = [str(each) for each in static_faults() if each.is_error]
    if errors:
        raise WillNotStart("; ".join(errors))


@lru_cache(maxsize=1)
def static_faults() -> tuple[Fault, ...]:
    """Of the code alone: it does not change while the process runs."""
    return tuple(_static_faults())


def _static_faults() -> Iterator[Fault]:
    yield from _shared_prefixes()
    for name, versions in CATALOG.items():
        supplies = Supplies(versions.details, versions.barring)
        for table in versions.values():
            yield from map(fault_of, table_faults(table, supplies))
        yield from map(fault_of, policy_faults(versions.newest, DEFAULTS[name]))
        yield from (Fault("error", said) for said in missing_parts(versions.newest))
        if name not in CASES:
            yield Fault("error", f"{name} has no case file")


def _shared_prefixes() -> Iterator[Fault]:
    """A ticket's number says of which workflow it is."""
    owners: dict[str, str] = {}
    for name, versions in CATALOG.items():
        owner = owners.setdefault(versions.newest.prefix, name)
        if owner != name:
            yield Fault("error", f"{owner} and {name} have the same prefix {versions.newest.prefix}")


def missing_parts(workflow: Workflow) -> Iterator[str]:
    """What the other floors do not have for it: forms, texts."""
    if workflow.name not in OPENINGS:
        yield f"{workflow.name} has no opening form"
    fired = {row.trigger for row in workflow.rows if any(who.kind != "system" for who in row.by)}
    forms = set(FORMS.get(workflow.name, ()))
    once = {row.trigger for each in CATALOG[workflow.name].values() for row in each.rows}
    yield from (f"{workflow.name}.{trigger} has no form" for trigger in sorted(fired - forms))
    yield from (
        f"{workflow.name}.{trigger} has a form and no row" for trigger in sorted(forms - fired - once)
    )
    for place, effect in effects_of(workflow):
        kind, _, template = effect.partition(":")
        if kind == "tell_customer" and template not in TEXTS:
            yield f"{workflow.name}.{place} tells the customer {template!r}, which has no text"


def check(sql: Sql) -> Iterator[Fault]:
    """Of the rows: offices, holders, policies, open tickets."""
    yield from static_faults()
    yield from _undeclared_states(sql)
    for office in sql.all("SELECT id, code FROM office WHERE kind = 'office' ORDER BY code"):
        staff = read_staff(sql, office["id"])
        for name, versions in CATALOG.items():
            policy: Row = sql.one(POLICY, {"workflow": name, "office": office["id"]}) or {
                "body": {},
                "own": False,
            }
            works = sql.one(HAS_OPEN, {"workflow": name, "office": office["id"]}) is not None
            place = Place(office["code"], staff, works, policy["own"])
            yield from office_faults(versions.newest, place, policy["body"])


def _undeclared_states(sql: Sql) -> Iterator[Fault]:
    rows = sql.all("SELECT DISTINCT workflow, workflow_version, state FROM ticket WHERE closed_at IS NULL")
    for row in rows:
        versions: Mapping[int, Workflow] = CATALOG.get(row["workflow"]) or {}
        workflow = versions.get(row["workflow_version"])
        if workflow is None or row["state"] not in workflow.by_state:
            where = f"{row['workflow']} {row['workflow_version']}"
            yield Fault("error", f"open tickets rest in {row['state']}, which {where} does not declare")


POLICY = """
SELECT body, office_id IS NOT NULL AS own FROM policy
 WHERE workflow = %(workflow)s AND (office_id = %(office)s OR office_id IS NULL)
 ORDER BY office_id NULLS LAST, version DESC LIMIT 1
"""


HAS_OPEN = """
SELECT 1 AS yes FROM ticket
 WHERE office_id = %(office)s AND workflow = %(workflow)s AND closed_at IS NULL LIMIT 1
"""
