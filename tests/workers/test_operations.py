"""Dead effects and incidents: seen by admin and auditor of their offices, mended by admin."""

from tests.stage import Stage
from tests.workers.town import Town
from tests.workers.works import complaint, stage

__all__ = ["stage"]
BREAK = "UPDATE outbox SET kind = 'no_such_kind' WHERE ticket_id = %s AND kind = 'tell_customer' RETURNING id"
MEND = "UPDATE outbox SET kind = 'tell_customer' WHERE id = %s RETURNING 1"


def dead(here: Town, stage: Stage) -> str:
    """An effect that failed as often as it may."""
    [row] = here.rows(BREAK, complaint(stage)["id"])
    for _ in range(here.house.settings.effect_attempts):
        here.due_now()
        here.drain()
    return str(row["id"])


def test_what_fails_too_often_is_dead_and_lives_again_by_an_admin(here: Town, stage: Stage) -> None:
    effect = dead(here, stage)
    listed = stage.send("auditor", "GET", "/operations/effects?status=dead").get_json()["items"]
    assert [(row["id"], row["attempts"], row["last_error"]) for row in listed] == [
        (effect, 8, "Unfinished: unknown_kind")
    ]
    [incident] = stage.send("admin", "GET", "/operations/incidents?open=true&kind=dead_effect").get_json()[
        "items"
    ]
    assert incident["effect"] == effect
    here.rows(MEND, effect)
    path = f"/operations/effects/{effect}/retry"
    assert stage.send("auditor", "POST", path).status_code == 403
    assert stage.send("admin", "POST", path).get_json()["status"] == "ready"
    here.drain()
    assert here.one("SELECT status FROM outbox WHERE id = %s", effect)["status"] == "done"
    assert stage.send("admin", "POST", path).status_code == 409
    assert (
        stage.send("admin", "GET", "/operations/incidents?open=true&kind=dead_effect").get_json()["items"]
        == []
    )


def test_an_incident_is_found_by_the_number_it_shows(here: Town, stage: Stage) -> None:
    dead(here, stage)
    [incident] = stage.send("admin", "GET", "/operations/incidents?kind=dead_effect").get_json()["items"]
    path = f"/operations/incidents?ticket={incident['ticket']}"
    assert stage.send("admin", "GET", path).get_json()["items"] == [incident]


def test_an_incident_is_closed_once_with_a_note(here: Town, stage: Stage) -> None:
    dead(here, stage)
    [incident] = stage.send("admin", "GET", "/operations/incidents?kind=dead_effect").get_json()["items"]
    path = f"/operations/incidents/{incident['id']}/close"
    assert stage.send("admin", "POST", path, {}).status_code == 422
    closed = stage.send("admin", "POST", path, {"note": "已处理"}).get_json()
    assert (closed["note"], closed["closed_by"]["username"]) == ("已处理", stage.who("admin").username)
    assert stage.send("admin", "POST", path, {"note": "再次"}).status_code == 409


def test_other_offices_and_other_desks_see_nothing(here: Town, stage: Stage) -> None:
    effect = dead(here, stage)
    assert stage.send("clerk", "GET", "/operations/effects").status_code == 403
    assert stage.send("supervisor", "GET", "/operations/incidents").status_code == 403
    stranger = here.people.log_in("admin")
    assert stranger.post(f"/operations/effects/{effect}/retry").status_code in (200, 404)
    assert stage.send("admin", "POST", "/operations/effects/none/retry").status_code == 404
    assert stage.send("admin", "GET", "/operations/effects?status=lost").status_code == 422


def test_pages_follow_one_another(here: Town, stage: Stage) -> None:
    for _ in range(3):
        complaint(stage)
    first = stage.send("admin", "GET", "/operations/effects?limit=2").get_json()
    rest = stage.send("admin", "GET", f"/operations/effects?limit=200&cursor={first['next']}").get_json()
    assert len(first["items"]) == 2 and rest["items"]
    assert {row["id"] for row in first["items"]} & {row["id"] for row in rest["items"]} == set()
