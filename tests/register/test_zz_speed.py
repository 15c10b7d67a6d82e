"""x"""

import time
from uuid import UUID

from flask.testing import FlaskClient

from service.transaction import transaction
from service.usecases.register.charge_rooms import charge_rooms
from tests.register.conftest import Place
from tests.register.town import answered, new_town


def test_speed(place: Place, client: FlaskClient) -> None:
    town = new_town(place, client)
    with transaction() as work:
        work.sql.execute(
            """INSERT INTO room (id, office_id, building_id, code, floor, gross_area)
          SELECT guanjia_id(), %s, %s, 'R' || n, 1, 8950 FROM generate_series(1, 4000) n""",
            [place.office.id, town.building.id],
        )
        work.sql.execute(
            """INSERT INTO occupancy (id, office_id, room_id, customer_id, nature, since)
          SELECT guanjia_id(), office_id, id, %s, 'owner', '2026-01-01' FROM room WHERE building_id = %s""",
            [place.customer.id, town.building.id],
        )
    for n in range(3):
        town.item(f"费{n}", "other", position=n)
        t = time.monotonic()
        town.tariff(town.standard(f"费{n}"), building=town.building.code)
        print("tariff", time.monotonic() - t)
    with transaction() as work:
        work.sql.execute("ANALYZE room")
        work.sql.execute("ANALYZE tariff")
        work.sql.execute("ANALYZE occupancy")
    from service.usecases.register import charge_statements as st
    from service.usecases.register.charge_rooms import _asked

    run = answered(town.finance.post("/charge-runs", {"period": "2026-11"}))
    for n in range(2):
        with transaction() as work:
            charge_rooms(work, UUID(run["id"]))
    with transaction() as work:
        row = work.sql.one("SELECT * FROM charge_run WHERE id = %s", [run["id"]])
        for line in work.sql.all(
            "EXPLAIN (ANALYZE, COSTS, TIMING OFF) " + st.LINES + st.CHARGE, _asked(row, 1000)
        ):
            print("PLAN", line["QUERY PLAN"])
