"""After every operation the log replays to the stored rows, and every hash holds."""

from collections.abc import Iterator

import pytest

from service.usecases.audit.verify import verify
from tests.demo_house import House, answered, demo_app
from tests.servers import Servers
from tests.work_items.test_claim import do, item_of
from tests.work_items.test_drafts_of_the_system import drafted
from tests.work_items.test_giving import investigated, ticket_of


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"verified_{worker_name}") as app:
        yield House(app)


def test_the_log_replays_to_the_rows(house: House) -> None:
    claimed = do(house["supervisor"], item_of(house.submitted_refund()), "claim")
    owned = do(house["supervisor"], claimed, "delegate", {"to": "legal"})
    opinion = next(each for each in ticket_of(house, owned)["work_items"] if each["kind"] == "opinion")
    do(house["legal"], opinion, "opinion", {"text": "可以"})
    house["supervisor"].fire(ticket_of(house, owned), "approve")
    do(house["tech"], item_of(investigated(house)), "transfer", {"to": "tech2", "reason": "休假"})
    draft = do(house["clerk"], item_of(drafted(house)), "claim")
    do(house["clerk"], draft, "release")
    given = do(house["supervisor"], item_of(house.complaint()), "dispatch", {"to": "clerk2"})
    answered(house["clerk"].post(f"/work-items/{given['id']}/urge"), 200)
    assert [str(each) for each in verify()] == []
