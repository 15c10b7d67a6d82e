"""What the house knows decides what becomes of a complaint."""

import pytest

from service.errors import NotSo, NotYou
from service.transaction import transaction
from tests import makers
from tests.cases import flows
from tests.cases.conftest import Town


def test_a_room_or_a_customer_is_enough(town: Town) -> None:
    by_room = town.open("clerk", "complaint", flows.COMPLAINT, room=town.room.code)
    by_customer = town.open("clerk", "complaint", flows.COMPLAINT, customer=town.customer.code)
    assert (by_room.facts["room"], by_room.facts["customer"]) == (str(town.room.id), None)
    assert (by_customer.facts["room"], by_customer.facts["customer"]) == (None, str(town.customer.id))


def test_without_a_place_nothing_is_opened(town: Town) -> None:
    with pytest.raises(NotSo) as refusal:
        town.open("clerk", "complaint", flows.COMPLAINT)
    assert refusal.value.extra["rule"] == "room_or_customer"


def test_who_called_it_invalid_may_not_confirm_that(town: Town) -> None:
    with transaction() as work:
        makers.give_desk(work, town.who("clerk").account, town.office, "supervisor")
    ticket = flows.complaint(town)
    assert ticket.facts["rejected_by"] is None
    ticket.fire("clerk", "reject_invalid", reason="重复")
    assert ticket.facts["rejected_by"] == [town.who("clerk").person]
    with pytest.raises(NotYou):
        ticket.fire("clerk", "confirm_invalid")
    assert ticket.fire("supervisor", "confirm_invalid")["state"] == "invalid"


def test_it_waits_for_its_repair_from_the_order_to_the_end(town: Town) -> None:
    ticket = flows.investigated(town)
    ticket.fire("tech", "spawn_repair", details=flows.REPAIR)
    assert ticket.refused("child_closed") == ["children_closed"]
    child = town.open_by_itself("repair", flows.REPAIR | {"place": "common"}, ticket)
    ticket.delivered("open_child")
    assert (ticket.facts["children_open"], ticket.refused("child_closed")) == (1, ["children_closed"])
    child.fire("clerk", "cancel", reason="不修了")
    assert ticket.facts["children_open"] == 0
    assert ticket.system("child_closed").moved


def test_a_dead_order_for_a_repair_is_still_an_open_one(town: Town) -> None:
    ticket = flows.investigated(town)
    ticket.fire("tech", "spawn_repair", details=flows.REPAIR)
    flows.change("UPDATE outbox SET status = 'dead' WHERE ticket_id = %s", ticket.id)
    assert ticket.facts["children_open"] == 1


@pytest.mark.parametrize(
    ("answer", "end", "trigger", "state"),
    [("answered_ok", "done_ok", "visit_ok", "closed"), ("answered_bad", "done_bad", "visit_bad", "reopened")],
)
def test_the_visits_end_decides(town: Town, answer: str, end: str, trigger: str, state: str) -> None:
    ticket = flows.resolved(town)
    assert ticket.refused("visit_ok") == ["visit_was_ok"]
    assert ticket.refused("visit_bad") == ["visit_was_bad"]
    flows.visited(ticket, answer, reason="还是吵")
    assert ticket.facts["visit_end"] == end
    assert ticket.system(trigger).moved
    assert ticket.state == state


def test_a_visit_of_an_earlier_round_says_nothing_about_this_one(town: Town) -> None:
    ticket = flows.resolved(town)
    flows.visited(ticket)
    flows.change("UPDATE complaint SET resolved_at = guanjia_now() WHERE ticket_id = %s", ticket.id)
    assert ticket.facts["visit_end"] is None


def test_the_newest_visit_counts_and_while_it_is_open_none_does(town: Town) -> None:
    ticket = flows.resolved(town)
    flows.visited(ticket, "answered_bad", reason="还是吵")
    flows.visit(ticket)
    assert (ticket.facts["visit_end"], ticket.facts["visit_open"]) == (None, True)


def test_it_is_not_closed_by_itself_while_a_visit_is_on_its_way(town: Town) -> None:
    ticket = flows.resolved(town)
    assert ticket.refused("auto_close") == ["no_open_visit"]
    visit = flows.visit(ticket)
    assert ticket.refused("auto_close") == ["no_open_visit"]
    visit.system("cancel")
    assert ticket.facts["visit_open"] is False
    assert ticket.system("auto_close").moved


@pytest.mark.parametrize(("until", "planned"), [("1 day", False), ("-1 day", True)])
def test_who_wants_no_visits_gets_none_for_that_long(town: Town, until: str, planned: bool) -> None:
    flows.no_visits(town.customer, until)
    ticket = flows.resolved(town)
    assert ticket.facts["visits_refused"] is not planned
    assert ticket.details["visit_planned"] is planned
