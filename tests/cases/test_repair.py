"""What the house knows decides who is sent to a repair, and its money is booked with the move."""

from datetime import date
from typing import Any

import pytest

from service.db import new_id
from service.errors import Duplicate, NotSo
from service.transaction import transaction
from tests import makers
from tests.cases import flows
from tests.cases.conftest import Town, change, in_balance, row, rows


def test_a_private_part_needs_a_room_and_a_common_one_does_not(town: Town) -> None:
    with pytest.raises(NotSo) as refusal:
        town.open("clerk", "repair", flows.REPAIR)
    assert refusal.value.extra["rule"] == "room_or_common"
    assert town.open("clerk", "repair", flows.REPAIR | {"place": "common"}).state == "reported"


@pytest.mark.parametrize(
    ("said", "urgency", "word"),
    [
        ({"subject": "电梯困人"}, "danger", "困人"),
        ({"description": "厨房漏水"}, "urgent", "漏水"),
        ({"subject": "换灯泡"}, "normal", None),
    ],
)
def test_words_of_alarm_in_subject_and_description_raise_the_urgency(
    town: Town, said: dict[str, Any], urgency: str, word: str | None
) -> None:
    ticket = town.open("clerk", "repair", flows.REPAIR, room=town.room.code, **said)
    assert (ticket.details["urgency"], ticket.details["raised_by"]) == (urgency, word)
    assert ticket.read()["ticket"]["urgency"] == urgency


def test_a_skill_is_asked_for_where_somebody_has_it(town: Town) -> None:
    town.skill("tech", "水")
    water, light = flows.triaged(town), flows.triaged(town, category="灯")
    assert (water.facts["skill_needed"], light.facts["skill_needed"]) == (True, False)
    other = town.who("tech2").account.username
    with pytest.raises(NotSo) as refusal:
        water.fire("dispatcher", "dispatch", to=other)
    assert refusal.value.extra["rule"] == "has_skill"
    assert light.fire("dispatcher", "dispatch", to=other)["state"] == "dispatched"
    assert water.fire("tech", "grab")["state"] == "dispatched"


def test_a_skill_of_somebody_who_left_is_not_asked_for(town: Town) -> None:
    town.skill("tech", "水")
    change("UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s", town.who("tech").account.id)
    assert flows.triaged(town).facts["skill_needed"] is False


def test_nobody_is_sent_where_nobody_qualifies(town: Town) -> None:
    ticket = flows.triaged(town)
    assert ticket.refused("auto") == ["somebody_qualifies"]
    change("UPDATE account SET on_duty = false WHERE id = %s", town.who("tech").id)
    assert ticket.refused("auto") == ["somebody_qualifies"]
    change(
        "UPDATE account SET on_duty = true, disabled_at = guanjia_now() WHERE id = %s", town.who("tech").id
    )
    assert ticket.refused("auto") == ["somebody_qualifies"]


def test_who_has_least_to_do_is_sent(town: Town) -> None:
    town.who("tech"), town.who("tech2")
    first, second = flows.triaged(town), flows.triaged(town)
    assert first.system("auto").moved
    assert second.system("auto").moved
    sent = {each.read()["ticket"]["assignee"]["id"] for each in (first, second)}
    assert sent == {town.who("tech").id, town.who("tech2").id}


def test_only_the_skilled_are_sent(town: Town) -> None:
    town.who("tech")
    town.skill("tech2", "水")
    busy = flows.triaged(town)
    busy.fire("tech2", "grab")
    assert flows.triaged(town).facts["auto_assignee"] == town.who("tech2").id


def test_after_a_refusal_another_is_sent_by_default(town: Town) -> None:
    names = [town.who("tech"), town.who("tech2")]
    ticket = flows.triaged(town)
    first = ticket.facts["auto_assignee"]
    ticket.system("auto")
    ticket.fire("tech" if first == names[0].id else "tech2", "refuse", reason="太远")
    assert ticket.facts["auto_assignee"] not in (None, first)
    assert "last_tech" in ticket.details
    assert "last_tech" not in ticket.fire("clerk", "cancel", reason="不修了")["details"]


def test_the_load_limit_holds_for_who_is_sent_and_for_who_grabs(town: Town) -> None:
    town.change_policy("repair", load_limit=1)
    town.who("tech")
    first, second = flows.triaged(town), flows.triaged(town)
    assert first.read("tech")["facts"]["actor_load"] == 0
    first.fire("tech", "grab")
    assert second.read("tech")["facts"]["actor_load"] == 1
    with pytest.raises(NotSo) as refusal:
        second.fire("tech", "grab")
    assert refusal.value.extra["rule"] == "under_load_limit"
    assert second.refused("auto") == ["somebody_qualifies"]


