"""What a call may ask of the database stays the same, however much there is in it (`performance.md` P5)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from service.transaction import Row, statements
from tests.stage import Stage, answer, app_on, stage_on
from tests.statement_counter import counted_statements

DETAILS = {"category": "公共设施", "severity": "normal", "channel": "phone", "text": "电梯有异响"}


@dataclass(frozen=True, slots=True)
class Office:
    """`crowd` is how many tickets wait for the clerks beside ours."""

    stage: Stage
    crowd: int

    def complaint(self) -> Row:
        return self.stage.opened("clerk", "complaint", DETAILS, room=self.stage.room.code)


@pytest.fixture(scope="module", params=[10, 1000])
def office(database_url: str, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Everything has run once: a process keeps the policies that it has met."""
    with app_on(database_url) as app, app.app_context():
        made = Office(stage_on(app), request.param)
        first = made.complaint()
        with statements() as sql:
            sql.execute(CROWD, {"ticket": first["id"], "count": made.crowd})
            sql.execute(HISTORY, {"ticket": first["id"], "count": made.crowd})
        made.stage.fired("clerk", made.complaint(), "accept")
        answer(made.stage.send("clerk", "GET", "/work-items?box=pool"), 200)
        yield made


# Copies with all they have, but for what must differ.
CROWD = """
WITH made AS (
    INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object(
           'id', gen_random_uuid(), 'number', t.number || '-' || n))).*
      FROM ticket t, generate_series(1, %(count)s) n WHERE t.id = %(ticket)s::uuid RETURNING id)
INSERT INTO work_item SELECT (jsonb_populate_record(w, jsonb_build_object(
       'id', gen_random_uuid(), 'ticket_id', made.id))).*
  FROM made, work_item w WHERE w.ticket_id = %(ticket)s::uuid
"""
HISTORY = """
INSERT INTO event
SELECT (jsonb_populate_record(e, jsonb_build_object('seq', 1 + n, 'source', 'registered'))).*
  FROM event e, generate_series(1, %(count)s) n WHERE e.ticket_id = %(ticket)s::uuid AND e.seq = 1
"""


def statements_of(call: Callable[[], object]) -> int:
    with counted_statements() as seen:
        call()
    return len(seen)


def test_a_move_takes_two(office: Office) -> None:
    ticket = office.complaint()
    assert statements_of(lambda: office.stage.fired("clerk", ticket, "accept")) <= 2


def test_a_move_with_a_key_takes_two_and_its_replay_one(office: Office) -> None:
    ticket = office.complaint()
    path = f"/tickets/{ticket['id']}/triggers/accept"

    def moved() -> None:
        answer(office.stage.send("clerk", "POST", path, {}, version=1, key="accepted"), 200)

    assert (statements_of(moved), statements_of(moved)) == (2, 1)


def test_an_opening_takes_four(office: Office) -> None:
    assert statements_of(office.complaint) <= 4


def test_a_page_of_the_queue_takes_two(office: Office) -> None:
    def page() -> None:
        found = answer(office.stage.send("clerk", "GET", "/work-items?box=pool&limit=50"), 200)["items"]
        assert len(found) >= min(50, office.crowd)

    assert statements_of(page) <= 2


def test_a_ticket_with_its_moves_and_its_log_takes_six(office: Office) -> None:
    found = answer(office.stage.send("clerk", "GET", "/work-items?box=pool&limit=1"), 200)["items"][0]
    path = f"/tickets/{found['ticket']['id']}"

    def page() -> None:
        for part in ("", "/moves", "/events"):
            answer(office.stage.send("clerk", "GET", f"{path}{part}"), 200)

    assert statements_of(page) <= 6
