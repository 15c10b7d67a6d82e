"""One database for the folder; each test has an office of its own, whose every log is proven at the end."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.usecases.audit.verify import verify
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, app_on, stage_on


@pytest.fixture(scope="session")
def empty_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    template = migrated_template(servers)
    with copied_database(servers, f"renames_{worker_name}", template=template) as url, app_on(url) as app:
        yield app
        with app.app_context():
            assert [str(each) for each in verify() if each.invariant not in ("I3", "I11")] == []


@pytest.fixture
def stage(empty_app: Flask) -> Iterator[Stage]:
    with empty_app.app_context():
        yield stage_on(empty_app)
