"""What is owed, by whom and since when decides what a dunning request may do."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.errors import Invalid, NotSo
from service.transaction import transaction
from tests import makers
from tests.cases import flows
from tests.cases.conftest import AttachFile, Town, change, days, row

TODAY = date.today()


def rule_of(refusal: pytest.ExceptionInfo[NotSo]) -> str:
    return str(refusal.value.extra["rule"])


def test_overdue_is_every_charge_of_the_payer_that_is_due_and_not_paid(town: Town) -> None:
    old, young = town.charge(amount_fen=100), town.charge(amount_fen=200)
    town.charge(due_on=TODAY + days(30))
    town.charge(balance_fen=0, paid_fen=25060)
    town.charge(town.neighbour())
    details = flows.dunning(town).details
    assert sorted(details["charges"]) == sorted([old, young])
    assert (details["debt_fen"], details["balance_fen"]) == (300, 300)
    assert details["limitations"] == dict.fromkeys([old, young], "2029-10-31")


def test_a_charge_is_not_overdue_on_the_day_it_is_due(town: Town) -> None:
    today = row("SELECT (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date AS day")["day"]
    charge = town.charge(due_on=today)
    with pytest.raises(NotSo) as refusal:
        flows.dunning(town, charges=[charge])
    assert rule_of(refusal) == "charges_overdue"


def test_the_payer_is_kept_by_id(town: Town) -> None:
    town.charge()
    ticket = flows.dunning(town)
    assert ticket.details["customer"] == str(town.customer.id)
    assert ticket.read()["ticket"]["customer"]["code"] == town.customer.code
    assert ticket.facts["customer"] == str(town.customer.id)


def test_a_payer_of_another_office_is_unknown(town: Town, other_town: Town) -> None:
    with pytest.raises(Invalid) as refusal:
        flows.dunning(town, customer=other_town.customer.code)
    assert [each.field for each in refusal.value.extra["errors"]] == ["details.customer"]


@pytest.mark.parametrize("whose", ["another payer", "another office", "nobody", "settled"])
def test_only_unpaid_charges_of_the_payer_can_be_demanded(town: Town, other_town: Town, whose: str) -> None:
    mine = town.charge()
    charge = {
        "another payer": lambda: town.charge(town.neighbour()),
        "another office": lambda: other_town.charge(),
        "nobody": lambda: str(town.room.id),
        "settled": lambda: town.charge(balance_fen=0, paid_fen=25060),
    }[whose]()
    with pytest.raises(NotSo) as refusal:
        flows.dunning(town, charges=[mine, charge])
    assert rule_of(refusal) == "payer_of_charges"


@pytest.mark.parametrize(("owed", "opened"), [(1000, False), (1001, True)])
def test_small_arrears_are_left_alone(town: Town, owed: int, opened: bool) -> None:
    limits = {"arrears_over_fen": 1000, "batch_over": 20, "contacts_per_day": 5, "contacts_per_week": 20}
    town.change_policy("dunning", thresholds=limits)
    town.charge(amount_fen=owed)
    if opened:
        assert flows.dunning(town).state == "draft"
    else:
        with pytest.raises(NotSo) as refusal:
            flows.dunning(town)
        assert rule_of(refusal) == "arrears_over_threshold"


def test_an_amendment_takes_the_debt_anew(town: Town) -> None:
    first = town.charge(amount_fen=100)
    ticket = flows.dunning(town)
    second = town.charge(amount_fen=50)
    ticket.fire("clerk", "amend", charges=[second])
    assert (ticket.details["charges"], ticket.details["debt_fen"]) == ([second], 50)
    assert set(ticket.facts["charges"]) == {first, second}


def test_a_dispute_stops_other_requests_of_the_same_charge(town: Town) -> None:
    shared, apart = town.charge(), town.charge()
    disputed = flows.dunning(town, charges=[shared])
    same, other = flows.dunning(town, charges=[shared]), flows.dunning(town, charges=[apart])
    assert same.facts["other_dispute"] is False
    disputed.fire("clerk", "dispute", kind="quality", reason="电梯常坏")
    assert (same.facts["other_dispute"], other.facts["other_dispute"]) == (True, False)
    assert disputed.facts["other_dispute"] is False
    with pytest.raises(NotSo) as refusal:
        same.fire("clerk", "submit")
    assert rule_of(refusal) == "no_open_dispute"
    disputed.fire("supervisor", "dispute_rejected", reason="已修复")
    assert same.fire("clerk", "submit")["state"] == "pending_approval"


def test_the_step_before_must_be_proven_for_one_of_the_charges(town: Town) -> None:
    shared, apart = town.charge(), town.charge()
    flows.delivered(town, charges=[shared])
    proven = flows.dunning(town, charges=[shared], measure="call")
    unproven = flows.dunning(town, charges=[apart], measure="call")
    two_up = flows.dunning(town, charges=[shared], measure="written_notice")
    assert [each.facts["step_proven"] for each in (proven, unproven, two_up)] == [True, False, False]
    with pytest.raises(NotSo) as refusal:
        unproven.fire("clerk", "submit")
    assert rule_of(refusal) == "earlier_step_proven"
    assert unproven.fire("clerk", "submit", skip_reason="客户要求电话")["state"] == "pending_approval"
    assert proven.fire("clerk", "submit")["state"] == "pending_approval"


def test_a_demand_that_did_not_arrive_proves_nothing(town: Town) -> None:
    town.charge()
    flows.approved(town).fire("clerk", "execute")
    assert flows.dunning(town, measure="call").facts["step_proven"] is False


@pytest.mark.parametrize(
    ("marks", "levels"),
    [
        ({}, ["supervisor"]),
        ({"hardship": True}, ["supervisor", "pm"]),
        ({"special": True}, ["supervisor", "pm"]),
    ],
)
def test_a_pm_decides_about_people_in_hardship(town: Town, marks: dict[str, Any], levels: list[str]) -> None:
    customer = town.neighbour(**marks)
    town.charge(customer)
    ticket = flows.dunning(town, customer=customer.code, measure="written_notice")
    assert ticket.facts["hardship"] is bool(marks)
    ticket.fire("clerk", "submit", skip_reason="已多次沟通")
    assert [each["name"] for each in ticket.read()["levels"]] == levels


def test_court_requests_that_one_clerk_opens_on_one_day_are_a_batch(town: Town) -> None:
    town.charge()
    mine = [flows.dunning(town, measure="lawsuit") for _ in range(3)]
    flows.dunning(town, measure="sms")
    flows.dunning(town, measure="lawsuit", who="clerk2")
    withdrawn = flows.dunning(town, measure="arbitration")
    yesterday = flows.dunning(town, measure="payment_order")
    assert mine[0].facts["batch_size"] == 5
    withdrawn.fire("clerk", "withdraw", reason="撤回")
    change("UPDATE ticket SET created_at = created_at - interval '1 day' WHERE id = %s", yesterday.id)
    assert mine[0].facts["batch_size"] == 3
    assert yesterday.facts["batch_size"] == 1
    assert flows.dunning(town, measure="sms").facts["batch_size"] == 1


def test_a_batch_that_is_large_goes_to_the_head_office(town: Town) -> None:
    limits = {"arrears_over_fen": 0, "batch_over": 1, "contacts_per_day": 5, "contacts_per_week": 20}
    town.change_policy("dunning", thresholds=limits)
    town.charge()
    alone = flows.dunning(town, measure="lawsuit")
    alone.fire("clerk", "submit", skip_reason="时效将至")
    flows.dunning(town, measure="lawsuit")
    third = flows.dunning(town, measure="lawsuit")
    third.fire("clerk", "submit", skip_reason="时效将至")
    assert "hq" not in [each["name"] for each in alone.read()["levels"]]
    assert "hq" in [each["name"] for each in third.read()["levels"]]


def test_the_customer_is_contacted_only_so_often(town: Town) -> None:
    limits = {"arrears_over_fen": 0, "batch_over": 20, "contacts_per_day": 1, "contacts_per_week": 20}
    town.change_policy("dunning", thresholds=limits)
    town.charge(), town.charge(town.neighbour())
    first, second = flows.approved(town), flows.approved(town)
    assert (first.facts["contacts_today"], first.facts["contacts_this_week"]) == (0, 0)
    first.fire("clerk", "execute")
    assert (second.facts["contacts_today"], second.facts["contacts_this_week"]) == (1, 1)
    with pytest.raises(NotSo) as refusal:
        second.fire("clerk", "execute")
    assert rule_of(refusal) == "contact_limit"


def test_a_channel_tried_after_a_failed_one_is_a_contact_too(town: Town) -> None:
    town.charge()
    called, waiting = flows.approved(town, measure="call"), flows.approved(town)
    called.fire("clerk", "execute")
    called.fire("clerk", "undelivered", reason="无人接听")
    assert waiting.facts["contacts_today"] == 2
    called.fire("clerk", "undelivered", reason="不在家")
    assert waiting.facts["contacts_today"] == 2


def test_contacts_of_other_customers_do_not_count(town: Town) -> None:
    neighbour = town.neighbour()
    town.charge(), town.charge(neighbour)
    flows.approved(town, customer=neighbour.code).fire("clerk", "execute")
    assert flows.approved(town).facts["contacts_today"] == 0


@pytest.mark.parametrize(("limitation", "over"), [(-1, True), (0, False), (1, False)])
def test_limitation_is_a_ground_once_it_is_over_for_every_charge(
    town: Town, attach: AttachFile, limitation: int, over: bool
) -> None:
    barred, charge = town.charge(), town.charge()
    ticket = flows.delivered(town)
    today = row("SELECT (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date AS day")["day"]
    change("UPDATE charge SET limitation_on = %s WHERE id = %s", today - days(1), barred)
    change("UPDATE charge SET limitation_on = %s WHERE id = %s", today + days(limitation), charge)
    assert ticket.facts["limitation_over"] is over
    form = {"ground": "limitation", "proof": [attach(ticket)]}
    if over:
        assert ticket.fire("finance", "write_off", **form)["state"] == "pending_write_off"
    else:
        with pytest.raises(NotSo) as refusal:
            ticket.fire("finance", "write_off", **form)
        assert rule_of(refusal) == "write_off_ground"


def test_the_tickets_own_charges_stay_known_when_they_are_paid(town: Town) -> None:
    charge = town.charge()
    ticket = flows.dunning(town)
    assert ticket.refused("payment_full") == ["is_settled"]
    change("UPDATE charge SET balance_fen = 0, paid_fen = amount_fen WHERE id = %s", charge)
    assert ticket.facts["charges"][charge]["balance_fen"] == 0
    assert ticket.system("payment_full").moved
    assert (ticket.state, ticket.details["balance_fen"]) == ("settled", 0)


def test_debt_that_was_paid_meanwhile_is_not_demanded(town: Town) -> None:
    charge = town.charge()
    ticket = flows.dunning(town)
    change("UPDATE charge SET balance_fen = 0, paid_fen = amount_fen WHERE id = %s", charge)
    with pytest.raises(NotSo) as refusal:
        ticket.fire("clerk", "submit")
    assert rule_of(refusal) == "debt_left"


def test_the_zone_of_the_office_tells_its_day(town: Town) -> None:
    charge = town.charge(due_on=TODAY - timedelta(days=40))
    assert flows.dunning(town, charges=[charge]).facts["zone"] == "Asia/Shanghai"


def test_nobody_is_dunned_without_a_payer(town: Town) -> None:
    with transaction() as work:
        makers.make_charge(work, town.customer)
    with pytest.raises(Invalid):
        town.open("clerk", "dunning", {"measure": "sms", "charges": "overdue"})
