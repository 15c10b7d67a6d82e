"""Offices for scenarios: a database and a gateway for each worker, an office for each test."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.patterns.office import Office, opened_on
from tests.sandbox.partners import SECRETS, Listener, sandbox
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import answer, app_with_house, stage_on

NOWHERE = "http://127.0.0.1:9"
OfficeWith = Callable[..., Office]
# What a test leaves undone is no other test's; and after it, it is today again.
TIDY = (
    "DELETE FROM clock_offset",
    "UPDATE outbox SET due_at = '2999-01-01', status = 'ready', lease_until = NULL, batch = NULL"
    " WHERE status IN ('ready', 'queued', 'running')",
    "UPDATE timer SET status = 'cancelled' WHERE status = 'armed'",
)


@pytest.fixture(scope="session")
def _patterns_app(
    servers: Servers, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    # Numbered: `tests/lateness` has one of its own, and neither may drop the other's database.
    folder = tmp_path_factory.mktemp("patterns")
    manual = {"GUANJIA_SANDBOX_MODE": "manual", "GUANJIA_SANDBOX_DELAY": "0"}
    given = {name.removeprefix("GUANJIA_").lower(): value for name, value in SECRETS.items()}
    with (
        copied_database(servers, f"{folder.name}_{worker_name}", template=migrated_template(servers)) as url,
        sandbox(folder, Listener(url=NOWHERE), **manual) as partner,
        app_with_house(url, **given, payment_url=partner.url, sms_url=partner.url, public_url=NOWHERE) as app,
    ):
        app.extensions["partner"] = partner
        yield app
        with app.app_context():
            assert [str(each) for each in verify()] == []


@pytest.fixture
def office_with(_patterns_app: Flask) -> Iterator[OfficeWith]:
    """`office_with(refund={...})`: an office whose policy of refunds says this.

    After the story the office's auditor finds every log in order.
    """
    offices: list[Office] = []
    with _patterns_app.app_context():

        def made(**policies: Mapping[str, Any]) -> Office:
            offices.append(opened_on(_patterns_app, stage_on(_patterns_app), **policies))
            return offices[-1]

        yield made
        for office in offices:
            found = answer(office.send("auditor", "GET", "/audit/verify"), 200)
            assert found["ok"], found["findings"]
        with statements() as sql:
            for statement in TIDY:
                sql.execute(statement)


@pytest.fixture
def office(office_with: OfficeWith) -> Office:
    return office_with()
