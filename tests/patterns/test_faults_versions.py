"""Known fault 10: a new version of a workflow reaches tickets that were opened before it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.patterns.office import PLAN, Office, opened_on, refused
from tests.stage import answer, app_on, stage_on
from workflows.catalog import CATALOG
from workflows.complaint import complaint
from workflows.engine import Workflow
from workflows.terms import Move, desk


def by_the_pm(row: Move) -> Move:
    assigns = row.trigger == "assign" and row.source == "accepted"
    return replace(row, by=(desk("pm"),)) if assigns else row


# From the second version on a complaint is given out by the pm.
SECOND = replace(complaint, version=2, moves=[[by_the_pm(row) for row in group] for group in complaint.moves])


@pytest.fixture
def office(fresh_database_url: str) -> Iterator[Office]:
    """On a database of its own: nobody else's catalog knows the second version."""
    with app_on(fresh_database_url) as app, app.app_context():
        yield opened_on(app, stage_on(app))


@pytest.fixture
def publish() -> Iterator[Workflow]:
    yield SECOND
    CATALOG["complaint"].pop(2, None)


def test_fault_10_an_old_ticket_keeps_the_workflow_it_began_with(office: Office, publish: Workflow) -> None:
    """The rules change between two calls; the old complaint goes on by its own, and its proof holds."""
    old = office.fired("clerk", office.complaint(), "accept")
    CATALOG["complaint"][2] = publish
    new = office.fired("clerk", office.complaint(), "accept")
    assert (office.read(old)["workflow_version"], new["workflow_version"]) == (1, 2)
    given = office.named("tech")
    refused(office.fire("supervisor", new, "assign", given), 403)
    refused(office.fire("pm", old, "assign", given), 403)
    assert office.fired("pm", new, "assign", given)["state"] == "investigating"
    old = office.fired("supervisor", old, "assign", given)
    old = office.fired("supervisor", office.fired("tech", old, "propose", PLAN), "approve")
    assert office.fired("tech", old, "done", {"result": "已处理"})["workflow_version"] == 1
    assert answer(office.send("auditor", "GET", "/audit/verify"), 200)["ok"]
