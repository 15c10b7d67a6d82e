"""Signs of fraud are shown with the ticket, to whoever may decide it and to nobody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from schemas.base import instance
from schemas.views.ticket import Ticket
from service.db import new_id
from service.transaction import Row, statements
from tests.stage import Stage, answer, app_on, payee, stage_on
from tests.statement_counter import counted_statements


@pytest.fixture(scope="module")
def app(database_url: str) -> Iterator[Flask]:
    with app_on(database_url) as app:
        yield app


@pytest.fixture
def stage(app: Flask) -> Iterator[Stage]:
    with app.app_context():
        yield stage_on(app)


def account() -> str:
    return f"62{new_id().int % 10**14}"


def slip(stage: Stage, amount_fen: int, to: str, *, who: str = "clerk", **more: Any) -> Row:
    deposit = {"deposit": stage.deposit(amount_fen=max(amount_fen, 1) * 2)}
    details = {**deposit, "amount_fen": amount_fen, "payee": payee(to), "reason": "搬走", **more}
    return stage.opened(who, "refund", details)


def submitted(stage: Stage, amount_fen: int, to: str) -> Row:
    return stage.fired("clerk", slip(stage, amount_fen, to), "submit")


def shown(stage: Stage, ticket: Row, who: str = "supervisor") -> dict[str, Row]:
    found = stage.read(ticket, who)
    instance(Ticket).load(found)
    return {each["signal"]: each for each in found["signals"]}


def test_only_who_may_decide_now_sees_them(stage: Stage) -> None:
    ticket = submitted(stage, 100_000, account())
    for who in ("clerk", "admin", "auditor", "pm", "finance", "tech"):
        assert "signals" not in stage.read(ticket, who)
    assert shown(stage, ticket) == {}
    approved = stage.fired("supervisor", ticket, "approve")
    assert "signals" not in stage.read(approved, "supervisor")
    assert "signals" not in stage.read(slip(stage, 1, account()), "supervisor")


def test_slips_split_under_a_limit_are_told_with_their_numbers_and_without_the_account(stage: Stage) -> None:
    to = account()
    first = submitted(stage, 150_000, to)
    stage.fired("supervisor", first, "approve")
    second = submitted(stage, 150_000, to)
    # The enforcer adds up what is open of one day already: whoever is asked then sees why.
    found = stage.read(second, second["work_items"][0]["desk"])["signals"]
    split = next(each for each in found if each["signal"] == "split_under_limit")
    assert split["tickets"] == [first["number"]]
    assert not re.search(to, str(found))
    assert "3,000.00" in split["detail"]


def test_a_raise_after_a_return_and_a_payee_changed_meanwhile(stage: Stage) -> None:
    ticket = submitted(stage, 50_000, account())
    back = stage.fired("supervisor", ticket, "return", {"reason": "核对"})
    raised = stage.fired("clerk", back, "amend", {"amount_fen": 60_000, "payee": payee(account())})
    again = stage.fired("clerk", raised, "submit")
    assert {"raised_after_return", "payee_changed"} <= set(shown(stage, again))


def test_an_account_that_other_customers_share_and_a_payee_of_the_staffs_name(stage: Stage) -> None:
    to = account()
    other = stage.below()
    mine, stage.customer = stage.customer, stage.neighbour()
    neighbours = slip(stage, 1_000, to)
    stage.customer = mine
    with statements() as sql:
        sql.execute("UPDATE person SET name = '张伟' WHERE id = %s", [stage.who("guard").person])
    ticket = submitted(stage, 2_000, to)
    found = shown(stage, ticket)
    assert found["payee_shared"]["tickets"] == [neighbours["number"]]
    assert "payee_is_staff" in found
    assert other.office.id != stage.office.id


def test_an_applicant_who_stands_in_for_the_approver(stage: Stage) -> None:
    ticket = submitted(stage, 2_000, account())
    stand_in(stage, "supervisor", "clerk")
    found = shown(stage, ticket)
    assert "applicant_stands_in" in found
    stand_in(stage, "clerk", "supervisor")
    assert "circular_substitution" in shown(stage, ticket)


def stand_in(stage: Stage, absent: str, receiver: str) -> None:
    one, other = stage.who(absent), stage.who(receiver)
    with statements() as sql:
        sql.execute(STAND_IN, [new_id(), one.id, one.person, other.id, other.person, one.id])


STAND_IN = """
INSERT INTO substitution (id, absent_id, absent_person, receiver_id, receiver_person, begins_at, ends_at,
                          created_by)
SELECT %s, %s, %s, %s, %s, guanjia_now() - interval '1 h', guanjia_now() + interval '1 d', %s
"""
AN_HOUR_AGO = "UPDATE work_item SET created_at = created_at - interval '1 h' WHERE ticket_id = %s"


def test_a_level_passed_within_seconds_is_told_to_the_next(stage: Stage) -> None:
    ticket = submitted(stage, 500_000, account())
    passed = stage.fired("supervisor", ticket, "approve")
    assert "decided_in_seconds" in shown(stage, passed, "pm")
    with statements() as sql:
        sql.execute(AN_HOUR_AGO, [ticket["id"]])
    assert "decided_in_seconds" not in shown(stage, passed, "pm")


def test_they_cost_one_statement(stage: Stage) -> None:
    ticket = submitted(stage, 2_000, account())
    path = f"/tickets/{ticket['id']}"
    answer(stage.send("supervisor", "GET", path), 200)
    with counted_statements() as seen:
        for part in ("", "/moves", "/events"):
            answer(stage.send("supervisor", "GET", f"{path}{part}"), 200)
    assert len(seen) <= 6