def test_the_cashiers_payment_is_booked_with_the_move(town: Town) -> None:
    ticket = flows.waiting_payment(town, customer=town.customer)
    answer = ticket.fire("cashier", "paid", amount_fen=flows.QUOTE_FEN, method="cash", reference="收据 7")
    assert answer["state"] == "visiting"
    paid = row("SELECT * FROM payment WHERE ticket_id = %s", ticket.id)
    number = ticket.read()["ticket"]["number"]
    assert (paid["amount_fen"], paid["method"]) == (flows.QUOTE_FEN, "cash")
    assert (paid["customer_id"], paid["received_by"]) == (town.customer.id, town.who("cashier").account.id)
    assert paid["payment_no"] == f"PM-{number}-{answer['version']}"
    part = row("SELECT * FROM payment_allocation WHERE payment_id = %s", paid["id"])
    assert (str(part["ticket_id"]), part["amount_fen"]) == (ticket.id, flows.QUOTE_FEN)
    assert in_balance(town)


def test_a_payment_that_came_by_callback_keeps_its_own_number(town: Town) -> None:
    ticket, number = flows.waiting_payment(town), f"WX-{new_id()}"
    form = {"amount_fen": flows.QUOTE_FEN, "method": "wechat", "payment_no": number}
    assert ticket.system("paid", **form, paid_at="2026-11-20T08:00:00+08:00").moved
    paid = row("SELECT * FROM payment WHERE payment_no = %s", number)
    assert (paid["customer_id"], paid["received_by"], paid["paid_at"].day) == (None, None, 20)
    assert in_balance(town)


def test_a_number_that_is_booked_already_moves_nothing(town: Town) -> None:
    first, second = flows.waiting_payment(town), flows.waiting_payment(town)
    change(
        """INSERT INTO payment (id, office_id, payment_no, ticket_id, amount_fen, method, paid_at)
           SELECT %s, office_id, 'PM-' || t.number || '-' || t.version + 1, %s, 1, 'cash', guanjia_now()
             FROM ticket t WHERE t.id = %s""",
        new_id(),
        first.id,
        second.id,
    )
    with pytest.raises(Duplicate):
        second.fire("cashier", "paid", amount_fen=flows.QUOTE_FEN, method="cash")
    assert second.state == "waiting_payment"
    assert rows("SELECT FROM payment_allocation WHERE ticket_id = %s", second.id) == []


def test_a_quote_of_nothing_is_paid_by_nothing(town: Town) -> None:
    ticket = flows.waiting_payment(town, fen=0)
    assert ticket.fire("cashier", "paid", amount_fen=0, method="cash")["state"] == "visiting"
    assert rows("SELECT FROM payment WHERE ticket_id = %s", ticket.id) == []


def test_what_is_not_paid_is_owed_by_the_tickets_customer(town: Town) -> None:
    ticket = flows.waiting_payment(town, customer=town.customer)
    assert ticket.facts["payer"] == str(town.customer.id)
    ticket.fire("finance", "to_arrears", reason="三十天未付")
    charge = row("SELECT * FROM charge WHERE customer_id = %s", town.customer.id)
    assert (charge["amount_fen"], charge["balance_fen"]) == (flows.QUOTE_FEN, flows.QUOTE_FEN)
    assert (charge["room_id"], charge["created_by"]) == (town.room.id, town.who("finance").account.id)
    assert charge["limitation_on"].year == charge["due_on"].year + 3
    entry = row("SELECT * FROM book_entry WHERE ticket_id = %s", ticket.id)
    assert (entry["book"], entry["kind"], entry["amount_fen"]) == ("charge", "charged", flows.QUOTE_FEN)
    assert entry["row_id"] == charge["id"]
    assert in_balance(town)


def test_without_a_customer_it_is_owed_by_who_lives_there(town: Town) -> None:
    with transaction() as work:
        makers.make_occupancy(work, town.room, town.customer)
        tenant = makers.make_customer(work, town.office, kind="tenant")
        makers.make_occupancy(work, town.room, tenant, nature="tenant")
        gone = makers.make_customer(work, town.office, kind="resident")
        makers.make_occupancy(work, town.room, gone, nature="resident", until=date(2026, 2, 1))
    ticket = flows.waiting_payment(town)
    assert ticket.facts["payer"] == str(tenant.id)
    assert ticket.system("to_arrears").moved
    assert row("SELECT * FROM charge WHERE customer_id = %s", tenant.id)["created_by"] is None


def test_where_nobody_can_be_charged_it_does_not_become_arrears(town: Town) -> None:
    ticket = flows.waiting_payment(town)
    assert ticket.facts["payer"] is None
    assert ticket.refused("to_arrears") == ["payer_known"]


@pytest.mark.parametrize(
    ("answer", "trigger", "state"),
    [
        ("answered_ok", "visit_done", "closed"),
        ("refuse", "visit_done", "closed"),
        ("answered_bad", "rework", "pending_dispatch"),
    ],
)
def test_the_visits_end_decides(town: Town, answer: str, trigger: str, state: str) -> None:
    ticket = flows.visiting(town)
    assert ticket.refused("visit_done") == ["visit_ended"]
    assert ticket.refused("rework") == ["rework_in_time"]
    flows.visited(ticket, answer, reason="还漏")
    assert ticket.system(trigger).moved
    assert ticket.state == state


@pytest.mark.parametrize(("until", "planned"), [("1 day", False), ("-1 day", True)])
def test_who_wants_no_visits_gets_none_for_that_long(town: Town, until: str, planned: bool) -> None:
    flows.no_visits(town.customer, until)
    ticket = flows.visiting(town, customer=town.customer)
    assert ticket.details["visit_planned"] is planned
