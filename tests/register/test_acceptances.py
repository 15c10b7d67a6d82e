"""What was found when a room was taken over, and newcomers who have no record yet."""

from typing import Any

import pytest
from flask import Flask

from tests.register.house import CHEN, LI, ZHANG, House, answered, house_on, refused, wrong
from tests.stage import stage_on

LEAK = {"text": "厨房渗水"}


@pytest.fixture
def house(app: Flask) -> House:
    return house_on(stage_on(app))


def repair(house: House) -> Any:
    details = {"category": "漏水", "urgency": "normal", "place": "private"}
    return house.stage.opened("clerk", "repair", details, room=str(house.room.id))


def test_r_occ_16_what_the_owner_found_is_entered_with_the_handover(house: House) -> None:
    ticket = repair(house)
    findings = [LEAK | {"repair": ticket["number"]}, {"text": "门锁松动", "accepted_on": "2026-11-03"}]
    made = house.made("/handovers", ZHANG, "2026-11-01", acceptance=findings)
    rows = house.listed(f"/acceptances?change={made['id']}")
    assert [(row["text"], row["accepted_on"], row["entrance"]) for row in rows] == [
        ("厨房渗水", "2026-11-01", "handover"),
        ("门锁松动", "2026-11-03", "handover"),
    ]
    assert (rows[0]["repair"]["number"], rows[1]["repair"]) == (ticket["number"], None)
    assert (rows[0]["room"]["code"], rows[0]["customer"]["name"]) == (house.room.code, ZHANG)


def test_a_finding_names_a_repair_of_this_office_or_nothing_is_handed_over(house: House, app: Flask) -> None:
    foreign = repair(house_on(stage_on(app)))
    findings = [LEAK | {"repair": foreign["number"]}]
    assert wrong(house.asked("/handovers", ZHANG, "2026-11-01", acceptance=findings)) == ["repair"]
    assert house.listed("/handovers") == []


def the_four_verbs(house: House, of: dict[str, str]) -> None:
    made = answered(house.send("POST", "/acceptances", LEAK | of), 201)
    path = f"/acceptances/{made['id']}"
    assert house.get(path)["text"] == "厨房渗水"
    ticket = repair(house)
    changes = {"text": "厨房渗水，已修", "repair": ticket["id"]}
    refused(house.send("PATCH", path, changes), 428, "version_required")
    refused(house.send("PATCH", path, changes, version=1, who="guard"), 403, "not_you")
    changed = answered(house.send("PATCH", path, changes, version=1), 200)
    assert (changed["text"], changed["repair"]["id"]) == ("厨房渗水，已修", ticket["id"])
    refused(house.send("DELETE", path, who="guard"), 403, "not_you")
    assert house.send("DELETE", path).status_code == 204
    refused(house.send("GET", path), 404, "not_found")


def test_r_occ_18_the_list_of_handover_acceptances_takes_the_four_verbs(house: House) -> None:
    made = house.owner()
    the_four_verbs(house, {"handover": made["id"]})
    assert wrong(house.send("POST", "/acceptances", LEAK)) == ["handover"]


def test_r_occ_32_the_list_of_move_in_acceptances_takes_the_four_verbs(house: House) -> None:
    house.owner()
    stay = house.moves_in(LI, "tenant", "2026-02-01", acceptance=[{"text": "空调不制冷"}])
    the_four_verbs(house, {"move": stay["id"]})
    rows = house.listed(f"/acceptances?entrance=move_in&room={house.room.code}")
    assert [row["text"] for row in rows] == ["空调不制冷"]


def test_another_offices_handover_takes_no_finding_from_us(house: House, app: Flask) -> None:
    foreign = house_on(stage_on(app)).owner()
    assert wrong(house.send("POST", "/acceptances", LEAK | {"handover": foreign["id"]})) == ["handover"]


def test_r_occ_37_the_wizard_also_enters_the_new_owner_under_the_old_code(house: House) -> None:
    house.owner()
    made = house.made("/transfers", None, "2026-11-10", new_customer={"name": "赵磊", "phone": "13800000009"})
    code = house.room.code
    assert (made["customer"]["code"], made["left_code"], made["former_code"]) == (code, f"{code}-1", None)
    assert house.get(f"/customers/{code}")["name"] == "赵磊"
    assert house.get(f"/customers/{code}-1")["name"] == ZHANG
    back = house.send("POST", f"/transfers/{made['id']}/reverse", {"reason": "未成交"})
    assert back.status_code == 200
    assert house.get(f"/customers/{code}")["name"] == ZHANG
    assert house.get(f"/customers/{code}-1")["name"] == "赵磊"


def test_trap_t1_a_newcomers_code_gets_minus_one_where_the_old_owner_keeps_the_rooms(house: House) -> None:
    house.owner()
    made = house.made("/handovers", None, "2026-11-10", new_customer={"name": "赵磊"})
    assert made["customer"]["code"] == f"{house.room.code}-1"
    own = house.made("/transfers", None, "2026-11-12", new_customer={"name": "周敏", "code": "VIP-1"})
    assert (own["customer"]["code"], own["passed_code"]) == ("VIP-1", None)
    taken = {"name": "吴", "code": house.people[CHEN].code}
    refused(house.asked("/transfers", None, "2026-11-14", new_customer=taken), 409, "duplicate")
    assert len(house.listed("/customers?q=吴")) == 0


def test_a_newcomer_is_named_or_entered_not_both(house: House) -> None:
    both = house.asked("/handovers", CHEN, "2026-11-10", new_customer={"name": "赵磊"})
    assert wrong(both) == ["new_customer"]
