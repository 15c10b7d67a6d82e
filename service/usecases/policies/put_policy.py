"""A new version of an office's policy: tickets opened from now on follow it, the older ones keep theirs."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson
import psycopg
from marshmallow import ValidationError

from schemas.policy import Names, load_policy
from service.db import new_id
from service.errors import FieldError, Invalid, NotFound, Stale
from service.queries.policies.in_force import InForce, office_of, policy_in_force
from service.transaction import Row, Sql, Work
from service.usecases.policies.people import name_people
from service.usecases.policies.satisfiable import refuse_unasked, refuse_unsatisfiable, refuse_unsound
from service.usecases.register.trail import leave_trail
from service.visibility import Caller
from service.wrong import invalid
from workflows.catalog import workflow as workflow_of
from workflows.engine import Workflow

Json = dict[str, Any]


def office_for(sql: Sql, office: str, caller: Caller) -> Row:
    """Raises NotFound for an office the caller does not work in."""
    found = office_of(sql, office, caller)
    if found is None:
        raise NotFound()
    return found


def put_policy(work: Work, workflow: str, office: Row, *, raw: object, seen: int, actor: Caller) -> InForce:
    """1. the right; 2. the version seen; 3. the body by itself; 4. its people; 5. that nobody gets stuck.

    `seen` is the version that the caller replaces: the default's where the office has none of its own.
    """
    actor.must_hold("admin", office_id=office["id"])
    present = policy_in_force(work.sql, workflow, office)
    if present.version != seen:
        raise _stale(present.version)
    table = workflow_of(workflow)
    body = _loaded(raw, table)
    name_people(work.sql, body, office["id"])
    refuse_unsound(table, body)
    refuse_unasked(table, body)
    refuse_unsatisfiable(work.sql, table, body, office["id"])
    made = InForce(workflow, office, present.version + 1, body)
    policy_id = keep_version(work.sql, made, actor)
    parts = [name for name in body.keys() | present.body.keys() if body.get(name) != present.body.get(name)]
    told: dict[str, Any] = {"fields": parts, "reason": workflow}
    leave_trail(work.sql, "change", "policy", policy_id, office=office["id"], actor=actor, **told)
    return made


def _loaded(raw: object, workflow: Workflow) -> Json:
    try:
        body = load_policy(raw, workflow=workflow.name, names=names_of(workflow))
    except ValidationError as error:
        raise invalid(error) from error
    missing = list(_missing(body, workflow))
    if missing:
        raise Invalid(errors=missing)
    return {"visit_after": None, "load_limit": None, **body}


def names_of(workflow: Workflow) -> Names:
    """The closed lists that a policy of this workflow chooses its names from."""
    clocks = {name for state in workflow.states for name in state.clocks}
    triggers = {row.trigger for row in workflow.rows}
    return Names(
        facts=[fact.name for fact in workflow.facts],
        approvals=list(workflow.approvals),
        triggers=triggers,
        clocks=clocks,
        duties=[state.name for state in workflow.states if state.work or state.approval],
        states=[state.name for state in workflow.states],
    )


def _missing(body: Mapping[str, Any], workflow: Workflow) -> Iterator[FieldError]:
    """Without its ladder an approval could never be entered."""
    for name in workflow.approvals:
        if name not in body["approvals"]:
            said = ("缺少该审批的层级。", "The levels of this approval are missing.")
            yield FieldError(f"approvals.{name}", *said)


def keep_version(sql: Sql, policy: InForce, actor: Caller) -> UUID:
    """Of two at once the unique index on the version lets one through."""
    policy_id = new_id()
    row = {
        "id": policy_id,
        "workflow": policy.workflow,
        "office": policy.office["id"] if policy.office else None,
        "version": policy.version,
        "body": orjson.dumps(policy.body).decode(),
        "by": actor.account_id,
    }
    try:
        sql.execute(INSERT, row)
    except psycopg.errors.UniqueViolation as error:
        raise _stale(policy.version) from error
    return policy_id


INSERT = """
INSERT INTO policy (id, workflow, office_id, version, body, created_by)
VALUES (%(id)s, %(workflow)s, %(office)s, %(version)s, %(body)s::jsonb, %(by)s)
"""


def _stale(version: int) -> Stale:
    return Stale(
        "策略已被他人修改，请查看后再试。",
        "Somebody has changed this policy: look at it and try again.",
        version=version,
    )
