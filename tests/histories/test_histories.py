"""Random histories of operations by twelve persons, with crashes: the invariants hold after each."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from flask import Flask

from service.queries.register.balances import book_differences
from service.transaction import statements
from service.usecases.audit.background import background_findings
from service.usecases.audit.verify import verify_offices
from tests.histories.acts import ACTS, makes_a_move
from tests.histories.life import PEOPLE, Life
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, app_with_house, somebody, stage_on

PIECES, HISTORIES = 3, 100
STRESS_PIECES, STRESS_HISTORIES = 20, 500
STEPS = 18
PROVEN_WHOLE = 10


@pytest.fixture(scope="session")
def histories_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"histories_{worker_name}", template=migrated_template(servers)) as url,
        app_with_house(url) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def above(histories_app: Flask) -> Stage:
    """An office above those of the histories: its people work in all of them."""
    with histories_app.app_context():
        stage = stage_on(histories_app)
        for name in ("auditor9", "cashier9", "tech2", "visitor2"):
            stage.who(name)
        stage.people |= {name: somebody(stage.office, *desks.split()) for name, desks in PEOPLE.items()}
    return stage


@pytest.fixture(scope="session")
def told() -> Counter[str]:
    """What was heard in all pieces that this worker ran."""
    return Counter()


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_hundred_histories_leave_nothing_to_find(above: Stage, told: Counter[str], piece: int) -> None:
    told.update(many(above, first=piece * HISTORIES, number=HISTORIES))


def test_in_the_histories_every_act_came_about(told: Counter[str]) -> None:
    """Each was let through at least once, and something was refused: or the histories would prove little."""
    if sum(told.values()) < 1000:
        pytest.skip("runs after the histories themselves")
    done = {name for name in told if not name.endswith("refused")}
    missing = {"remove-signer", *(name for name in ACTS if " " not in name)} - done
    assert not missing, f"never let through: {missing}; {told}"
    assert told["crashed"] and told["approve"] and told["approve refused"]


@pytest.mark.stress
@pytest.mark.parametrize("piece", range(STRESS_PIECES))
def test_thousands_of_histories_leave_nothing_to_find(above: Stage, piece: int) -> None:
    many(above, first=10_000 + piece * STRESS_HISTORIES, number=STRESS_HISTORIES)


def many(above: Stage, *, first: int, number: int) -> Counter[str]:
    told: Counter[str] = Counter()
    with above.app.app_context():
        for seed in range(first + 1, first + number + 1):
            told += history(above, seed).told
    return told


def history(above: Stage, seed: int) -> Life:
    """Always the same for the same seed, but for ids: so a failure can be lived again."""
    begin_anew()
    life = Life(above.below(), Random(seed))
    for _ in range(life.chance.choice([1, 1, 2])):
        life.open()
    for _ in range(STEPS if life.tickets else 0):
        act = life.chance.choices(ACTS_AND_WEIGHTS[0], ACTS_AND_WEIGHTS[1])[0]
        ticket = life.read(life.pick())
        if not act(life, ticket):
            makes_a_move(life, ticket)
    assert_proven(life, seed)
    return life


ACTS_AND_WEIGHTS = ([act for _, act in ACTS.values()], [weight for weight, _ in ACTS.values()])


def begin_anew() -> None:
    """Today, with every desk held and nobody standing in."""
    with statements() as sql:
        sql.execute("DELETE FROM clock_offset")
        sql.execute("UPDATE desk_holding SET until = NULL")
        sql.execute(END_STAND_INS)


END_STAND_INS = "UPDATE substitution SET ended_at = ends_at, ended_by = absent_id WHERE ended_at IS NULL"


def assert_proven(life: Life, seed: int) -> None:
    """Its own log after each; books and background work, which are proven as a whole, after some."""
    found = [str(each) for each in verify_offices([life.stage.office.id]).findings]
    if seed % PROVEN_WHOLE == 0:
        with statements() as sql:
            found += [str(row) for row in book_differences(sql)]
            found += [str(each) for each in background_findings(sql) if "I11" not in str(each)]
    assert found == [], f"history {seed}"
