"""Deposits are refunded by slips, arrears demanded by requests: what may be done, and what never."""

import secrets
from collections.abc import Iterator

import pytest
from flask import Flask

from service.transaction import Row
from service.usecases.audit.verify import verify
from service.usecases.tickets.fire_trigger import fire_as_system
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, answer, app_on, payee, stage_on

DESKS = ("supervisor", "pm")
STEPS = {
    "levels": [{"name": desk, "seats": [{"desk": desk}], "mode": "any"} for desk in ("supervisor", "pm")]
}
SKIP = {"skip_reason": "客户长期失联"}


@pytest.fixture(scope="module")
def slips_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    template = migrated_template(servers)
    with copied_database(servers, f"slips_{worker_name}", template=template) as url, app_on(url) as app:
        yield app
        with app.app_context():
            assert [str(each) for each in verify() if each.invariant not in ("I3", "I11")] == []


@pytest.fixture
def stage(slips_app: Flask) -> Iterator[Stage]:
    with slips_app.app_context():
        yield stage_on(slips_app)


def slip(deposit: str, amount_fen: int) -> Row:
    """To an account of its own: slips to one payee on one day count together."""
    account = payee(f"62{secrets.randbelow(10**14):014}")
    return {"deposit": deposit, "amount_fen": amount_fen, "payee": account, "reason": "搬走"}


def refund(stage: Stage, deposit: str, amount_fen: int) -> tuple[int, Row]:
    said = {"workflow": "refund", "office": stage.office.code, "subject": "退款"}
    sent = stage.send("clerk2", "POST", "/tickets", said | {"details": slip(deposit, amount_fen)})
    return sent.status_code, sent.get_json()


def demand(stage: Stage, measure: str, **details: object) -> tuple[int, Row]:
    said = {"workflow": "dunning", "office": stage.office.code, "subject": "催款"}
    asked = {"customer": stage.customer.code, "measure": measure, "charges": "overdue"} | details
    sent = stage.send("clerk", "POST", "/tickets", said | {"details": asked})
    return sent.status_code, sent.get_json()


def row_of(stage: Stage, deposit: str) -> Row:
    return answer(stage.send("clerk", "GET", f"/deposits/{deposit}"), 200)


def test_r_dep_01_a_refund_slip_is_a_draft_tied_to_the_row_that_was_ticked(stage: Stage) -> None:
    deposit = stage.deposit(amount_fen=200_000)
    status, ticket = refund(stage, deposit, 200_000)
    assert (status, ticket["state"], ticket["details"]["deposit"]) == (201, "draft", deposit)


def test_r_dep_02_a_deposit_is_refunded_only_after_its_audit(stage: Stage) -> None:
    body = {"customer": stage.customer.code, "kind": "other", "amount_fen": 200_000}
    row = answer(stage.send("cashier", "POST", "/deposits", body), 201)
    status, refused = refund(stage, row["id"], 200_000)
    assert (status, refused["code"]) == (422, "not_so")
    audited = answer(stage.send("auditor", "POST", f"/deposits/{row['id']}/audit"), 200)
    assert audited["status"] == "audited"
    assert refund(stage, row["id"], 200_000)[0] == 201


def test_r_dep_03_only_the_row_that_was_ticked_is_refunded(stage: Stage) -> None:
    ticked, other = stage.deposit(amount_fen=200_000), stage.deposit(amount_fen=300_000)
    _, ticket = refund(stage, ticked, 200_000)
    assert ticket["details"]["amount_fen"] == row_of(stage, ticked)["amount_fen"]
    assert [row_of(stage, each)["frozen_fen"] for each in (ticked, other)] == [200_000, 0]


def test_r_dep_04_no_deposit_is_refunded_twice_or_beyond_its_balance(stage: Stage) -> None:
    # There beforehand: an office without them would ask somebody else.
    for desk in ("supervisor", "finance"):
        stage.who(desk)
    deposit = stage.deposit(amount_fen=200_000)
    ticket = stage.fired("clerk2", refund(stage, deposit, 150_000)[1], "submit")
    ticket = stage.fired("supervisor", ticket, "approve")
    ticket = stage.fired("finance", ticket, "pay")
    paid = {"amount_fen": 150_000, "provider_ref": "P-1"}
    assert fire_as_system(ticket["id"], "callback_ok", paid).moved
    row = row_of(stage, deposit)
    assert (row["status"], row["balance_fen"]) == ("part_refunded", 50_000)
    status, refused = refund(stage, deposit, 60_000)
    assert (status, refused["code"], refused["rule"]) == (422, "not_so", "within_balance")


def test_r_dun_02_only_arrears_are_demanded_and_legal_action_begins_as_a_draft(stage: Stage) -> None:
    status, refused = demand(stage, "lawsuit")
    assert (status, refused["code"]) == (422, "not_so")
    for _ in range(3):
        stage.charge(amount_fen=25060)
    status, ticket = demand(stage, "lawsuit")
    assert (status, ticket["state"], ticket["details"]["debt_fen"]) == (201, "draft", 75180)


def test_r_dun_03_a_request_is_approved_step_by_step(stage: Stage) -> None:
    stage.policy("dunning", approvals={"measure": STEPS, "write_off": STEPS})
    stage.charge(amount_fen=75180)
    ticket = stage.fired("clerk", demand(stage, "lawsuit")[1], "submit", SKIP)
    assert waiting(ticket) == ["supervisor"]
    ticket = stage.fired("supervisor", ticket, "approve")
    assert (ticket["state"], waiting(ticket)) == ("pending_approval", ["pm"])
    ticket = stage.fired("pm", ticket, "approve")
    assert ticket["state"] == "approved"


def waiting(ticket: Row) -> list[str]:
    return [each["level"] for each in ticket["work_items"] if each["status"] in ("open", "claimed")]


@pytest.mark.parametrize("measure", ["stop_water", "stop_power", "stop_gas", "stop_heat"])
def test_r_dun_04_supplies_are_never_cut_to_press_for_fees(stage: Stage, measure: str) -> None:
    """Civil Code 944(3): whoever asks, at the opening and in the change of a request."""
    stage.charge(amount_fen=75180)
    before = refusals(stage)
    status, refused = demand(stage, measure)
    assert (status, refused["code"]) == (422, "measure_prohibited")
    assert "第九百四十四条" in refused["detail"]
    assert refusals(stage) == before + 1
    _, ticket = demand(stage, "call")
    amended = stage.fire("clerk", ticket, "amend", {"measure": measure})
    assert (amended.status_code, amended.get_json()["code"]) == (422, "measure_prohibited")
    assert refusals(stage) == before + 2
    said = {"workflow": "dunning", "office": stage.office.code, "subject": "催款"}
    details = {"customer": stage.customer.code, "measure": measure, "charges": "overdue"}
    for desk in ("pm", "hq", "admin"):
        sent = stage.send(desk, "POST", "/tickets", said | {"details": details})
        assert sent.get_json()["code"] == "measure_prohibited"


def refusals(stage: Stage) -> int:
    listed = answer(stage.send("auditor", "GET", "/audit/refusals?limit=200"), 200)["items"]
    return len(listed)
