"""Random lives of refunds, hundreds of them, agree with the model at every step and leave nothing to find."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.model.machine import PEOPLE, Refunds
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Somebody, Stage, app_with_house, somebody, stage_on
from tests.workflows import oracle

HALVES, STRESS_PIECES = 2, 25
# Of the 38 pairs of state and trigger in the table.
MOST_ROWS = 20


@pytest.fixture(scope="session")
def model_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"model_{worker_name}", template=migrated_template(servers)) as url,
        app_with_house(url) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def above(model_app: Flask) -> Stage:
    with model_app.app_context():
        stage = stage_on(model_app)
        for name in ("auditor9", "cashier9", "clerk2"):
            stage.who(name)
    return stage


@pytest.fixture(scope="session")
def real(above: Stage) -> dict[str, Somebody]:
    with above.app.app_context():
        return {name: somebody(above.office, *desks.split()) for name, desks in PEOPLE.items()}


@pytest.mark.parametrize("half", range(HALVES))
def test_a_hundred_random_lives_agree_with_the_model(
    above: Stage, real: dict[str, Somebody], half: int
) -> None:
    live(above, real, number=half, examples=100 // HALVES, steps=40)


@pytest.mark.stress
@pytest.mark.parametrize("piece", range(STRESS_PIECES))
def test_thousands_of_random_lives_agree_with_the_model(
    above: Stage, real: dict[str, Somebody], piece: int
) -> None:
    live(above, real, number=1000 + piece, examples=5000 // STRESS_PIECES, steps=100)


def live(stage: Stage, people: dict[str, Somebody], *, number: int, examples: int, steps: int) -> None:
    """The same lives in every run: the seed is the piece's own, and no database of examples is kept.

    A failure is told as it came, for making it smaller takes minutes: `phases` without this line does that.
    """

    class Bound(Refunds):
        real = people

    Bound.stage = stage
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    with stage.app.app_context():
        begin_today()
        run_state_machine_as_test(seed(number)(Bound), settings=how)
        assert [str(each) for each in verify()] == []
        assert len(rows_walked()) >= MOST_ROWS


def begin_today() -> None:
    with statements() as sql:
        sql.execute("DELETE FROM clock_offset")


def rows_walked() -> set[tuple[str, str]]:
    """So that a change of the machine that lets no life come far shows."""
    with statements() as sql:
        found = sql.all("SELECT DISTINCT source, trigger FROM event WHERE source IS NOT NULL")
    table = {row[:2] for row in oracle.flat("refund")}
    return {(row["source"], row["trigger"]) for row in found} & table
