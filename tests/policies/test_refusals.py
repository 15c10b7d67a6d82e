"""The refusal log is the auditor's, of the auditor's offices alone."""

from schemas.base import instance
from schemas.views.operations import RefusalPage
from tests.demo_house import Desk, House, answered, refused


def ask_to_cut(desk: Desk, office: str) -> None:
    details = {"customer": "A-1-0101", "measure": "stop_water", "charges": "overdue"}
    body = {"workflow": "dunning", "office": office, "subject": "停水", "details": details}
    refused(desk.post("/tickets", body), 422, "measure_prohibited")


def test_every_prohibited_measure_is_listed_the_last_first(house: House) -> None:
    for _ in range(3):
        ask_to_cut(house["clerk"], "GZ01")
    ask_to_cut(house["clerk-gz02"], "GZ02")
    found = answered(house["auditor"].get("/audit/refusals"), 200)
    instance(RefusalPage).load(found)
    assert {row["account"]["username"] for row in found["items"]} == {"clerk"}
    assert {(row["rule"], row["measure"], row["place"]) for row in found["items"]} == {
        ("measure_prohibited", "stop_water", "open")
    }
    moments = [row["at"] for row in found["items"]]
    assert moments == sorted(moments, reverse=True)


def test_pages_meet_every_row_once(house: House) -> None:
    for _ in range(3):
        ask_to_cut(house["clerk"], "GZ01")
    whole = [row["id"] for row in answered(house["auditor"].get("/audit/refusals"), 200)["items"]]
    met, cursor = [], ""
    while cursor is not None:
        page = answered(house["auditor"].get(f"/audit/refusals?limit=2{cursor}"), 200)
        met += [row["id"] for row in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert met == whole


def test_filters_and_strangers(house: House) -> None:
    ask_to_cut(house["clerk"], "GZ01")
    assert answered(house["auditor"].get("/audit/refusals?workflow=refund"), 200)["items"] == []
    assert answered(house["auditor"].get("/audit/refusals?office=GZ01"), 200)["items"]
    refused(house["auditor"].get("/audit/refusals?rules=x"), 422, "invalid")
    refused(house["clerk"].get("/audit/refusals"), 403, "not_you")
    refused(house["supervisor-gz02"].get("/audit/refusals"), 403, "not_you")
