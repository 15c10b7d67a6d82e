"""Taking back the room (收房) is for whoever lets it: only where the company itself is the lessor."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from service.models.room import Room
from service.transaction import Row, transaction
from tests import makers
from tests.register.house import answered, refused, wrong
from tests.stage import Stage, answer, stage_on

TODAY = date.today()
SKIP = {"skip_reason": "客户长期失联"}
STEPS = {"levels": [{"name": "one", "seats": [{"desk": "supervisor"}], "mode": "any"}]}


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A supervisor signs every measure, so that what is left to ask is who lets the room."""
    stage = stage_on(app)
    stage.policy("dunning", approvals={"measure": STEPS, "write_off": STEPS})
    stage.who("supervisor")
    return stage


def another_room(stage: Stage) -> Room:
    with transaction() as work:
        return makers.make_room(work, stage.office)


def lives(stage: Stage, nature: str, **more: Any) -> Row:
    """The stage's customer, in the stage's room, for a hundred days."""
    body = {"room": stage.room.code, "customer": stage.customer.code, "nature": nature}
    body["since"] = (TODAY - timedelta(days=100)).isoformat()
    return answered(stage.send("clerk", "POST", "/occupancies", body | more), 201)


def demand(stage: Stage, *charges: str, measure: str = "repossess_room") -> Any:
    details = {"customer": stage.customer.code, "measure": measure, "charges": list(charges)}
    said = {"workflow": "dunning", "office": stage.office.code, "subject": "收房", "details": details}
    return stage.send("clerk", "POST", "/tickets", said)


def demanded(stage: Stage, *charges: str, measure: str = "repossess_room") -> Row:
    return answered(demand(stage, *charges, measure=measure), 201)


@pytest.mark.parametrize("nature", ["owner", "tenant", "resident"])
def test_r_dun_04_nobody_takes_back_a_room_that_the_company_does_not_let(stage: Stage, nature: str) -> None:
    lives(stage, nature)
    charge = stage.charge(room_id=stage.room.id)
    refused(demand(stage, charge), 422, "not_so", "company_is_lessor")
    call = demanded(stage, charge, measure="call")
    amended = stage.fire("clerk", call, "amend", {"measure": "repossess_room"})
    refused(amended, 422, "not_so", "company_is_lessor")
    assert stage.read(call)["details"]["measure"] == "call"


def test_r_dun_04_the_company_takes_back_what_it_lets_itself_and_by_a_court(stage: Stage) -> None:
    lives(stage, "tenant", lessor="company")
    ticket = demanded(stage, stage.charge(room_id=stage.room.id))
    ticket = stage.fired("supervisor", stage.fired("clerk", ticket, "submit", SKIP), "approve")
    ticket = stage.fired("legal", ticket, "execute", {"channel": "filing"})
    assert ticket["state"] == "executing"


def test_r_dun_04_a_debt_for_another_room_is_no_ground_to_take_this_one_back(stage: Stage) -> None:
    lives(stage, "tenant", lessor="company")
    here, elsewhere = stage.charge(room_id=stage.room.id), stage.charge(room_id=another_room(stage).id)
    refused(demand(stage, here, elsewhere), 422, "not_so", "company_is_lessor")
    refused(demand(stage, stage.charge()), 422, "not_so", "company_is_lessor")
    assert demanded(stage, here)["state"] == "draft"


def test_r_dun_04_a_lease_that_the_company_no_longer_lets_stops_the_request_on_its_way(stage: Stage) -> None:
    lease = lives(stage, "tenant", lessor="company")
    ticket = demanded(stage, stage.charge(room_id=stage.room.id))
    path = f"/occupancies/{lease['id']}"
    changed = stage.send("clerk", "PATCH", path, {"lessor": "owner"}, version=lease["version"])
    assert answered(changed, 200)["lessor"] == "owner"
    refused(stage.fire("clerk", ticket, "submit", SKIP), 422, "not_so", "company_is_lessor")
    moves = answer(stage.send("clerk", "GET", f"/tickets/{ticket['id']}/moves"), 200)["items"]
    submit = next(each for each in moves if each["trigger"] == "submit")
    assert [each["rule"] for each in submit["why_not"]] == ["company_is_lessor"]


def test_r_dun_04_a_step_up_to_taking_the_room_back_is_refused_too(stage: Stage) -> None:
    lives(stage, "tenant")
    ticket = demanded(stage, stage.charge(room_id=stage.room.id), measure="mediation")
    ticket = stage.fired("supervisor", stage.fired("clerk", ticket, "submit", SKIP), "approve")
    ticket = stage.fired("pm", ticket, "execute")
    ticket = stage.fired("pm", ticket, "undelivered", {"reason": "拒绝调解"})
    step = {"measure": "repossess_room", "reason": "拒绝调解"}
    refused(stage.fire("clerk", ticket, "escalate_step", step), 422, "not_so", "company_is_lessor")


def test_only_a_tenant_has_a_lessor_and_it_is_the_owner_unless_told_otherwise(stage: Stage) -> None:
    assert lives(stage, "tenant")["lessor"] == "owner"
    owner = lives(stage, "owner")
    assert owner["lessor"] is None
    path = f"/occupancies/{owner['id']}"
    assert wrong(stage.send("clerk", "PATCH", path, {"lessor": "company"}, version=owner["version"])) == [
        "lessor"
    ]
    body = {"room": another_room(stage).code, "customer": stage.customer.code, "nature": "resident"}
    said = body | {"since": TODAY.isoformat(), "lessor": "company"}
    assert wrong(stage.send("clerk", "POST", "/occupancies", said)) == ["lessor"]
    said = body | {"on": TODAY.isoformat(), "lessor": "company"}
    assert wrong(stage.send("clerk", "POST", "/moves", said)) == ["lessor"]


def test_a_tenant_of_the_company_stays_one_when_the_room_is_sold(stage: Stage) -> None:
    """Civil Code 725: the lease goes on as it was, the lessor with it."""
    with transaction() as work:
        seller, buyer = (makers.make_customer(work, stage.office) for _ in range(2))
    room = {"room": stage.room.code}
    owned = {"customer": seller.code, "on": (TODAY - timedelta(days=200)).isoformat()}
    answered(stage.send("clerk", "POST", "/handovers", room | owned), 201)
    let = {"customer": stage.customer.code, "nature": "tenant", "lessor": "company"}
    let["on"] = (TODAY - timedelta(days=100)).isoformat()
    assert answered(stage.send("clerk", "POST", "/moves", room | let), 201)["lessor"] == "company"
    sold = {"customer": buyer.code, "on": TODAY.isoformat(), "reenter_tenant": True}
    answered(stage.send("clerk", "POST", "/transfers", room | sold), 201)
    listed = answer(stage.send("clerk", "GET", f"/moves?room={stage.room.code}&status=active"), 200)["items"]
    assert {each["nature"]: each["lessor"] for each in listed} == {"owner": None, "tenant": "company"}
