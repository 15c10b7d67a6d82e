"""Two versions of a workflow at once: old tickets keep theirs until somebody moves them by an event."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from service.door import read
from service.policy import DEFAULTS
from service.transaction import statements, transaction
from service.usecases.audit.check import check
from service.usecases.audit.verify import findings
from service.usecases.versions.migrate_workflow import Chosen, Migrated, lines, migrate_workflow
from tests.matrix.walks import ticket_in, walked
from tests.rehearsal.footprint import footprint
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, answer, app_on, stage_on
from workflows.catalog import CATALOG, NotHere
from workflows.engine import Workflow
from workflows.refund import refund
from workflows.terms import Move, desk, move, system, timer


def renamed(name: str) -> str:
    return "arguing" if name == "disputed" else name


def in_words(row: Move) -> Move:
    return replace(row, source=renamed(row.source), dest=renamed(row.dest))


# Version 2: `disputed` is called `arguing` and has a deadline; an approved slip may be put back by the pm.
SECOND = replace(
    refund,
    version=2,
    states=[
        replace(each, name="arguing", timers=(timer("timeout"),)) if each.name == "disputed" else each
        for each in refund.states
    ],
    moves=[
        *([in_words(row) for row in group] for group in refund.moves),
        move("timeout", "arguing", "cancelled", by=system, books=["unfreeze"]),
        move("withdraw", "approved", "draft", by=desk("pm")),
    ],
    migrates={"disputed": "arguing"},
)


@pytest.fixture(scope="module")
def app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    name = f"versions_{worker_name}"
    with copied_database(servers, name, template=migrated_template(servers)) as url, app_on(url) as app:
        yield app


@pytest.fixture
def stage(app: Flask) -> Iterator[Stage]:
    with app.app_context():
        yield stage_on(app)


@pytest.fixture
def second(stage: Stage) -> Iterator[Workflow]:
    """From now on; tickets of before stand on version 1."""
    CATALOG["refund"][2] = SECOND
    read.knowing.cache_clear()
    yield SECOND
    del CATALOG["refund"][2]
    read.knowing.cache_clear()


@pytest.fixture
def old(stage: Stage) -> dict[str, Any]:
    """Under a policy that knows already how long arguing may take."""
    stage.policy("refund", timers=DEFAULTS["refund"]["timers"] | {"arguing.timeout": "P3D"})
    walks = ("draft", "approved", "disputed", "pending_approval", "cooling", "closed")
    return {name: ticket_in(stage, "refund", name) for name in walks}


def migrated(*tickets: Any, **options: Any) -> Migrated:
    return migrate_workflow(Chosen("refund", 2, [each["number"] for each in tickets]), **options)


def kinds(found: Migrated) -> dict[str, tuple[str, ...]]:
    return {each.state: (each.kind, *(rule.name for rule in each.rules)) for each in found.told}


def test_new_tickets_take_the_newest_and_old_ones_keep_theirs(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    new = ticket_in(stage, "refund", "approved")
    assert (new["workflow_version"], stage.read(old["approved"])["workflow_version"]) == (2, 1)
    assert stage.fire("pm", old["approved"], "withdraw").status_code == 403
    assert stage.fired("pm", new, "withdraw")["state"] == "draft"
    assert stage.fired("finance2", old["approved"], "pay")["state"] == "paying"
    assert_proven()


def test_it_is_told_what_would_happen_and_nothing_happens(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    before = footprint()
    found = migrated(*old.values(), dry_run=True, skip_failing=True)
    assert kinds(found) == {
        "draft": ("kept",),
        "approved": ("kept",),
        "disputed": ("mapped",),
        "pending_approval": ("impossible", "approval_open"),
        "cooling": ("kept",),
        "closed": ("impossible", "at_an_end"),
    }
    assert (found.moved, footprint()) == (False, before)
    assert any("disputed → arguing" in line for line in lines(found, 2))


def test_one_that_cannot_come_along_holds_all_back_unless_it_is_skipped(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    before = footprint()
    found = migrated(old["draft"], old["pending_approval"])
    assert (found.moved, found.failing, footprint()) == (False, True, before)
    found = migrated(old["draft"], old["pending_approval"], skip_failing=True)
    assert (found.moved, found.failing) == (True, True)
    assert stage.read(old["draft"])["workflow_version"] == 2
    assert unchanged(stage, old["pending_approval"])
    assert_proven()


def test_a_kept_state_keeps_its_duty_and_its_deadline(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    item = old["approved"]["work_items"][0]
    claimed = stage.send(
        "finance", "POST", f"/work-items/{item['id']}/claim", version=old["approved"]["version"]
    )
    assert claimed.status_code == 200
    timers = waiting(old["cooling"])
    found = migrated(old["approved"], old["cooling"])
    assert found.moved
    now = stage.read(old["approved"])
    assert (now["version"], now["workflow_version"], now["state"]) == (
        old["approved"]["version"] + 2,
        2,
        "approved",
    )
    assert [(each["id"], each["holder"]["username"]) for each in now["work_items"]] == [
        (item["id"], stage.who("finance").username)
    ]
    assert now["clocks"] == old["approved"]["clocks"]
    assert waiting(old["cooling"]) == timers != []
    assert stage.fired("pm", now, "withdraw")["state"] == "draft"
    assert_proven()


def test_a_mapped_state_is_entered(stage: Stage, old: dict[str, Any], second: Workflow) -> None:
    assert migrated(old["disputed"]).moved
    now = stage.read(old["disputed"])
    assert (now["state"], now["assignee"], len(now["work_items"])) == ("arguing", None, 1)
    assert now["work_items"][0]["state"] == "arguing"
    assert [kind for kind, _ in waiting(now) if kind == "timeout"] == ["timeout"]
    form = {"deduction_fen": 0, "minutes": "谈妥"}
    assert stage.fired("pm", now, "settle", form)["state"] == "pending_approval"
    assert_proven()


def test_the_log_names_the_change_and_is_replayed_by_each_version_in_turn(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    assert migrated(old["approved"]).moved
    now = stage.read(old["approved"])
    walked(stage, now, "pay")
    events = answer(stage.send("clerk2", "GET", f"/tickets/{now['id']}/events"), 200)["items"]
    event = next(each for each in events if each["trigger"] == "migrate")
    assert (event["source"], event["dest"], event["form"]) == ("approved", "approved", {"from": 1, "to": 2})
    assert event["actor"]["username"] == "system"
    assert_proven()
    with statements() as sql:
        sql.execute("UPDATE ticket SET workflow_version = 1 WHERE id = %s", [now["id"]])
    assert "workflow_version is not what the log says" in [each.what for each in proof()]
    with statements() as sql:
        sql.execute("UPDATE ticket SET workflow_version = 2 WHERE id = %s", [now["id"]])


def test_nobody_is_moved_twice_back_or_to_what_there_is_not(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    assert migrated(old["draft"]).moved
    assert kinds(migrated(old["draft"])) == {"draft": ("impossible", "not_newer")}
    back = migrate_workflow(Chosen("refund", 1, [old["draft"]["number"]]))
    assert kinds(back) == {"draft": ("impossible", "not_newer")}
    assert migrated({"number": "RF-NO-20260101-0001"}).unknown == ("RF-NO-20260101-0001",)
    with pytest.raises(NotHere):
        migrate_workflow(Chosen("refund", 7))


def test_all_of_an_office_are_those_that_are_open_and_left_behind(
    stage: Stage, old: dict[str, Any], second: Workflow
) -> None:
    ticket_in(stage, "refund", "draft")
    found = migrate_workflow(Chosen("refund", 2, office=stage.office.code), skip_failing=True)
    assert {each.number for each in found.told} == {
        each["number"] for name, each in old.items() if name != "closed"
    }
    again = migrate_workflow(Chosen("refund", 2, office=stage.office.code), skip_failing=True)
    assert [each.state for each in again.told] == ["pending_approval"]


def test_a_suspended_ticket_stays_behind(stage: Stage, old: dict[str, Any], second: Workflow) -> None:
    body = {"code": "waiting_customer", "reason": "等"}
    draft = old["draft"]
    stage.send("supervisor", "POST", f"/tickets/{draft['id']}/suspend", body, version=draft["version"])
    assert kinds(migrated(draft)) == {"draft": ("impossible", "not_suspended")}


def test_details_and_timers_that_the_newer_one_misses_keep_a_ticket_behind(
    stage: Stage, old: dict[str, Any]
) -> None:
    plain = [replace(each, timers=()) if each.name == "cooling" else each for each in SECOND.states]
    CATALOG["refund"][2] = replace(SECOND, states=plain, moves=SECOND.moves, needs=("proxy",))
    try:
        assert kinds(migrated(old["draft"], old["cooling"])) == {
            "draft": ("impossible", "details_missing"),
            "cooling": ("impossible", "details_missing", "timer_unknown"),
        }
    finally:
        del CATALOG["refund"][2]


def test_the_check_of_the_rows_accepts_both(stage: Stage, old: dict[str, Any], second: Workflow) -> None:
    with statements() as sql:
        said = [str(each) for each in check(sql)]
    assert [each for each in said if "declare" in each or "form" in each] == []


def test_an_old_ticket_is_not_changed_by_a_new_policy(stage: Stage) -> None:
    """It was submitted under the supervisor's level, and waits for the supervisor still."""
    ticket = ticket_in(stage, "refund", "pending_approval")
    draft = ticket_in(stage, "refund", "draft")
    levels = [{"name": "boss", "seats": [{"desk": "hq"}], "mode": "any", "over_fen": 0}]
    stage.policy("refund", approvals={"refund": {"levels": levels}})
    assert unchanged(stage, ticket)
    assert stage.fired("supervisor2", ticket, "approve")["state"] == "approved"
    later = stage.fired("clerk2", draft, "submit")
    assert [each["desk"] for each in later["work_items"]] == ["supervisor"]
    new = ticket_in_review(stage)
    assert [each["desk"] for each in new["work_items"]] == ["hq"]


def ticket_in_review(stage: Stage) -> Any:
    return stage.fired("clerk2", ticket_in(stage, "refund", "draft"), "submit")


def unchanged(stage: Stage, ticket: Any) -> bool:
    now = stage.read(ticket)
    return all(now[name] == ticket[name] for name in ("version", "workflow_version", "state", "work_items"))


def waiting(ticket: Any) -> list[tuple[str, Any]]:
    query = "SELECT kind, due_at FROM timer WHERE ticket_id = %s AND status = 'armed' ORDER BY kind"
    with statements() as sql:
        return [(row["kind"], row["due_at"]) for row in sql.all(query, [ticket["id"]])]


def proof() -> list[Any]:
    with transaction() as work:
        return [each for each in findings(work) if each.invariant != "I11" or "duty" in each.what]


def assert_proven() -> None:
    assert [str(each) for each in proof()] == []
