"""After a completed move who came is visited a week later, as after a repair; who left is not."""

from datetime import timedelta
from typing import Any

import pytest

from service.transaction import Row, statements
from tests.moving.test_moving import ENTRANCES, TODAY, House, found
from tests.stage import Stage
from tests.tickets.test_copies import done_effects


@pytest.fixture
def house(stage: Stage) -> House:
    return House(stage)


def settled(house: House, ticket: Row) -> Row:
    ticket = house.by("clerk", ticket, "meter_billed", waived_by_both=True)
    ticket = house.by("finance", ticket, "settled")
    done_effects(ticket, "open_visit", times=2)
    return ticket


def visits(ticket: Row) -> list[Row]:
    return found(
        """SELECT t.id::text, t.customer_id, t.room_id, t.created_at, x.due_at,
                  t.submitter_id IS NULL AS by_itself
             FROM ticket t JOIN visit x ON x.ticket_id = t.id WHERE t.parent_id = %s""",
        ticket["id"],
    )


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_who_came_is_visited_seven_days_after_all_is_settled(house: House, entrance: str) -> None:
    ticket = settled(house, house.effective(entrance))
    (visit,) = visits(ticket)
    assert (visit["customer_id"], visit["room_id"], visit["by_itself"]) == (
        *(house.new.id, house.room.id),
        True,
    )
    assert abs(visit["due_at"] - visit["created_at"] - timedelta(days=7)) < timedelta(minutes=1)


def test_who_moved_out_is_not_visited(house: House) -> None:
    tenant, yesterday = house.lives("李娜", "tenant"), (TODAY - timedelta(days=1)).isoformat()
    out: dict[str, Any] = {"direction": "out", "nature": "tenant", "day": yesterday}
    assert visits(settled(house, house.effective("move", tenant, **out))) == []


def test_who_wants_no_visits_is_left_in_peace(house: House) -> None:
    with statements() as sql:
        sql.execute(
            "UPDATE customer SET no_visits_until = guanjia_now() + interval '90 days' WHERE id = %s",
            [house.new.id],
        )
    assert visits(settled(house, house.effective())) == []


def test_an_office_may_visit_after_fewer_days_or_not_at_all(stage: Stage) -> None:
    stage.policy("transfer", visit_after="P3D")
    (visit,) = visits(settled(House(stage), House(stage).effective()))
    assert abs(visit["due_at"] - visit["created_at"] - timedelta(days=3)) < timedelta(minutes=1)
    stage.policy("transfer", sampling={"transfer": 0})
    assert visits(settled(House(stage), House(stage).effective())) == []


def test_a_newcomer_who_is_not_content_is_the_supervisors_to_know(house: House) -> None:
    """The move has ended and moves no more."""
    stage = house.stage
    stage.policy("visit", hours={"calling": ["00:00", "24:00"]})
    visitor = stage.who("visitor")
    (made,) = visits(settled(house, house.effective()))
    visit = house.by("supervisor", stage.read(made), "assign", to=visitor.username)
    visit = house.by("visitor", house.by("visitor", visit, "attempt"), "answered_bad", reason="门锁是坏的")
    done_effects(visit, "fire_parent")
    told = found(
        """SELECT a.username FROM notice n JOIN account a ON a.id = n.account_id
            WHERE n.ticket_id = %s AND a.id = %s""",
        visit["id"],
        stage.who("supervisor").id,
    )
    assert told
