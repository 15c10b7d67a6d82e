"""Real servers for every test that asks: one PostgreSQL and one Redis a run, one database a worker."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.addresses import compile_once
from tests.keys import MASTER_KEY
from tests.servers import (
    Servers,
    copied_database,
    demo_template,
    migrated_template,
    start_servers,
    stop_servers,
)
from tests.stage import app_on

FLOWS = "tests/flows/"
RACES = "tests/races/"
# What takes longest is begun first, or one worker would still be at it when the other has nothing left.
LONGEST = ("tests/histories/", "tests/faults/", FLOWS, "tests/contract/", RACES, "tests/model/")
RUNNING = pytest.StashKey[Servers]()
# How long one case takes says how busy the machine is, and nothing of the code.
settings.register_profile("guanjia", deadline=None)
settings.load_profile("guanjia")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under xdist the controller starts them: they die with who started them, and workers come and go."""
    servers = running(node.config)
    node.workerinput["servers"] = {"database_url": servers.database_url, "redis_url": servers.redis_url}


class InOnePlace(LoadScopeScheduling):
    """One worker runs all tests of a file, all flows and all races.

    Another would start a whole second service, or plan the door's statements on a hundred connections more.

    Groups by mark (`--dist loadgroup`) do nothing in pytest-xdist 3.8 under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        together = (each for each in (FLOWS, RACES) if nodeid.startswith(each))
        return next(together, nodeid.split("::", 1)[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    config.option.loadscopereorder = False
    return InOnePlace(config, log) if config.getvalue("dist") == "load" else None


def pytest_configure() -> None:
    """For the processes that tests start."""
    os.environ["GUANJIA_MASTER_KEY"] = MASTER_KEY
    compile_once()


def pytest_collection_finish() -> None:
    """What is imported stays: the collector need not walk 600 modules again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUNNING in config.stash:
        stop_servers(config.stash[RUNNING])


def running(config: pytest.Config) -> Servers:
    if RUNNING not in config.stash:
        config.stash[RUNNING] = start_servers()
    return config.stash[RUNNING]


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Servers:
    given = getattr(request.config, "workerinput", {}).get("servers")
    return Servers(**given) if given else running(request.config)


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "gw0"))


@pytest.fixture(scope="session")
def database_url(servers: Servers, worker_name: str) -> Iterator[str]:
    """Migrated and, at the start of the run, empty; shared by the tests of one worker."""
    with copied_database(servers, f"test_{worker_name}", template=migrated_template(servers)) as url:
        yield url


@pytest.fixture(scope="session")
def shared_app(database_url: str) -> Iterator[Flask]:
    """One for many files, whose connections know their statements; each pushes a context of its own."""
    with app_on(database_url, pool_size=16) as app:
        yield app


@pytest.fixture
def fresh_database_url(servers: Servers, worker_name: str) -> Iterator[str]:
    """Migrated, empty, and this test's own."""
    with copied_database(servers, f"fresh_{worker_name}", template=migrated_template(servers)) as url:
        yield url


@pytest.fixture
def demo_database_url(servers: Servers, worker_name: str) -> Iterator[str]:
    """With the demo offices, and this test's own."""
    with copied_database(servers, f"demo_{worker_name}", template=demo_template(servers)) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(servers: Servers, worker_name: str) -> str:
    """A numbered database of its own for each worker."""
    return numbered_redis(servers, worker_name)


@pytest.fixture(scope="session")
def stack_redis_url(servers: Servers, worker_name: str) -> str:
    """For a whole service that stays up: its workers would take the jobs of other tests."""
    return numbered_redis(servers, worker_name, after=8)


def numbered_redis(servers: Servers, worker_name: str, *, after: int = 0) -> str:
    return f"{servers.redis_url}?db={1 + after + int(worker_name.removeprefix('gw')) % 7}"
