"""Offices whose policy hands duties on, with the background in hand; at the end every log is proven."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from service.transaction import statements
from service.usecases.audit.verify import verify
from service.usecases.effects.shape import partners_of
from tests.patterns.conftest import TIDY
from tests.patterns.office import Office, opened_on
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import app_on, stage_on
from workers.house import HOUSE, House, Stop

OfficeWith = Callable[..., Office]


@pytest.fixture(scope="module")
def app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"handing_{worker_name}", template=migrated_template(servers)) as url,
        app_on(url) as app,
        app.app_context(),
    ):
        settings = app.extensions["settings"]
        app.extensions[HOUSE] = House(settings, partners_of(settings), Stop())
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
