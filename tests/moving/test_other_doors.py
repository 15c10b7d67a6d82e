"""What is signed on a ticket is not to be had without a signature at another door."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.transaction import statements, transaction
from tests import makers
from tests.moving.test_moving import TODAY, House
from tests.stage import Stage, answer

DEBT = {"arrears_to_new": True, "assumption_no": "CD-1"}


@pytest.fixture
def house(stage: Stage) -> House:
    return House(stage)


def carried(house: House) -> Any:
    """A transfer that moved 5,000.00 of debt, signed by all that it asks."""
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=500_000)
    ticket = house.signed(house.checked(**DEBT), "supervisor", "pm", "finance")
    return house.by_itself(ticket, "effective_date")


def test_a_signed_transfer_is_taken_back_on_its_ticket_and_by_no_quick_call(house: House) -> None:
    ticket = carried(house)
    change = f"/transfers/{ticket['details']['change']}"
    quick = house.stage.send("finance", "POST", f"{change}/reverse", {"reason": "x"})
    problem = answer(quick, 422)
    assert (problem["rule"], ticket["number"] in problem["detail"]) == ("needs_approval", True)
    answer(house.stage.send("finance", "DELETE", change), 409)
    assert house.owed() == {"张伟": 0, "陈静": 500_000}
    ticket = house.by("supervisor", ticket, "reverse", reason="买卖取消")
    assert house.signed(ticket, "pm", "finance")["state"] == "reversed"
    assert house.owed() == {"张伟": 500_000, "陈静": 0}


def test_the_day_that_was_signed_is_not_moved_by_a_quick_call(house: House) -> None:
    change = f"/transfers/{carried(house)['details']['change']}"
    moved = house.stage.send("finance", "PATCH", change, {"on": "2020-06-01"}, version=1)
    assert answer(moved, 422)["rule"] == "needs_approval"
    assert answer(house.stage.send("finance", "PATCH", change, {"contract_no": "HT-2"}, version=1), 200)


def test_where_a_ticket_has_settled_its_change_the_quick_call_still_refuses(house: House) -> None:
    ticket = house.by("clerk", carried(house), "meter_billed", waived_by_both=True)
    change = f"/transfers/{ticket['details']['change']}"
    quick = house.stage.send("finance", "POST", f"{change}/reverse", {"reason": "x"})
    assert answer(quick, 422)["rule"] == "needs_approval"


def test_a_ticket_whose_change_was_taken_back_meanwhile_bills_and_settles_nothing(house: House) -> None:
    """As it stands in the books of a house from before the quick call refused."""
    ticket = house.effective()
    with statements() as sql:
        sql.execute(
            """UPDATE occupancy_change SET reversed_at = guanjia_now(), reversed_by = created_by, reason = 'x'
                WHERE id = %s""",
            [ticket["details"]["change"]],
        )
    assert house.refused("supervisor", ticket, "reverse", reason="x") == "in_force"
    assert house.refused("clerk", ticket, "meter_billed", waived_by_both=True) == "in_force"


BY_ENTRANCE = {"handovers": {}, "transfers": {}, "moves": {"nature": "owner"}}


def asked(house: House, entrance: str, day: Any, *, who: str = "clerk", **more: Any) -> Any:
    body = {"room": house.room.code, "customer": house.new.code, "on": str(day)} | BY_ENTRANCE[entrance]
    return house.stage.send(who, "POST", f"/{entrance}", body | more)


@pytest.mark.parametrize("entrance", BY_ENTRANCE)
def test_a_day_whose_month_was_charged_is_for_a_ticket_at_every_entrance(house: House, entrance: str) -> None:
    before = TODAY - timedelta(days=60)
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=100, period=f"{TODAY:%Y-%m}")
    problem = answer(asked(house, entrance, before), 422)
    assert (problem["rule"], "流程单" in problem["detail"]) == ("needs_approval", True)
    out = {"room": house.room.code, "direction": "out", "nature": "owner", "on": str(before)}
    assert answer(house.stage.send("clerk", "POST", "/moves", out), 422)["rule"] == "needs_approval"
    assert house.checked(day=str(before))["state"] == "pending_approval"
    answer(asked(house, entrance, TODAY), 201)


def test_a_page_of_quick_moves_names_the_line_that_needs_a_ticket(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=100_001)
    line = {"room": house.room.code, "customer": house.new.code, "on": str(TODAY), "nature": "owner"}
    problem = answer(house.stage.send("clerk", "POST", "/moves/batch", {"moves": [line]}), 422)
    assert [each["field"] for each in problem["errors"]] == ["moves.0"]


def test_r_occ_09_who_owes_little_leaves_with_a_warning_and_who_owes_more_by_a_ticket(house: House) -> None:
    """Up to 1,000.00; the row's own 751.80 stays with who leaves."""
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=75_180)
    leaving = {"room": house.room.code, "direction": "out", "nature": "owner", "on": str(TODAY)}
    gone = answer(house.stage.send("clerk", "POST", "/moves", leaving), 201)
    assert [each["rule"] for each in gone["warnings"]] == ["arrears_stay"]
    answer(house.stage.send("clerk", "POST", f"/moves/{gone['id']}/reverse", {"reason": "x"}), 200)
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=24_821)
    for entrance in BY_ENTRANCE:
        assert answer(asked(house, entrance, TODAY), 422)["rule"] == "needs_approval"
    assert answer(house.stage.send("clerk", "POST", "/moves", leaving), 422)["rule"] == "needs_approval"


def test_a_correction_of_the_day_goes_no_further_back_than_the_quick_call(house: House) -> None:
    made = answer(asked(house, "transfers", TODAY), 201)
    house.stage.charge(house.old, room_id=house.room.id, period="2026-01", amount_fen=1)
    with statements() as sql:
        sql.execute("UPDATE charge SET created_at = '2026-01-01' WHERE room_id = %s", [house.room.id])
    path, earlier = f"/transfers/{made['id']}", {"on": "2025-12-01"}
    moved = house.stage.send("clerk", "PATCH", path, earlier, version=made["version"])
    assert answer(moved, 422)["rule"] == "needs_approval"


def test_with_one_of_two_rooms_only_what_is_of_that_room_goes_over(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=10_000)
    house.stage.charge(house.old, amount_fen=7_000)
    house.prepays(60_000)
    both = {**DEBT, "prepayment_to_new": True}
    with transaction() as work:
        other = makers.make_room(work, house.stage.office)
        kept = makers.make_occupancy(work, other, house.old, nature="owner", since=date(2020, 1, 1))
    made = answer(asked(house, "transfers", TODAY, who="finance", **both), 201)
    assert (made["arrears_fen"], made["prepayment_fen"]) == (10_000, 0)
    assert "other_rooms" in [each["rule"] for each in made["warnings"]]
    answer(house.stage.send("finance", "POST", f"/transfers/{made['id']}/reverse", {"reason": "x"}), 200)
    ticket = house.checked(**both)
    assert ticket["details"]["moved_fen"] == 10_000
    with statements() as sql:
        sql.execute("UPDATE occupancy SET until = %s WHERE id = %s", [TODAY, kept.id])
    made = answer(asked(house, "transfers", TODAY, who="finance", **both), 201)
    assert (made["arrears_fen"], made["prepayment_fen"]) == (17_000, 60_000)
