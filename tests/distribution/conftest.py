"""Offices whose policy hands duties on, with the background in hand; at the end every log is proven."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.patterns.conftest import TIDY
from tests.patterns.office import Office, opened_on
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import app_with_house, stage_on

OfficeWith = Callable[..., Office]


@pytest.fixture(scope="module")
def app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"handing_{worker_name}", template=migrated_template(servers)) as url,
        app_with_house(url) as app,
        app.app_context(),
    ):
        yield app
        assert [str(each) for each in verify()] == []


@pytest.fixture
def office_with(app: Flask) -> Iterator[OfficeWith]:
    """`office_with(complaint={...})`: an office whose policy of complaints says this."""

    def made(**policies: Any) -> Office:
        return opened_on(app, stage_on(app), **policies)

    yield made
    with statements() as sql:
        for statement in TIDY:
            sql.execute(statement)
