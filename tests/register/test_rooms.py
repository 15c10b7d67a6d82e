"""Rooms as the rows of group ROOM say, the tree that leads to them and the menu of the manual."""

from typing import Any

import pytest
from flask import Flask

from service.api.areas import AREAS
from service.transaction import transaction
from tests import makers
from tests.register.house import LI, ZHANG, House, answered, house_on
from tests.stage import stage_on
from tests.statement_counter import counted_statements


@pytest.fixture
def house(app: Flask) -> House:
    return house_on(stage_on(app))


@pytest.fixture
def building(house: House) -> dict[str, Any]:
    body = {"office": house.stage.office.code, "code": "A-1", "name": "一栋"}
    found: dict[str, Any] = answered(house.send("POST", "/buildings", body), 201)
    return found


def new_room(house: House, **more: Any) -> dict[str, Any]:
    body = {"office": house.stage.office.code, "building": "A-1", "code": "A-1-0101", "floor": 1} | more
    found: dict[str, Any] = answered(house.send("POST", "/rooms", body), 201)
    return found


def test_r_room_01_a_room_is_added_under_the_building_that_was_picked(
    house: House, building: dict[str, Any]
) -> None:
    room = new_room(house)
    assert room["building"]["id"] == building["id"]
    assert [row["id"] for row in house.listed("/rooms?building=A-1")] == [room["id"]]


def test_r_room_02_a_room_has_code_building_and_floor(house: House, building: dict[str, Any]) -> None:
    found = house.get(f"/rooms/{new_room(house)['id']}")
    assert (found["code"], found["building"]["code"], found["floor"]) == ("A-1-0101", "A-1", 1)


def test_r_room_04_all_other_fields_of_a_room_may_be_left_out(house: House, building: dict[str, Any]) -> None:
    bare = new_room(house)
    assert (bare["gross_area"], bare["usable_area"], bare["owner"]) == (None, None, None)
    full = new_room(house, code="A-1-0102", gross_area=8950, usable_area=7010)
    assert (full["gross_area"], full["usable_area"]) == (8950, 7010)


def test_r_room_06_the_rooms_of_a_customer_are_those_of_today(house: House) -> None:
    house.owner()
    with transaction() as work:
        second = makers.make_room(work, house.stage.office)
        sold = makers.make_room(work, house.stage.office)
        makers.make_occupancy(work, second, house.people[ZHANG])
        makers.make_occupancy(work, sold, house.people[ZHANG], until="2026-02-01")
    found = house.listed(f"/rooms?customer={house.people[ZHANG].code}")
    assert {row["code"] for row in found} == {house.room.code, second.code}


def test_r_room_07_the_relation_list_shows_owner_tenant_and_an_empty_resident(house: House) -> None:
    house.owner()
    house.moves_in(LI, "tenant", "2026-02-01")
    (row,) = house.listed(f"/rooms?code={house.room.code}")
    assert (row["owner"]["name"], row["tenant"]["name"], row["resident"]) == (ZHANG, LI, None)


def test_the_relation_list_takes_as_many_statements_for_one_room_as_for_thirty(house: House) -> None:
    house.owner()

    def seen() -> int:
        with counted_statements() as statements:
            house.listed("/rooms")
        return len(statements)

    one = seen()
    with transaction() as work:
        for _ in range(30):
            makers.make_occupancy(work, makers.make_room(work, house.stage.office), house.people[ZHANG])
    assert seen() == one


def test_r_org_03_the_tree_leads_from_project_to_building_to_room(app: Flask) -> None:
    with transaction() as work:
        project = makers.make_office(work, kind="project", name="桂园")
    stage = stage_on(app)
    with transaction() as work:
        work.sql.execute("UPDATE office SET parent_id = %s WHERE id = %s", [project.id, stage.office.id])
        makers.make_room(work, makers.make_office(work, parent=project))
    house, path = house_on(stage), ["/tree"]
    kinds = []
    while path:
        nodes = house.listed(path.pop())
        kinds.append({node["kind"] for node in nodes})
        path = [f"/tree?under={nodes[0]['id']}"] if nodes and nodes[0]["opens"] else []
    assert kinds == [{"project"}, {"office"}, {"building"}, {"room"}]
    offices = house.listed(f"/tree?under={project.id}")
    assert [node["id"] for node in offices] == [str(stage.office.id)]


def test_r_org_01_the_menu_has_the_three_areas_of_the_manual(house: House) -> None:
    groups = house.get("/menu")["groups"]
    assert [group["title"] for group in groups] == ["客户管理", "客户服务", "短信平台"]
    assert [len(group["functions"]) for group in groups] == [5, 6, 7]
    new = groups[0]["functions"]
    assert all(each["title"].startswith("新增") and each["lists"] for each in new)
    there = {call.rule.replace("<", "{").replace(">", "}") for area in AREAS for call in area.calls}
    named = [each for group in groups for each in group["functions"]]
    paths = {entry["path"] for each in named for entry in (each, *each["lists"])} - {None}
    assert paths <= there


def test_every_path_of_the_menu_can_be_called_as_it_stands(house: House) -> None:
    functions = [each for group in house.get("/menu")["groups"] for each in group["functions"]]
    paths = {entry["path"] for each in functions for entry in (each, *each["lists"])} - {None}
    for path in paths:
        house.get(path)
