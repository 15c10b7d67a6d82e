"""A charge run in the background: killed in a chunk or right after it, it charges all rooms once."""

from typing import Any

import pytest

from service.transaction import Row, transaction
from tests import makers
from tests.stage import Stage, answer, stage_on
from tests.workers.town import Town, dies_at

ROOMS = 5


@pytest.fixture
def stage(here: Town) -> Stage:
    stage = stage_on(here.app)
    with transaction() as work:
        building = makers.make_building(work, stage.office)
        for _ in range(ROOMS):
            room = makers.make_room(work, stage.office, building_id=building.id)
            makers.make_occupancy(work, room, stage.customer)
    posted(stage, "/charge-items", name="物业费", kind="management")
    posted(stage, "/standards", item="物业费", name="2.80", basis="gross_area", price_fen=280)
    fee = {"building": building.code, "item": "物业费", "standard": "2.80"}
    posted(stage, "/tariffs", **fee, begins_on="2026-01-01")
    return stage


def posted(stage: Stage, path: str, **body: Any) -> Row:
    return answer(stage.send("finance", "POST", path, body), 201)


def shown(stage: Stage, run: Row) -> Row:
    return answer(stage.send("finance", "GET", f"/charge-runs/{run['id']}"), 200)


def charged(stage: Stage) -> int:
    return len(answer(stage.send("finance", "GET", "/charges?limit=200"), 200)["items"])


@pytest.mark.parametrize(("place", "before"), [("in_chunk", 0), ("after_chunk", ROOMS)])
def test_a_run_that_is_killed_is_done_by_the_next(here: Town, stage: Stage, place: str, before: int) -> None:
    run = posted(stage, "/charge-runs", period="2026-11")
    assert (run["status"], charged(stage)) == ("waiting", 0)
    assert dies_at(place, here.drain)
    assert charged(stage) == before
    here.lapse()
    here.sweep()
    here.due_now()
    here.drain()
    after = shown(stage, run)
    # The room of the stage has nobody in it.
    assert (after["status"], after["lines"], after["report"]["vacant"]) == ("done", ROOMS, 1)
    assert charged(stage) == ROOMS


def test_two_runs_of_one_month_are_two_answers_and_one_charge_a_room(here: Town, stage: Stage) -> None:
    runs = [posted(stage, "/charge-runs", period="2026-11") for _ in range(2)]
    here.drain()
    assert sorted(shown(stage, run)["lines"] for run in runs) == [0, ROOMS]
    assert charged(stage) == ROOMS
