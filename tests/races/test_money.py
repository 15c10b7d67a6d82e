"""Two slips on one deposit at one instant: the balance and the one open slip hold, whoever is faster."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from werkzeug.test import TestResponse

from service.transaction import statements
from tests.matrix.walks import ticket_in
from tests.races.racing import assert_one_won, race, statuses
from tests.stage import Stage, answer, payee

ROUNDS = 15


@pytest.mark.parametrize(("first", "second"), [(150_000, 60_000), (50_000, 60_000)])
def test_of_two_slips_one_is_opened(stage: Stage, pool: ThreadPoolExecutor, first: int, second: int) -> None:
    """2,000.00 hold 1,500.00 or 600.00, and never two slips even where both would fit."""
    for _ in range(ROUNDS):
        deposit = stage.deposit(amount_fen=200_000)
        answers = race(pool, [partial(slip, stage, deposit, fen) for fen in (first, second)])
        assert statuses(answers) == {201: 1, 422: 1}
        (refused,) = [each.get_json() for each in answers if each.status_code == 422]
        assert refused["rule"] in ("no_other_slip", "within_balance")
        won = [first, second][[each.status_code for each in answers].index(201)]
        assert frozen(deposit) == won
        again = answer(slip(stage, deposit, 100), 422)
        assert "no_other_slip" in [each["rule"] for each in again["rules"]]


def slip(stage: Stage, deposit: str, fen: int) -> TestResponse:
    details = {"deposit": deposit, "amount_fen": fen, "payee": payee(), "reason": "搬走"}
    said = {"workflow": "refund", "office": stage.office.code, "subject": "退款", "details": details}
    return stage.send("clerk2", "POST", "/tickets", said)


def frozen(deposit: str) -> int:
    with statements() as sql:
        row = sql.one("SELECT frozen_fen FROM deposit WHERE id = %s", [deposit])
    assert row is not None
    return int(row["frozen_fen"])


def test_of_twenty_who_pay_one_makes_the_instruction(stage: Stage, pool: ThreadPoolExecutor) -> None:
    for _ in range(3):
        ticket = ticket_in(stage, "refund", "approved")
        names = [f"finance{number}" for number in range(1, 21)]
        for name in names:
            stage.who(name)
        assert_one_won(race(pool, [partial(stage.fire, name, ticket, "pay") for name in names]))
        with statements() as sql:
            made = sql.all("SELECT try FROM instruction WHERE ticket_id = %s", [ticket["id"]])
        assert [row["try"] for row in made] == [1]
