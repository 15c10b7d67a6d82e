"""Tickets that follow from tickets: visits, child repairs, complaints, next steps; each opened once."""

import pytest

from tests.stage import Stage
from tests.workers.test_timers import make_due
from tests.workers.town import Town, dies_at
from tests.workers.works import (
    REPAIR,
    answered,
    children,
    dunning,
    executing,
    investigated,
    resolved,
    stage,
    visiting,
)
from workers.timers import tick

__all__ = ["stage"]


def assigned_visit(here: Town, stage: Stage, parent: object) -> dict[str, object]:
    """Opened by the effect, given to a visitor by the clock."""
    stage.who("visitor")
    here.drain()
    [visit] = children(stage, parent, "visit")  # type: ignore[arg-type]
    make_due(here, visit, "assign", ago="1 s")
    tick(here.house)
    assert stage.read(visit)["state"] == "assigned"
    return visit


def test_a_good_answer_closes_the_repair(here: Town, stage: Stage) -> None:
    parent = visiting(stage)
    answered(stage, assigned_visit(here, stage, parent), "answered_ok", score=5)
    here.drain()
    assert stage.read(parent)["state"] == "closed"


def test_a_bad_answer_begins_it_again_and_the_next_round_has_its_own_visit(here: Town, stage: Stage) -> None:
    parent = visiting(stage)
    answered(stage, assigned_visit(here, stage, parent), "answered_bad", reason="还漏")
    here.drain()
    again = stage.read(parent)
    assert again["state"] == "pending_dispatch"
    again = stage.fired("dispatcher", again, "dispatch", {"to": stage.who("tech").username})
    for trigger in ("accept", "arrive", "start"):
        again = stage.fired("tech", again, trigger)
    again = stage.fired("tech", again, "complete", {"hours": "1"})
    stage.fired("clerk", again, "accept_work", {"rating": 4})
    here.drain()
    assert [visit["state"] for visit in children(stage, parent, "visit")] == ["done_bad", "planned"]


@pytest.mark.parametrize("place", ["before_done", "after_effect", "before_move"])
def test_a_kill_opens_the_visit_once(here: Town, stage: Stage, place: str) -> None:
    parent = visiting(stage)
    dies_at(place, here.drain)
    here.lapse()
    here.sweep()
    here.due_now()
    here.drain()
    assert len(children(stage, parent, "visit")) == 1


def test_a_complaint_closes_after_a_good_answer(here: Town, stage: Stage) -> None:
    parent = resolved(stage)
    answered(stage, assigned_visit(here, stage, parent), "answered_ok", score=4)
    here.drain()
    assert stage.read(parent)["state"] == "closed"


def test_a_customer_who_complains_again_calls_the_visit_off(here: Town, stage: Stage) -> None:
    """Whichever of the two effects is done first."""
    parent = resolved(stage)
    stage.fired("clerk", parent, "visit_bad", {"reason": "没修好"})
    here.drain()
    assert [visit["state"] for visit in children(stage, parent, "visit")] in ([], ["cancelled"])
    other = resolved(stage)
    here.drain()
    stage.fired("clerk", other, "visit_bad", {"reason": "没修好"})
    here.drain()
    assert [visit["state"] for visit in children(stage, other, "visit")] == ["cancelled"]
    assert stage.read(other)["state"] == "reopened"


def test_a_complaint_waits_for_the_repair_it_opened(here: Town, stage: Stage) -> None:
    parent = stage.fired("tech", investigated(stage), "spawn_repair", {"details": REPAIR})
    here.drain()
    [child] = children(stage, parent, "repair")
    assert child["state"] == "reported" and stage.read(parent)["state"] == "waiting_repair"
    stage.fired("clerk", stage.read(child), "cancel", {"reason": "已好"})
    here.drain()
    assert stage.read(parent)["state"] == "investigating"


@pytest.mark.parametrize("ended", [True, False])
def test_a_complaint_may_wait_for_a_repair_that_is_there(here: Town, stage: Stage, ended: bool) -> None:
    repair = stage.opened("clerk", "repair", REPAIR, room=stage.room.code)
    if ended:
        repair = stage.fired("clerk", repair, "cancel", {"reason": "已好"})
    parent = stage.fired("tech", investigated(stage), "spawn_repair", {"repair": repair["number"]})
    here.drain()
    here.due_now()
    here.drain()
    assert [child["id"] for child in children(stage, parent, "repair")] == [repair["id"]]
    assert stage.read(parent)["state"] == ("investigating" if ended else "waiting_repair")


def test_a_dispute_opens_a_complaint(here: Town, stage: Stage) -> None:
    ticket = dunning(stage, stage.charge())
    stage.fired("clerk", ticket, "dispute", {"kind": "quality", "reason": "电梯坏"})
    here.drain()
    [child] = children(stage, ticket, "complaint")
    assert child["state"] == "registered"


def test_the_next_step_is_a_request_of_its_own(here: Town, stage: Stage) -> None:
    ticket = executing(stage, stage.charge())
    ticket = stage.fired("clerk", ticket, "undelivered", {"reason": "停机"})
    stage.fired("clerk", ticket, "escalate_step")
    here.drain()
    [child] = children(stage, ticket, "dunning")
    assert stage.read(child)["details"]["measure"] == "call" and child["state"] == "draft"
