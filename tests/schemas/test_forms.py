"""Every form takes what section 9 of the contract lists, and refuses the rest at the right field."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from schemas import catalog
from schemas.base import plain
from schemas.errors import errors_list
from schemas.forms import dunning
from tests.schemas import makers
from tests.schemas.makers import EARLIER, ID, NOW, PAYEE, REPAIR, TODAY

EVERY = [(workflow, trigger) for workflow, forms in makers.FORMS.items() for trigger in forms]
# Field names that must be there, by form; all forms that are not named here need nothing.
NEEDED = {
    "complaint": {
        **dict.fromkeys(
            ["reject_invalid", "send_back", "return", "visit_bad", "withdraw", "escalate"], {"reason"}
        ),
        "assign": {"to"},
        "need_info": {"question"},
        "info_received": {"text"},
        "spawn_repair": {"repair"},
        "propose": {"cause", "plan"},
        "reclassify": {"category", "reason"},
    },
    "repair": {
        **dict.fromkeys(["refuse", "return", "rework", "to_arrears", "cancel", "force_finish"], {"reason"}),
        **dict.fromkeys(["wait_parts", "wait_customer", "wait_third"], {"reason", "until"}),
        "triage": {"place"},
        "out_of_scope": {"reason", "contact"},
        "dispatch": {"to"},
        "quote": {"lines"},
        "accept_quote": {"amount_fen"},
        "complete": {"hours"},
        "accept_work": {"rating"},
        "paid": {"amount_fen", "method"},
        "reclassify": {"category", "reason"},
    },
    "dunning": {
        **dict.fromkeys(["return", "reject", "withdraw", "dispute_rejected", "dispute_upheld"], {"reason"}),
        "amend": {"measure"},
        "delivered": {"at", "proof"},
        "undelivered": {"reason"},
        "promise": {"by"},
        "dispute": {"kind", "reason"},
        "adjusted": {"lines", "reason"},
        "judgment": {"file_no", "decided_on", "amount_fen"},
        "write_off": {"ground", "proof"},
    },
    "refund": {
        **dict.fromkeys(["customer_objects", "return", "reject", "cancel"], {"reason"}),
        **dict.fromkeys(["fail", "damage"], {"deduction_fen", "reason"}),
        "amend": {"amount_fen"},
        "first_pass": {"passes_returned"},
        "customer_agrees": {"deduction_fen"},
        "settle": {"deduction_fen", "minutes"},
        "confirm_paid": {"provider_ref", "statement"},
        "confirm_failed": {"reason", "statement"},
    },
    "visit": {
        "assign": {"to"},
        "answered_ok": {"score"},
        "answered_bad": {"reason"},
        "cancel": {"reason"},
    },
    **dict.fromkeys(
        ("move", "handover", "transfer"),
        {
            **dict.fromkeys(["return", "reject", "cancel", "reverse"], {"reason"}),
            "amend": {"day"},
            "meter_billed": {"readings"},
        },
    ),
    "rename": {
        "amend": {"new_name"},
        "submit": {"evidence", "same_person"},
        **dict.fromkeys(["withdraw", "return", "reject"], {"reason"}),
    },
}
SAID_BY_CUSTOMER = {
    "complaint": {"info_received", "visit_bad", "withdraw", "escalate"},
    "repair": {"accept_quote", "refuse_quote", "accept_work", "rework", "cancel"},
    "dunning": {"promise", "dispute"},
    "refund": {"customer_agrees", "customer_objects"},
    "visit": set(),
    "rename": set(),
    **dict.fromkeys(("move", "handover", "transfer"), set[str]()),
}


def load(workflow: str, trigger: str, body: object) -> dict[str, Any]:
    form = catalog.form_for(workflow, trigger)
    assert form is not None
    return catalog.load_form(form, body, now=NOW, today=TODAY)


def open_ticket(body: object) -> dict[str, Any]:
    return catalog.load_opening(body, now=NOW, today=TODAY)


def wrong_fields(workflow: str, trigger: str, body: object) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        load(workflow, trigger, body)
    return fields_of(caught.value)


def fields_of(refused: ValidationError) -> set[str]:
    zh, en = errors_list(refused, "zh"), errors_list(refused, "en")
    assert all(error["detail"] for error in zh + en)
    assert [error["detail"] for error in zh] != [error["detail"] for error in en]
    return {error["field"] for error in en}


def test_every_form_has_a_body_here() -> None:
    assert {name: set(forms) for name, forms in catalog.FORMS.items()} == {
        name: set(forms) for name, forms in makers.FORMS.items()
    }


@pytest.mark.parametrize(("workflow", "trigger"), EVERY)
def test_a_full_body_is_taken_with_a_comment(workflow: str, trigger: str) -> None:
    body = makers.FORMS[workflow][trigger] | {"comment": " 备注 "}
    loaded = load(workflow, trigger, body)
    assert set(body) <= set(loaded) and loaded["comment"] == "备注"


@pytest.mark.parametrize(("workflow", "trigger"), EVERY)
def test_what_is_needed_is_named_when_missing(workflow: str, trigger: str) -> None:
    needed = NEEDED[workflow].get(trigger, set())
    if needed:
        assert wrong_fields(workflow, trigger, {}) == needed
    else:
        load(workflow, trigger, {})


@pytest.mark.parametrize(("workflow", "trigger"), EVERY)
def test_unknown_fields_and_nulls_are_refused(workflow: str, trigger: str) -> None:
    body = makers.FORMS[workflow][trigger]
    assert wrong_fields(workflow, trigger, body | {"state": "closed"}) == {"state"}
    for name in body:
        assert wrong_fields(workflow, trigger, body | {name: None}) == {name}


@pytest.mark.parametrize(("workflow", "trigger"), EVERY)
@pytest.mark.parametrize("body", [[], "x", 1, None, True])
def test_a_form_is_an_object(workflow: str, trigger: str, body: object) -> None:
    assert "" in wrong_fields(workflow, trigger, body)


@pytest.mark.parametrize(("workflow", "trigger"), EVERY)
def test_what_was_loaded_can_be_stored_as_json_and_loaded_again(workflow: str, trigger: str) -> None:
    kept = plain(load(workflow, trigger, makers.FORMS[workflow][trigger]))
    assert plain(load(workflow, trigger, kept)) == kept


def test_said_by_stands_where_a_customer_fires() -> None:
    for workflow, forms in makers.FORMS.items():
        found = {trigger for trigger, body in forms.items() if "said_by" in body}
        assert found == SAID_BY_CUSTOMER[workflow]
    assert load("repair", "accept_work", {"rating": 3})["said_by"] == "counter"


def test_defaults_are_filled_in() -> None:
    assert load("complaint", "accept", {}) == {"team": "tech"}
    assert load("complaint", "propose", {"cause": "a", "plan": "b"})["compensation_fen"] == 0
    assert load("repair", "triage", {"place": "private"})["in_warranty"] is False
    assert load("repair", "complete", {"hours": 1}) == {"hours": "1", "parts": []}
    assert load("refund", "submit", {}) == {"receipt": "original"}
    assert load("refund", "pay", {}) == {"route": "bank"}
    assert load("visit", "attempt", {}) == {"channel": "phone"}


def test_a_repair_is_linked_or_described_not_both() -> None:
    assert load("complaint", "spawn_repair", {"repair": "RP-1"}) == {"repair": "RP-1"}
    both = {"repair": "RP-1", "details": REPAIR}
    assert wrong_fields("complaint", "spawn_repair", both) == {"details"}
    assert wrong_fields("complaint", "spawn_repair", {"details": {"place": "roof"}}) == {
        "details.category",
        "details.urgency",
        "details.place",
    }


def test_at_least_one_thing_changes() -> None:
    assert wrong_fields("complaint", "reclassify", {"reason": "a"}) == {"category"}
    assert load("complaint", "reclassify", {"reason": "a", "severity": "urgent"})
    assert wrong_fields("refund", "amend", {"comment": "a"}) == {"amount_fen"}
    assert load("dunning", "amend", {"reason": "a"})


def test_a_field_that_is_itself_wrong_counts_as_given() -> None:
    assert wrong_fields("complaint", "reclassify", {"reason": "a", "severity": "huge"}) == {"severity"}


def test_delivery_needs_proof_or_reference() -> None:
    assert load("dunning", "delivered", {"at": EARLIER, "reference": "EMS1"})
    assert wrong_fields("dunning", "delivered", {"at": EARLIER, "proof": []}) == {"proof"}


def test_a_lost_receipt_needs_a_statement_and_bars_a_proxy() -> None:
    assert load("refund", "submit", {"receipt": "lost", "loss_statement": [ID]})
    assert wrong_fields("refund", "submit", {"receipt": "lost"}) == {"loss_statement"}
    proxy = {"power_of_attorney": [ID], "id_copies": [ID, ID]}
    lost = {"receipt": "lost", "loss_statement": [ID], "proxy": proxy}
    assert wrong_fields("refund", "submit", lost) == {"proxy"}
    assert wrong_fields("refund", "submit", {"proxy": proxy | {"id_copies": [ID]}}) == {"proxy.id_copies"}


def test_a_discount_is_at_most_the_sum() -> None:
    lines = [{"item": "a", "quantity": 3, "price_fen": 100}]
    assert load("repair", "quote", {"lines": lines, "discount_fen": 300})
    assert wrong_fields("repair", "quote", {"lines": lines, "discount_fen": 301}) == {"discount_fen"}
    big = [{"item": "a", "quantity": 2**40, "price_fen": 2**40}]
    assert wrong_fields("repair", "quote", {"lines": big}) == {"lines"}
    assert wrong_fields("repair", "quote", {"lines": [{"item": "a"}], "discount_fen": 1}) == {
        "lines.0.quantity",
        "lines.0.price_fen",
    }
    assert wrong_fields("repair", "quote", {"lines": lines * 51}) == {"lines"}


@pytest.mark.parametrize(
    ("workflow", "trigger", "field", "good", "bad"),
    [
        ("repair", "wait_parts", "until", "2026-11-22T04:00:00.000001Z", "2026-11-22T04:00:00Z"),
        ("dunning", "delivered", "at", "2026-11-22T04:00:00Z", "2026-11-22T04:00:01Z"),
        ("dunning", "promise", "by", "2026-12-22", "2026-12-23"),
        ("dunning", "promise", "by", "2026-11-22", "2026-11-21"),
        ("complaint", "propose", "finish_on", "2026-11-22", "2026-11-21"),
    ],
)
def test_times_are_held_against_now(workflow: str, trigger: str, field: str, good: str, bad: str) -> None:
    body = makers.FORMS[workflow][trigger]
    assert load(workflow, trigger, body | {field: good})
    assert wrong_fields(workflow, trigger, body | {field: bad}) == {field}


def test_a_late_time_and_a_missing_field_are_named_together() -> None:
    assert wrong_fields("repair", "wait_parts", {"until": EARLIER}) == {"until", "reason"}


def test_prohibited_measures_pass_the_form_and_are_found_before_it() -> None:
    assert load("dunning", "amend", {"measure": "stop_water"})["measure"] == "stop_water"
    assert dunning.prohibited_measure({"measure": "stop_water"}) == "stop_water"
    assert dunning.prohibited_measure({"details": {"measure": "stop_gas", "x": 1}}) == "stop_gas"
    for body in ({"measure": "sms"}, {"measure": ["stop_gas"]}, {"details": "stop_gas"}, [], None, {}):
        assert dunning.prohibited_measure(body) is None


def ticket(workflow: str, **changed: Any) -> dict[str, Any]:
    body = {"workflow": workflow, "office": "GZ01", "subject": "一句话", "details": makers.OPENINGS[workflow]}
    return body | changed


@pytest.mark.parametrize("workflow", makers.OPENINGS)
def test_each_workflow_opens(workflow: str) -> None:
    opened = open_ticket(ticket(workflow, room="A-1-0101", customer="A-1-0101", external_ref="311-1"))
    assert set(makers.OPENINGS[workflow]) <= set(opened["details"])
    with pytest.raises(ValidationError) as caught:
        open_ticket(ticket(workflow, details={}))
    assert all(field.startswith("details.") for field in fields_of(caught.value))


def opening_errors(body: object) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        open_ticket(body)
    return fields_of(caught.value)


def test_errors_of_an_opening_come_together_and_name_the_path() -> None:
    details = {
        "deposit": ID,
        "charge": ID,
        "amount_fen": 0,
        "payee": PAYEE | {"account": "1", "x": 1},
        "comment": "a",
    }
    assert opening_errors(ticket("refund", urgency="urgent", subject=" ", details=details)) == {
        "urgency",
        "subject",
        "details.charge",
        "details.amount_fen",
        "details.payee.account",
        "details.payee.x",
        "details.reason",
        "details.comment",
    }


def test_an_unknown_workflow_is_named_and_details_wait() -> None:
    assert opening_errors(ticket("refund") | {"workflow": "resale", "details": {"x": 1}}) == {"workflow"}
    assert opening_errors(ticket("refund", details=[])) == {"details"}
    assert opening_errors([]) >= {""}


def test_a_complaint_says_at_least_five_characters() -> None:
    body = ticket("complaint", details=makers.OPENINGS["complaint"] | {"text": " 太吵 "})
    assert opening_errors(body) == {"details.text"}


def test_system_triggers_have_no_form() -> None:
    for workflow, trigger in [("complaint", "visit_ok"), ("repair", "visit_done"), ("refund", "callback_ok")]:
        assert catalog.form_for(workflow, trigger) is None
