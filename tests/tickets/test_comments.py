"""Comments and watchers: no move, no version, after the end too, and only for who may see the ticket."""

from datetime import datetime
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.ticket import Comment
from service.door.hashing import comment_hash
from tests.demo_house import House, Json, answered, new_key, refused
from tests.tickets.people import delete


def ended(house: House) -> Json:
    return house["clerk"].fire(house.complaint(), "withdraw", {"reason": "误会"})


def version_of(house: House, ticket: Json) -> int:
    return int(answered(house["clerk"].get(f"/tickets/{ticket['id']}"), 200)["version"])


def test_a_comment_is_kept_with_its_hash_also_after_the_end(house: House) -> None:
    made = ended(house)
    said = {"text": "客户来电致谢", "audience": "internal"}
    comment = answered(house["supervisor"].post(f"/tickets/{made['number']}/comments", said), 201)
    instance(Comment).load(comment)
    content = {"id": comment["id"], "ticket": made["id"], "author": comment["author"]["id"], **said}
    at = datetime.fromisoformat(comment["at"])
    assert comment["hash"] == comment_hash(content | {"at": at}).hex()
    assert answered(house["clerk"].get(f"/tickets/{made['id']}/comments"), 200)["items"] == [comment]
    assert version_of(house, made) == made["version"]


def test_comments_are_internal_unless_said_otherwise_and_have_pages(house: House) -> None:
    path = f"/tickets/{house.complaint()['id']}/comments"
    for number in range(3):
        answered(house["clerk"].post(path, {"text": f"第 {number} 条"}), 201)
    first = answered(house["clerk"].get(f"{path}?limit=2"), 200)
    rest = answered(house["clerk"].get(f"{path}?limit=2&cursor={first['next']}"), 200)
    texts = [row["text"] for row in first["items"] + rest["items"]]
    assert texts == ["第 0 条", "第 1 条", "第 2 条"] and rest["next"] is None
    assert {row["audience"] for row in first["items"]} == {"internal"}


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": 1}, {"text": "a\x00"}, {"text": "x" * 5001}, {"text": "a", "zz": 1}]
)
def test_a_wrong_comment_is_refused_and_an_outsider_finds_nothing(house: House, body: Any) -> None:
    path = f"/tickets/{house.complaint()['id']}/comments"
    refused(house["clerk"].post(path, body), 422, "invalid")
    refused(house["clerk-gz02"].post(path, body), 404, "not_found")
    assert answered(house["clerk"].get(path), 200)["items"] == []


def test_the_same_comment_sent_twice_is_one(house: House) -> None:
    path, key = f"/tickets/{house.complaint()['id']}/comments", {"Idempotency-Key": new_key()}
    first = house["clerk"].post(path, {"text": "一次"}, **key)
    again = house["clerk"].post(path, {"text": "一次"}, **key)
    assert first.get_data() == again.get_data() and again.headers["Idempotency-Replayed"] == "true"
    assert len(answered(house["clerk"].get(path), 200)["items"]) == 1


def test_a_colleague_or_oneself_watches_once(house: House) -> None:
    made = house.complaint()
    path = f"/tickets/{made['id']}/watchers"
    first = answered(house["clerk"].post(path, {"who": "pm"}), 201)
    assert (first["who"]["username"], first["added_by"]["username"]) == ("pm", "clerk")
    assert answered(house["supervisor"].post(path, {"who": first["id"]}), 200) == first
    answered(house["clerk"].post(path, {"who": "clerk"}), 201)
    found = answered(house["clerk"].get(path), 200)["items"]
    assert {row["who"]["username"] for row in found} == {"pm", "clerk"}
    assert version_of(house, made) == made["version"]


def test_watching_ends(house: House) -> None:
    path = f"/tickets/{house.complaint()['id']}/watchers"
    answered(house["clerk"].post(path, {"who": "pm"}), 201)
    assert delete(house["supervisor"], f"{path}/pm").status_code == 204
    refused(delete(house["supervisor"], f"{path}/pm"), 404, "not_found")
    assert answered(house["clerk"].get(path), 200)["items"] == []


@pytest.mark.parametrize("who", ["nobody", "clerk-gz02", "00000000-0000-7000-8000-000000000000"])
def test_a_stranger_does_not_watch(house: House, who: str) -> None:
    path = f"/tickets/{house.complaint()['id']}/watchers"
    found = refused(house["clerk"].post(path, {"who": who}), 422, "invalid")
    assert [error["field"] for error in found["errors"]] == ["who"]


def test_an_outsider_neither_adds_nor_ends_watching(house: House) -> None:
    path = f"/tickets/{house.complaint()['id']}/watchers"
    answered(house["clerk"].post(path, {"who": "pm"}), 201)
    refused(house["clerk-gz02"].post(path, {"who": "clerk-gz02"}), 404, "not_found")
    refused(delete(house["clerk-gz02"], f"{path}/pm"), 404, "not_found")
