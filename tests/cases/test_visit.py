"""A visit knows its parent: its place, its round, who handled it and so may not call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import psycopg
import pytest
from flask import Flask, current_app

from service.db import new_id
from service.door.clashes import clash_of
from service.door.opening import Order
from service.errors import Invalid, NotSo, NotYou
from service.usecases.tickets.open_as_system import NotOpened, open_as_system
from tests.cases import flows
from tests.cases.conftest import Ticket, Town, change, row, rows


def test_it_takes_place_and_customer_from_its_parent(town: Town) -> None:
    parent = flows.complaint(town)
    number = parent.read()["ticket"]["number"]
    ticket = town.open("supervisor", "visit", {"parent": number}).read()
    assert ticket["details"]["parent"] == parent.id
    assert ticket["ticket"]["room"]["id"] == str(town.room.id)
    assert ticket["ticket"]["customer"]["code"] == town.customer.code
    assert ticket["facts"]["parent"] == parent.id


def test_it_is_due_after_the_time_that_the_parents_policy_says(town: Town) -> None:
    town.change_policy("complaint", visit_after="PT5H")
    parent = flows.complaint(town)
    town.change_policy("complaint", visit_after="PT1H")
    ticket = flows.visit(parent).read()
    born, due = ticket["ticket"]["created_at"], ticket["details"]["due_at"]
    assert datetime.fromisoformat(due) - datetime.fromisoformat(born) == timedelta(hours=5)


def test_without_a_parent_of_this_office_there_is_no_visit(town: Town, other_town: Town) -> None:
    elsewhere = flows.complaint(other_town)
    with pytest.raises(Invalid):
        town.open("supervisor", "visit", {"parent": elsewhere.id})
    with pytest.raises(NotOpened):
        open_as_system(Order("visit", town.office.code, "回访", {}), ticket_id=str(new_id()))


def test_a_parent_has_one_open_visit_a_round(town: Town) -> None:
    parent = flows.complaint(town)
    first = flows.visit(parent)
    with pytest.raises(NotSo) as refusal:
        town.open("supervisor", "visit", {"parent": parent.id})
    assert refusal.value.extra["rule"] == "one_open_visit"
    first.system("cancel")
    assert flows.visit(parent).state == "planned"


@pytest.mark.parametrize(
    ("workflow", "again"),
    [
        ("complaint", "UPDATE complaint SET reopened = 1 WHERE ticket_id = %s"),
        ("repair", "UPDATE repair SET reworked = 1 WHERE ticket_id = %s"),
    ],
)
def test_work_begun_anew_has_a_visit_of_its_own(town: Town, workflow: str, again: str) -> None:
    parent = flows.complaint(town) if workflow == "complaint" else flows.repair(town)
    flows.visit(parent)
    change(again, parent.id)
    flows.visit(parent)
    visits = rows("SELECT parent_round FROM ticket WHERE parent_id = %s ORDER BY id", parent.id)
    assert [each["parent_round"] for each in visits] == [0, 1]


def test_moves_of_the_parent_are_no_new_round(town: Town) -> None:
    parent = flows.complaint(town)
    flows.visit(parent)
    parent.fire("clerk", "accept")
    with pytest.raises(NotOpened, match="one_open_visit"):
        flows.visit(parent)


def test_of_two_at_once_one_is_opened(town: Town) -> None:
    parent = flows.complaint(town)
    house: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def opened(_: int) -> str:
        with house.app_context():
            try:
                flows.visit(parent)
            except psycopg.errors.UniqueViolation as error:
                clash = clash_of(error, "visit")
                return str(clash.extra["rule"]) if clash else ""
            except NotOpened as refusal:
                return str(refusal)
        return "opened"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(opened, range(4)))
    assert sorted(outcomes) == ["one_open_visit"] * 3 + ["opened"]


def test_whoever_worked_on_the_parent_handled_it(town: Town) -> None:
    ticket = flows.triaged(town)
    ticket.fire("dispatcher", "dispatch", to=town.who("tech").account.username)
    ticket.fire("tech", "refuse", reason="太远")
    ticket.fire("tech2", "grab")
    handlers = flows.visit(ticket).facts["handlers"]
    assert set(handlers) == {town.who("tech").person, town.who("tech2").person}


def test_whoever_proposed_or_did_it_handled_it(town: Town) -> None:
    ticket = flows.resolved(town)
    assert flows.visit(ticket).facts["handlers"] == [town.who("tech").person]


def test_nobody_handled_what_nobody_has_begun(town: Town) -> None:
    assert flows.visit(flows.complaint(town)).facts["handlers"] == []


# Somebody who repairs, visits and supervises: all desks but not all rights.
ALL = "tech+visitor+supervisor"


def visit_of_handled(town: Town) -> Ticket:
    ticket = flows.triaged(town)
    ticket.fire(ALL, "grab")
    return flows.visit(ticket)


def test_the_handler_is_not_given_the_visit(town: Town) -> None:
    ticket = visit_of_handled(town)
    assert ticket.facts["auto_assignee"] is None
    assert ticket.refused("assign") == ["somebody_qualifies"]
    with pytest.raises(NotSo) as refusal:
        ticket.fire("supervisor", "assign", to=town.who(ALL).account.username)
    assert refusal.value.extra["rule"] == "visitor_not_handler"
    assert ticket.facts["auto_assignee"] is None
    town.who("visitor")
    assert ticket.system("assign").moved
    assert ticket.read()["ticket"]["assignee"]["id"] == town.who("visitor").id


def test_the_handler_does_nothing_with_the_visit(town: Town) -> None:
    ticket = visit_of_handled(town)
    with pytest.raises(NotYou):
        ticket.fire(ALL, "cancel", reason="不用了")


def test_the_visitor_with_the_fewest_visits_is_given_it(town: Town) -> None:
    town.who("visitor"), town.who("visitor2")
    visits = [flows.visit(flows.complaint(town)) for _ in range(4)]
    assert all(each.system("assign").moved for each in visits)
    given = [each.read()["ticket"]["assignee"]["id"] for each in visits]
    assert given[:2] == given[2:]
    assert set(given) == {town.who("visitor").id, town.who("visitor2").id}


def test_asked_twice_the_same_visitor_is_named(town: Town) -> None:
    for number in range(3):
        town.who(f"visitor{number}")
    ticket = flows.visit(flows.complaint(town))
    assert len({ticket.facts["auto_assignee"] for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "away",
    [
        "UPDATE account SET on_duty = false WHERE id = %s",
        "UPDATE account SET disabled_at = guanjia_now() WHERE id = %s",
        "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s",
    ],
)
def test_who_is_away_is_given_nothing(town: Town, away: str) -> None:
    town.who("visitor")
    ticket = flows.visit(flows.complaint(town))
    assert ticket.facts["auto_assignee"] == town.who("visitor").id
    change(away, town.who("visitor").id)
    assert ticket.facts["auto_assignee"] is None


def test_who_has_too_much_to_do_is_given_nothing(town: Town) -> None:
    town.change_policy("visit", load_limit=1)
    town.who("visitor")
    first, second = (flows.visit(flows.complaint(town)) for _ in range(2))
    assert first.system("assign").moved
    assert second.refused("assign") == ["somebody_qualifies"]


def test_a_visitor_of_another_office_is_not_ours(town: Town, other_town: Town) -> None:
    other_town.who("visitor")
    assert flows.visit(flows.complaint(town)).facts["auto_assignee"] is None


def test_a_customer_is_called_by_the_ways_they_allow(town: Town) -> None:
    change("UPDATE customer SET channels = '{message}' WHERE id = %s", town.customer.id)
    town.who("visitor")
    ticket = flows.visit(flows.complaint(town))
    ticket.system("assign")
    assert ticket.facts["channels"] == ["message"]
    with pytest.raises(NotSo) as refusal:
        ticket.fire("visitor", "attempt", channel="phone")
    assert refusal.value.extra["rule"] == "channel_allowed"
    assert ticket.fire("visitor", "attempt", channel="message")["state"] == "attempting"


def test_who_refuses_is_not_visited_for_ninety_days(town: Town) -> None:
    before = row("SELECT version FROM customer WHERE id = %s", town.customer.id)["version"]
    parent = flows.resolved(town)
    assert parent.facts["visits_refused"] is False
    flows.visited(parent, "refuse")
    said = row(
        "SELECT no_visits_until - guanjia_now() AS rest, version FROM customer WHERE id = %s",
        town.customer.id,
    )
    assert timedelta(days=89, hours=23) < said["rest"] <= timedelta(days=90)
    assert said["version"] == before + 1
    assert parent.facts["visits_refused"] is True


def test_a_longer_peace_is_not_shortened(town: Town) -> None:
    flows.no_visits(town.customer, "200 days")
    parent = flows.complaint(town)
    flows.visited(parent, "refuse")
    assert row(
        "SELECT no_visits_until - guanjia_now() AS rest FROM customer WHERE id = %s", town.customer.id
    )["rest"] > timedelta(days=199)


def test_a_refusal_where_no_customer_is_known_ends_the_visit_all_the_same(town: Town) -> None:
    assert flows.visited(flows.visiting(town), "refuse").state == "refused"
