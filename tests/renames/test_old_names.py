"""Whoever remembers an old name finds the customer and all their tickets by it, and by the new one too."""

import secrets
from typing import Any

import pytest

from service.transaction import transaction
from tests import makers
from tests.renames.test_renames import patched, taken
from tests.stage import Stage, answer

COMPLAINT = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修，无法休息"}


def complaint(stage: Stage) -> str:
    opened = stage.opened("clerk", "complaint", COMPLAINT, customer=stage.customer.code)
    return str(opened["number"])


def tickets(stage: Stage, text: str, who: str = "clerk") -> set[str]:
    path = f"/tickets?workflow=complaint&q={text}"
    return {each["number"] for each in answer(stage.send(who, "GET", path), 200)["items"]}


def customers(stage: Stage, text: str) -> list[str]:
    listed = answer(stage.send("clerk", "GET", f"/customers?q={text}"), 200)["items"]
    return [each["id"] for each in listed]


def hits(stage: Stage, text: str) -> list[tuple[str, Any]]:
    items = answer(stage.send("clerk", "POST", "/search", {"q": text}), 200)["items"]
    return [(each["id"], each["was"]) for each in items]


def renamed(stage: Stage, way: str, name: str) -> None:
    if way == "edited":
        patched(stage, {"name": name})
    else:
        stage.fired("auditor", taken(stage, new_name=name), "approve")


@pytest.mark.parametrize("way", ["edited", "audited"])
def test_r_cust_16_by_an_old_name_the_customer_and_all_their_tickets_are_found(
    stage: Stage, way: str
) -> None:
    old, new = f"欧阳{secrets.token_hex(3)}", f"司徒{secrets.token_hex(3)}"
    with transaction() as work:
        work.sql.execute("UPDATE customer SET name = %s WHERE id = %s", [old, stage.customer.id])
    before = complaint(stage)
    renamed(stage, way, new)
    after = complaint(stage)
    assert tickets(stage, old) == tickets(stage, new) == {before, after}
    assert tickets(stage, old[1:-1]) == {before, after}, "part of it will do"
    mine = str(stage.customer.id)
    assert customers(stage, old) == customers(stage, new) == customers(stage, old[2:]) == [mine]
    assert hits(stage, old) == [(mine, old)]
    assert hits(stage, old[2:]) == [(mine, old)]
    assert hits(stage, new) == [(mine, None)]


def test_by_a_code_that_went_over_the_tickets_of_either_are_found(stage: Stage) -> None:
    old = stage.customer.code
    before = complaint(stage)
    code = makers.unique("NEW")
    patched(stage, {"code": code})
    stage.customer.code = code
    both = {before, complaint(stage)}
    assert tickets(stage, old) == tickets(stage, code) == both


def test_an_old_name_of_another_office_is_nobodys_to_find(stage: Stage) -> None:
    name = f"上官{secrets.token_hex(3)}"
    with transaction() as work:
        work.sql.execute("UPDATE customer SET name = %s WHERE id = %s", [name, stage.customer.id])
    complaint(stage)
    renamed(stage, "edited", "张三")
    with transaction() as work:
        elsewhere = makers.make_office(work)
    stranger = Stage(stage.app, elsewhere, stage.room, stage.customer)
    assert (tickets(stranger, name), customers(stranger, name), hits(stranger, name)) == (set(), [], [])
