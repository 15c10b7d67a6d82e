"""Who pays: the resident, else the tenant, else the owner."""

from datetime import date

from service.queries.register.payers import payer_of
from service.transaction import transaction
from tests import makers
from tests.register.conftest import Place


def test_the_payer_falls_back_as_people_leave(place: Place) -> None:
    ends = {"resident": date(2026, 3, 1), "tenant": date(2026, 5, 1), "owner": date(2026, 7, 1)}
    with transaction() as work:
        room = makers.make_room(work, place.office)
        for nature, until in ends.items():
            customer = makers.make_customer(work, place.office, kind=nature)
            makers.make_occupancy(work, room, customer, nature=nature, until=until)
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 1)]
        payers = [payer_of(work.sql, room.id, day) for day in days]
        assert [payer["nature"] for payer in payers if payer] == ["resident", "tenant", "owner"]
        assert payer_of(work.sql, room.id, date(2026, 7, 1)) is None
