"""One database for the cells over HTTP, proven when all is done; its context is pushed test by test."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.usecases.audit.verify import verify
from tests.operations.cast import House
from tests.patterns.office import opened_on
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import app_on, stage_on

# Nothing is sent here, and a walk may say that it was.
NOT_DONE_HERE = ("I3", "I11")


@pytest.fixture(scope="session")
def empty_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    template = migrated_template(servers)
    with copied_database(servers, f"cells_{worker_name}", template=template) as url, app_on(url) as app:
        yield app
        with app.app_context():
            assert [str(each) for each in verify() if each.invariant not in NOT_DONE_HERE] == []


@pytest.fixture(scope="module")
def built(empty_app: Flask) -> House:
    with empty_app.app_context():
        return House(opened_on(empty_app, stage_on(empty_app)), opened_on(empty_app, stage_on(empty_app)))


@pytest.fixture
def house(built: House) -> Iterator[House]:
    with built.office.app.app_context():
        yield built
