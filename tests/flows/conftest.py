"""One whole service for all flows of a run: it finds an empty database, as on a fresh machine."""

from collections.abc import Iterator

import pytest

from tests.flows.client import House
from tests.flows.stack import Stack, running_stack
from tests.servers import Servers, copied_database, migrated_template


@pytest.fixture(scope="session")
def stack(
    servers: Servers, worker_name: str, stack_redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("flows")
    with (
        copied_database(servers, f"flows_{worker_name}", template=migrated_template(servers)) as url,
        running_stack(folder, database_url=url, redis_url=stack_redis_url) as stack,
    ):
        yield stack


@pytest.fixture(scope="session")
def house(stack: Stack) -> House:
    house = stack.house()
    house.settle_in()
    return house
