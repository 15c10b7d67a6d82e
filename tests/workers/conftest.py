"""One town for all tests of a worker; each test has refunds of its own in it."""

from collections.abc import Iterator

import pytest

from service.usecases.audit.verify import verify
from tests.servers import Servers, copied_database, demo_template
from tests.workers.town import Town, town


@pytest.fixture(scope="session")
def _town(
    servers: Servers, worker_name: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    with (
        copied_database(servers, f"town_{worker_name}", template=demo_template(servers)) as url,
        town(url, redis_url, folder, GUANJIA_SANDBOX_MODE="manual", GUANJIA_SANDBOX_DELAY="0") as made,
    ):
        yield made
        with made.app.app_context():
            assert list(verify()) == []


@pytest.fixture
def here(_town: Town) -> Iterator[Town]:
    """Whatever a test started is gone after it, and what it left undone is no other test's."""
    with _town.app.app_context():
        yield _town
        _town.stop_all(but=1)
        never = "UPDATE outbox SET due_at = '2999-01-01', status = 'ready', lease_until = NULL, batch = NULL"
        _town.rows(f"{never} WHERE status IN ('ready', 'queued', 'running') RETURNING 1")
        _town.rows("UPDATE timer SET status = 'cancelled' WHERE status = 'armed' RETURNING 1")
