"""Policies over HTTP: read by everybody of the office, replaced as a whole by its admin."""

from flask import Response

from schemas.policy import PolicyBody
from schemas.queries import PolicyQuery
from schemas.views.workflow import Policy
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import parsed_body
from service.api.guard import current_caller
from service.api.query import asked_query
from service.api.versions import required_version
from service.api.work import unit_of_work
from service.errors import NotFound, invalid_field
from service.queries.policies.in_force import policy_in_force, shown_policy
from service.transaction import statements
from service.usecases.policies.put_policy import office_for, put_policy
from workflows.catalog import CATALOG

area = Area("policies", "Policies: who approves what, and how long things may take")


@area.call("GET", "/policies/<workflow>", query=PolicyQuery, answer=Policy, version=True)
def show_policy(workflow: str) -> Response:
    """The policy in force in an office; without an office the default of all."""
    caller = current_caller()
    _must_exist(workflow)
    asked = asked_query()
    with statements() as sql:
        office = office_for(sql, asked["office"], caller) if asked["office"] else None
        found = policy_in_force(sql, workflow, office)
        return answer(shown_policy(sql, found), version=found.version)


@area.call("PUT", "/policies/<workflow>", query=PolicyQuery, body=PolicyBody, answer=Policy, version=True)
def replace_policy(workflow: str) -> Response:
    """A new version of an office's policy, the whole of it (desk admin). Open tickets keep theirs.

    422 `not_so` where a ticket could get stuck (`policy_unsound`, each reason in `rules`), or where the
    people of the office could never complete an approval (`unsatisfiable`, with who is `missing`).
    """
    caller = current_caller()
    _must_exist(workflow)
    asked = asked_query()
    if asked["office"] is None:
        raise invalid_field("office", "请指明管理处。", "Name the office.")
    with unit_of_work() as work:
        office = office_for(work.sql, asked["office"], caller)
        raw, seen = parsed_body(), required_version()
        made = put_policy(work, workflow, office, raw=raw, seen=seen, actor=caller)
        return answer(shown_policy(work.sql, made), version=made.version)


def _must_exist(workflow: str) -> None:
    if workflow not in CATALOG:
        raise NotFound()
