"""One copy of the demo a module for the tests of policies, workflows and the refusal log."""

from collections.abc import Iterator

import pytest

from tests.demo_house import House, demo_app
from tests.servers import Servers


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"policies_{worker_name}") as app:
        yield House(app)
