"""A copy of the demo a module: whatever is tried out here must leave it as it is."""

from collections.abc import Iterator

import pytest

from tests.demo_house import House, demo_app
from tests.servers import Servers

# Logged in beforehand: a token that is made is a row too.
PEOPLE = "clerk clerk2 supervisor supervisor2 pm finance cashier auditor admin tech supervisor-gz02".split()


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"rehearsal_{worker_name}") as app:
        house = House(app)
        for name in PEOPLE:
            assert house[name]
        yield house
