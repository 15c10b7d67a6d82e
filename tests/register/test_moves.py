"""Who comes into a room and who leaves it, as the rows of group OCC say."""

from datetime import date

import pytest
from flask import Flask

from service.queries.register.payers import payer_of
from service.transaction import statements
from tests.register.house import CHEN, LI, WANG, ZHANG, House, house_on, refused, wrong
from tests.stage import stage_on


@pytest.fixture
def house(app: Flask) -> House:
    return house_on(stage_on(app))


def payer_on(house: House, day: date) -> str | None:
    with statements() as sql:
        found = payer_of(sql, house.room.id, day)
    return found and found["name"]


def test_r_occ_01_an_owner_comes_by_handover_a_tenant_by_a_move_in(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    assert house.relations() == [("owner", ZHANG, "2026-01-01", None), ("tenant", LI, "2026-02-01", None)]


def test_r_occ_02_a_handover_needs_room_customer_and_date(house: House) -> None:
    assert wrong(house.send("POST", "/handovers", {})) == ["customer", "on", "room"]


def test_r_occ_03_a_handover_makes_the_customer_owner_from_that_date(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01")
    assert (made["left"], made["warnings"], made["payer"]["name"]) == ([], [], ZHANG)
    assert house.relations() == [("owner", ZHANG, "2026-11-01", None)]


def test_r_occ_04_contract_and_letter_number_can_be_searched(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01", contract_no="HT-2026-001", letter_no="SL-2026-001")
    for asked in ("contract_no=HT-2026-001", "letter_no=SL-2026-001"):
        assert [row["id"] for row in house.listed(f"/handovers?{asked}")] == [made["id"]]
    assert house.listed("/handovers?contract_no=HT-2026-002") == []


def test_r_occ_07_the_new_owner_moves_in_and_nobody_may_say_no(house: House) -> None:
    assert wrong(house.asked("/handovers", ZHANG, "2026-11-01", customer_moves_in=False)) == [
        "customer_moves_in"
    ]
    assert house.made("/handovers", ZHANG, "2026-11-01")["move"] is not None


def test_r_occ_08_all_earlier_customers_leave_and_the_answer_says_who(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    assert wrong(house.asked("/handovers", CHEN, "2026-11-10", others_move_out=False)) == ["others_move_out"]
    made = house.made("/handovers", CHEN, "2026-11-10")
    left = [(each["customer"]["name"], each["out_on"], each["reentered"]) for each in made["left"]]
    assert left == [(ZHANG, "2026-11-10", False), (LI, "2026-11-10", False)]
    assert house.relations() == [
        ("owner", ZHANG, "2026-01-01", "2026-11-10"),
        ("owner", CHEN, "2026-11-10", None),
        ("tenant", LI, "2026-02-01", "2026-11-10"),
    ]


def test_a_sale_offers_the_tenant_for_re_entry_and_enters_them_on_a_word(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01", until="2027-02-01")
    dry = house.send(
        "POST",
        "/transfers?dry_run=true",
        {"room": str(house.room.id), "customer": str(house.people[CHEN].id), "on": "2026-11-10"},
    ).get_json()
    assert [each["rule"] for each in dry["warnings"]] == ["lease_goes_on"]
    assert "第七百二十五条" in dry["warnings"][0]["detail"]
    made = house.made("/transfers", CHEN, "2026-11-10", reenter_tenant=True)
    assert (made["warnings"], made["left"][1]["reentered"], made["payer"]["name"]) == ([], True, LI)
    assert house.relations()[2:] == [
        ("tenant", LI, "2026-02-01", "2026-11-10"),
        ("tenant", LI, "2026-11-10", "2027-02-01"),
    ]


def test_a_tenant_who_buys_the_flat_has_no_lease_to_go_on(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    assert house.made("/transfers", LI, "2026-11-10", reenter_tenant=True)["warnings"] == []
    assert house.relations()[2:] == [("tenant", LI, "2026-02-01", "2026-11-10")]


def test_r_occ_19_a_handover_writes_its_own_row_of_the_move_list(house: House) -> None:
    made = house.made("/handovers", ZHANG, "2026-11-01")
    (row,) = house.listed(f"/moves?room={house.room.id}")
    assert (row["id"], row["nature"], row["in_on"]) == (made["move"], "owner", "2026-11-01")
    assert (row["source"], row["out_on"], row["customer"]["name"]) == ("handover", None, ZHANG)


def test_r_occ_20_a_move_in_needs_room_customer_date_and_nature(house: House) -> None:
    assert wrong(house.send("POST", "/moves", {})) == ["customer", "nature", "on", "room"]
    assert wrong(house.asked("/moves", LI, "2026-11-01", nature="guest")) == ["nature"]
    lease = {"nature": "tenant", "until": "2026-11-01"}
    assert wrong(house.asked("/moves", LI, "2026-11-01", **lease)) == ["until"]


def test_r_occ_21_an_owner_who_moves_in_replaces_the_owner(house: House) -> None:
    house.owner()
    made = house.moves_in(CHEN, "owner", "2026-11-10")
    assert [(each["customer"]["name"], each["out_on"]) for each in made["left"]] == [(ZHANG, "2026-11-10")]
    assert house.relations() == [
        ("owner", ZHANG, "2026-01-01", "2026-11-10"),
        ("owner", CHEN, "2026-11-10", None),
    ]


def test_r_occ_22_a_tenant_replaces_the_tenant_and_pays_and_the_owner_is_untouched(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    before = house.get(f"/customers/{house.people[ZHANG].id}")
    house.moves_in(CHEN, "tenant", "2026-11-10")
    assert house.get(f"/customers/{house.people[ZHANG].id}") == before
    assert house.relations() == [
        ("owner", ZHANG, "2026-01-01", None),
        ("tenant", LI, "2026-02-01", "2026-11-10"),
        ("tenant", CHEN, "2026-11-10", None),
    ]
    assert (payer_on(house, date(2026, 11, 9)), payer_on(house, date(2026, 11, 10))) == (LI, CHEN)


def test_trap_t2_a_resident_goes_on_paying_beside_a_new_tenant_until_asked_to_leave(house: House) -> None:
    house.owner()
    house.moves_in(WANG, "resident", "2026-02-01")
    made = house.moves_in(LI, "tenant", "2026-03-01")
    assert [each["rule"] for each in made["warnings"]] == ["resident_pays"]
    assert payer_on(house, date(2026, 3, 1)) == WANG
    gone = house.moves_in(CHEN, "tenant", "2026-04-01", resident_leaves=True)
    assert (gone["warnings"], payer_on(house, date(2026, 4, 1))) == ([], CHEN)


def test_r_occ_23_a_resident_pays_and_owner_and_tenant_stay(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_in(WANG, "resident", "2026-03-01")
    assert [each[3] for each in house.relations()] == [None, None, None]
    assert payer_on(house, date(2026, 3, 1)) == WANG


def test_r_occ_24_payer_order_resident_tenant_owner_vacant(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_in(WANG, "resident", "2026-03-01")
    seen = [house.payer()]
    for name, day, nature in (
        (WANG, "2026-04-30", "resident"),
        (LI, "2026-05-31", "tenant"),
        (ZHANG, "2026-06-30", "owner"),
    ):
        house.moves_out(name, day, nature=nature)
        seen.append(house.payer())
    assert seen == [WANG, LI, ZHANG, None]
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)]
    assert [payer_on(house, day) for day in days] == [WANG, LI, ZHANG, None]


def test_the_payers_of_a_room_stand_by_date_with_what_was_vacant(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_out(LI, "2026-04-30")
    house.moves_out(ZHANG, "2026-06-30", nature="owner")
    house.made("/handovers", CHEN, "2026-08-01")
    spans = house.get(f"/rooms/{house.room.id}/payers")["items"]
    assert [(each["since"], each["payer"] and each["payer"]["name"]) for each in spans] == [
        ("2026-01-01", ZHANG),
        ("2026-02-01", LI),
        ("2026-05-01", ZHANG),
        ("2026-07-01", None),
        ("2026-08-01", CHEN),
    ]
    assert [each["until"] for each in spans] == [each["since"] for each in spans[1:]] + [None]


def test_r_occ_33_the_move_list_shows_days_in_and_out_and_leads_to_room_and_customer(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_out(LI, "2026-11-20")
    (row,) = house.listed(f"/moves?room={house.room.id}&nature=tenant")
    assert (row["in_on"], row["out_on"], row["nature"]) == ("2026-02-01", "2026-11-20", "tenant")
    assert house.get(f"/rooms/{row['room']['id']}")["code"] == house.room.code
    assert house.get(f"/customers/{row['customer']['id']}")["name"] == LI


def test_r_occ_34_after_a_move_out_the_owner_pays_from_the_next_day(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    house.moves_out(LI, "2026-11-20")
    assert [payer_on(house, date(2026, 11, day)) for day in (20, 21)] == [LI, ZHANG]


def test_r_occ_36_a_move_out_is_checked_through_the_move_list(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    gone = house.moves_out(None, "2026-11-20")
    assert (gone["customer"]["name"], gone["out_on"]) == (LI, "2026-11-20")
    assert house.get(f"/moves/{gone['id']}")["out_on"] == "2026-11-20"
    refused(house.asked("/moves", LI, "2026-11-21", direction="out"), 422, "not_so", "lives_there")


def test_nobody_takes_a_relation_twice_or_into_a_time_that_is_taken(house: House) -> None:
    house.owner(on="2026-05-01")
    refused(house.asked("/handovers", ZHANG, "2026-06-01"), 422, "not_so", "not_yet_so")
    refused(house.asked("/handovers", CHEN, "2026-04-01"), 422, "not_so", "one_of_each_nature")


def test_who_came_and_was_followed_on_one_day_held_it_for_no_day(house: House) -> None:
    house.owner(on="2026-05-01")
    house.made("/transfers", CHEN, "2026-05-01")
    assert house.relations() == [
        ("owner", ZHANG, "2026-05-01", "2026-05-01"),
        ("owner", CHEN, "2026-05-01", None),
    ]
    assert payer_on(house, date(2026, 5, 1)) == CHEN


def test_a_room_without_an_owner_is_handed_over_not_transferred(house: House) -> None:
    refused(house.asked("/transfers", CHEN, "2026-04-01"), 422, "not_so", "has_an_owner")


def test_other_desks_and_other_offices_move_nobody(house: House, app: Flask) -> None:
    refused(house.asked("/handovers", ZHANG, "2026-04-01", who="guard"), 403, "not_you")
    stranger = house_on(stage_on(app))
    body = {"room": str(house.room.id), "customer": str(house.people[CHEN].id), "on": "2026-04-01"}
    assert wrong(stranger.send("POST", "/handovers", body)) == ["room"]
    made = house.owner()
    refused(stranger.send("GET", f"/handovers/{made['id']}"), 404, "not_found")
    assert stranger.listed("/moves") == []
