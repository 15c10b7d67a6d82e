"""One copy of the demo a module for the tests of duties; each test opens tickets of its own."""

from collections.abc import Iterator

import pytest

from tests.demo_house import House, demo_app
from tests.servers import Servers


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"duties_{worker_name}") as app:
        yield House(app)
