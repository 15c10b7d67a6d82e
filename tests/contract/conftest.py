"""A house with a ticket in every open state, and somebody who holds so many desks that little is refused."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.transaction import transaction
from tests import makers
from tests.matrix.walks import WALKS, ticket_in
from tests.servers import Servers, copied_database, migrated_template
from tests.stage import Somebody, Stage, app_on, stage_on
from tests.workflows import oracle

DESKS = "supervisor pm finance cashier auditor admin dispatcher tech legal visitor engineering_lead"


@pytest.fixture(scope="session")
def described_app(servers: Servers, worker_name: str) -> Iterator[Flask]:
    with (
        copied_database(servers, f"contract_{worker_name}", template=migrated_template(servers)) as url,
        app_on(url, pool_size=16) as app,
    ):
        yield app


@pytest.fixture(scope="session")
def _stage(described_app: Flask) -> Stage:
    with described_app.app_context():
        stage = stage_on(described_app)
        for workflow in WALKS:
            for state in oracle.open_states(workflow):
                ticket_in(stage, workflow, state)
        give_desks(stage, stage.who("clerk"))
    return stage


def give_desks(stage: Stage, who: Somebody) -> None:
    with transaction() as work:
        for desk in DESKS.split():
            makers.give_desk(work, who.account, stage.office, desk)


@pytest.fixture
def stage(_stage: Stage) -> Iterator[Stage]:
    with _stage.app.app_context():
        yield _stage
