"""A database of its own, so that `guanjia verify` speaks of races alone; a connection for every thread."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from service.transaction import Row
from tests.patterns.office import asks
from tests.races.racing import assert_clean, runners
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Somebody, Stage, app_on, stage_on

THREADS = 100
# Threads have no time to make people.
CAST = "clerk clerk2 clerk3 supervisor supervisor2 supervisor3 finance legal pm pm2 city admin"


@pytest.fixture(scope="session")
def racing_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"races_{worker_name}", template=migrated_template(servers)) as url,
        app_on(url, pool_size=THREADS + 4) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def _stage(racing_app: Flask) -> Stage:
    with racing_app.app_context():
        stage = stage_on(racing_app)
        for name in CAST.split():
            stage.who(name)
        return stage


@pytest.fixture(scope="session")
def _pool() -> Iterator[ThreadPoolExecutor]:
    with runners(THREADS) as pool:
        yield pool


@pytest.fixture
def pool(_pool: ThreadPoolExecutor) -> ThreadPoolExecutor:
    return _pool


@pytest.fixture
def stage(_stage: Stage) -> Iterator[Stage]:
    """After every test the whole database is proven."""
    with _stage.app.app_context():
        yield _stage
        assert_clean()


@pytest.fixture
def supervisors(stage: Stage) -> list[Somebody]:
    """A hundred persons who hold the same desk."""
    return [stage.who(f"supervisor{number}") for number in range(1, THREADS + 1)]


@pytest.fixture
def refunds_ask(stage: Stage) -> Iterator[Callable[..., None]]:
    """`refunds_ask(level(...))`: whom the refunds opened from now on ask; the usual ones after the test."""

    def ask(*levels: Row) -> None:
        stage.policy("refund", **asks(*levels))

    yield ask
    stage.policy("refund")
