"""One copy of the demo a module for the tests of duties; or an office of a test's own, with its policies."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from service.usecases.audit.verify import verify
from tests.demo_house import House, demo_app
from tests.patterns.office import Office, opened_on
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import app_on, stage_on

OfficeWith = Callable[..., Office]


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"duties_{worker_name}") as app:
        yield House(app)


@pytest.fixture(scope="session")
def empty_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    """A database without the demo. What the tests did there is proven when all are done."""
    template = migrated_template(servers)
    with copied_database(servers, f"offices_{worker_name}", template=template) as url, app_on(url) as app:
        yield app
        with app.app_context():
            assert [str(each) for each in verify()] == []


@pytest.fixture
def office_with(empty_app: Flask) -> Iterator[OfficeWith]:
    """`office_with(refund={...})`: an office whose policy of refunds says this."""
    with empty_app.app_context():

        def made(**policies: Any) -> Office:
            return opened_on(empty_app, stage_on(empty_app), **policies)

        yield made
