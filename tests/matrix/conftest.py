"""One database and one office for the whole matrix; counted before and after, so it is nobody else's."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Stage, app_on, stage_on


@pytest.fixture(scope="session")
def matrix_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"matrix_{worker_name}", template=migrated_template(servers)) as url,
        app_on(url) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def matrix_stage(matrix_app: Flask) -> Stage:
    with matrix_app.app_context():
        return stage_on(matrix_app)


@pytest.fixture
def stage(matrix_stage: Stage) -> Iterator[Stage]:
    """The context is pushed for one test only: other folders have applications of their own."""
    with matrix_stage.app.app_context():
        yield matrix_stage
