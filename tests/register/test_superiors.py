"""Superiors and stewards: set by admin or pm, in a chain without a circle, shown where they stand."""

from collections.abc import Iterator

import pytest

from tests.demo_house import House, Json, answered, demo_app, refused
from tests.servers import Servers


@pytest.fixture(scope="module")
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"superiors_{worker_name}") as app:
        yield House(app)


def building(house: House, code: str = "A-1") -> Json:
    return answered(house["admin"].get(f"/buildings/{code}"), 200)


def patch(house: House, who: str, body: Json, version: int, code: str = "A-1"):  # type: ignore[no-untyped-def]
    headers = house[who].headers | {"If-Match": f'"v{version}"'}
    return house[who].client.patch(f"/api/v1/buildings/{code}", json=body, headers=headers)


def test_a_superior_is_set_and_taken_away(house: House) -> None:
    made = answered(house["pm"].put("/users/guard/superior", {"superior": "engineering_lead"}), 200)
    assert made["superior"]["username"] == "engineering_lead"
    assert answered(house["admin"].put("/users/guard/superior", {"superior": None}), 200)["superior"] is None
    assert answered(house["admin"].put("/users/guard/superior", {"superior": "supervisor"}), 200)


def test_nobody_stands_above_themselves_or_their_own_superior(house: House) -> None:
    for above in ("clerk", "pm", "hq"):
        body = {"superior": "clerk"}
        refused(
            house["admin"].put(f"/users/{above}/superior", body), 422, "not_so", rule="superior_not_circular"
        )


def test_who_may_not_set_a_superior(house: House) -> None:
    body = {"superior": "supervisor"}
    refused(house["clerk"].put("/users/clerk2/superior", body), 403, "not_you")
    refused(house["supervisor"].put("/users/clerk2/superior", body), 403, "not_you")
    refused(house["pm"].put("/users/pm/superior", {"superior": "hq"}), 403, "not_you", rule="four_eyes")
    refused(house["admin"].put("/users/clerk-gz02/superior", body), 404, "not_found")


def test_a_superior_is_a_colleague(house: House) -> None:
    for wrong in ("nobody", "clerk-gz02", 7, ["pm"]):
        found = refused(house["admin"].put("/users/clerk2/superior", {"superior": wrong}), 422, "invalid")
        assert [each["field"] for each in found["errors"]] == ["superior"]
    refused(house["admin"].put("/users/clerk2/superior", {}), 422, "invalid")


def test_a_building_has_a_steward(house: House) -> None:
    before = building(house)
    assert before["steward"]["username"] == "clerk2"
    changed = answered(patch(house, "pm", {"steward": "clerk"}, before["version"]), 200)
    assert (changed["steward"]["username"], changed["version"]) == ("clerk", before["version"] + 1)
    gone = answered(patch(house, "admin", {"steward": None}, changed["version"]), 200)
    assert gone["steward"] is None
    back = answered(patch(house, "admin", {"steward": "clerk2", "name": "A-1 栋"}, gone["version"]), 200)
    assert back["steward"]["username"] == "clerk2"


def test_who_keeps_the_register_does_not_choose_the_steward(house: House) -> None:
    """Approvals may ask the steward: choosing one is choosing a signer."""
    version = building(house)["version"]
    refused(patch(house, "clerk", {"steward": "clerk"}, version), 403, "not_you")
    refused(patch(house, "admin", {"steward": "clerk-gz02"}, version), 422, "invalid")
    refused(patch(house, "admin", {"steward": "clerk"}, version + 1), 412, "stale")
    assert building(house)["version"] == version
