"""Openings that the rules of calls turn away: who may not is told so first, and two names must agree."""

import pytest

from schemas.fields import MOST_FEN
from tests.demo_house import COMPLAINT, PAYEE, House, Json, answered, refused
from tests.tickets.people import crawl, listed


def wish(workflow: str, details: Json, **parts: object) -> Json:
    return {"workflow": workflow, "office": "GZ01", "subject": "测试", "details": details, **parts}


@pytest.mark.parametrize("details", [COMPLAINT, {}, {"severity": 7}])
def test_who_may_never_open_it_is_told_so_before_what_is_wrong_with_the_form(
    house: House, details: Json
) -> None:
    answer = house["tech"].post("/tickets", wish("complaint", details, room="A-1-0101"))
    clerks = {"desk": "clerk", "office": "GZ01", "users": ["clerk", "clerk2"]}
    refused(answer, 403, "not_you", who_could=[clerks])


def test_who_may_open_it_is_told_what_is_wrong_with_the_form(house: House) -> None:
    refused(house["clerk"].post("/tickets", wish("complaint", {}, room="A-1-0101")), 422, "invalid")
    refused(house["tech"].post("/tickets", wish("complaint", {}) | {"office": "\ud800"}), 422, "invalid")


def test_a_debtor_named_by_code_and_by_id_is_one_customer(house: House) -> None:
    debtor = answered(house["clerk"].get("/customers/A-1-0101"), 200)
    details = {"customer": debtor["code"], "measure": "sms", "charges": "overdue"}
    said = wish("dunning", details, customer=debtor["id"].upper())
    assert answered(house["clerk"].post("/tickets", said), 201)["customer"]["code"] == "A-1-0101"


def test_two_customers_are_refused(house: House) -> None:
    details = {"customer": "A-1-0101", "measure": "sms", "charges": "overdue"}
    answer = house["clerk"].post("/tickets", wish("dunning", details, customer="A-1-0102"))
    assert refused(answer, 422, "invalid")["errors"][0]["field"] == "customer"


@pytest.mark.parametrize("field", ["customer", "room"])
def test_a_refund_for_another_than_the_row_names_is_refused(house: House, field: str) -> None:
    deposit = answered(house["clerk"].get("/deposits?customer=A-1-0101"), 200)["items"][0]
    details = {"deposit": deposit["id"], "amount_fen": 100, "payee": PAYEE, "reason": "退房"}
    answer = house["clerk"].post("/tickets", wish("refund", details, **{field: "A-1-0102"}))
    assert refused(answer, 422, "invalid")["errors"][0]["field"] == field


def test_the_demo_lists_its_tickets_by_birth(house: House) -> None:
    assert listed(house["clerk"])
    born = [each["created_at"][:23] for each in crawl(house["clerk"], limit=50, sort="created_at")]
    assert born == sorted(born)


def test_an_amount_that_nobody_could_add_up_is_refused_where_it_is_typed(house: House) -> None:
    charge = {"customer": "A-1-0202", "item": "物业费", "amount_fen": MOST_FEN + 1, "due_on": "2026-01-31"}
    problem = refused(house["finance"].post("/charges", charge), 422, "invalid")
    assert [each["field"] for each in problem["errors"]] == ["amount_fen"]
    for _ in range(3):
        answered(house["finance"].post("/charges", charge | {"amount_fen": MOST_FEN}), 201)
    details = {"customer": "A-1-0202", "measure": "sms", "charges": "overdue"}
    answered(house["clerk"].post("/tickets", wish("dunning", details)), 201)
