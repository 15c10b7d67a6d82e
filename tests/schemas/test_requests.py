"""Bodies that are no moves, and query parameters, take what the contract names."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from schemas import queries, register_requests, requests
from schemas.base import instance
from schemas.errors import errors_list
from tests.schemas.makers import ID

BODIES: list[tuple[type[Schema], dict[str, Any]]] = [
    (requests.NewToken, {"username": "clerk", "password": " guanjia-demo "}),
    (requests.TicketEdit, {"description": None, "room": "A-1-0101"}),
    (requests.NewComment, {"text": "好", "audience": "customer"}),
    (requests.NewWatcher, {"who": "pm"}),
    (requests.Dispatch, {"to": "tech", "override_reason": "夜班"}),
    (requests.Transfer, {"to": "tech2", "reason": "休假"}),
    (requests.Delegate, {"to": "pm2"}),
    (requests.AddSigner, {"who": "legal", "where": "before", "reason": "合同有争议"}),
    (requests.RemoveSigner, {"who": "legal"}),
    (requests.Opinion, {"text": "同意"}),
    (requests.Batch, {"trigger": "approve", "form": {}, "items": [{"id": ID, "version": 3}] * 100}),
    (
        register_requests.NewUser,
        {"username": "zhang.wei-2", "name": "张伟", "password": "x" * 8, "desks": []},
    ),
    (register_requests.UserDesks, {"desks": [{"desk": "cashier", "office": "GZ01"}]}),
    (
        register_requests.NewRoom,
        {"office": "GZ01", "building": "A-1", "code": "A-1-0101", "floor": 1, "gross_area": 8950},
    ),
    (register_requests.NewCustomer, {"office": "GZ01", "code": "C1", "name": "张伟", "phone": "13800138000"}),
    (
        register_requests.NewDeposit,
        {"customer": "A-1-0101", "room": "A-1-0101", "kind": "renovation", "amount_fen": 1},
    ),
    (
        register_requests.NewCharge,
        {"customer": "C1", "item": "物业费", "period": "2026-11", "amount_fen": 1, "due_on": "2026-11-30"},
    ),
    (register_requests.NewPayment, {"customer": "C1", "amount_fen": 1, "method": "cash", "charges": [ID]}),
    (register_requests.NewPrepayment, {"customer": "C1", "amount_fen": 1}),
]


def wrong_fields(schema: type[Schema], body: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        instance(schema).load(body)  # type: ignore[arg-type]
    return [error["field"] for error in errors_list(caught.value, "zh")]


@pytest.mark.parametrize(("schema", "body"), BODIES)
def test_a_good_body_is_taken_and_nothing_beside_it(schema: type[Schema], body: dict[str, Any]) -> None:
    assert set(body) <= set(instance(schema).load(body))
    assert wrong_fields(schema, body | {"is_admin": True}) == ["is_admin"]


@pytest.mark.parametrize(
    ("schema", "body", "fields"),
    [
        (requests.TicketEdit, {}, ["subject"]),
        (requests.TicketEdit, {"subject": None}, ["subject"]),
        (requests.NewComment, {"text": "a", "audience": "all"}, ["audience"]),
        (requests.Batch, {"trigger": "approve", "items": []}, ["items"]),
        (requests.Batch, {"trigger": "approve", "items": [{"id": ID, "version": 1}] * 101}, ["items"]),
        (
            requests.Batch,
            {"trigger": "a", "items": [{"id": "x", "version": 0}]},
            ["items.0.id", "items.0.version"],
        ),
        (
            register_requests.NewUser,
            {"username": "Zhang", "name": "a", "password": "short"},
            ["username", "password"],
        ),
        (
            register_requests.NewDeposit,
            {"customer": "C", "kind": "gift", "amount_fen": 0},
            ["amount_fen", "kind"],
        ),
    ],
)
def test_a_wrong_body_is_named(schema: type[Schema], body: object, fields: list[str]) -> None:
    assert wrong_fields(schema, body) == fields


def test_a_list_has_a_page_of_fifty_and_at_most_two_hundred() -> None:
    asked = instance(queries.TicketQuery).load({})
    assert (asked["limit"], asked["cursor"], asked["sort"], asked["open"]) == (50, None, "-created_at", None)
    for limit in (0, 201, True, "50"):
        assert wrong_fields(queries.TicketQuery, {"limit": limit}) == ["limit"]


@pytest.mark.parametrize(
    "asked",
    [{"page": 1}, {"sort": "price"}, {"open": "yes"}, {"workflow": "resale"}, {"q": "a\x00"}, {"q": ""}],
)
def test_unknown_parameters_and_values_are_refused(asked: dict[str, Any]) -> None:
    assert wrong_fields(queries.TicketQuery, asked) == list(asked)


def test_boxes_are_five() -> None:
    for box in ("mine", "pool", "done", "watching", "started"):
        assert instance(queries.WorkItemQuery).load({"box": box})["sort"] == "due"
    assert wrong_fields(queries.WorkItemQuery, {"box": "all"}) == ["box"]
