"""Editing the head of a ticket: who may, until when, against which version, and what follows from it."""

from datetime import datetime
from typing import Any

import pytest

from schemas.base import instance
from schemas.views.ticket import Ticket
from tests.demo_house import House, Json, answered, refused
from tests.statement_counter import counted_statements
from tests.tickets.people import patch, repair

SUBJECT = {"subject": "换个标题"}


def test_an_edit_is_one_event_and_one_version_more(house: House) -> None:
    made = house.complaint()
    answer = patch(house["clerk"], made, SUBJECT | {"description": "补充", "room": "A-1-0203"})
    found = answered(answer, 200)
    instance(Ticket).load(found)
    assert (found["version"], answer.headers["ETag"], found["state"]) == (2, '"v2"', made["state"])
    assert (found["subject"], found["description"], found["room"]["code"]) == ("换个标题", "补充", "A-1-0203")
    assert found == answered(house["clerk"].get(f"/tickets/{made['id']}"), 200)
    event = answered(house["clerk"].get(f"/tickets/{made['id']}/events"), 200)["items"][-1]
    assert (event["trigger"], event["source"], event["dest"]) == ("edit", "registered", "registered")
    assert event["form"] == SUBJECT | {"description": "补充", "room": "A-1-0203"}


def test_null_takes_a_value_away(house: House) -> None:
    made = answered(patch(house["clerk"], house.complaint(), {"room": "A-1-0203", "description": "x"}), 200)
    found = answered(patch(house["clerk"], made, {"room": None, "description": None}), 200)
    assert (found["room"], found["description"]) == (None, None)


def test_submitter_assignee_and_supervisors_edit_and_nobody_else(house: House) -> None:
    made = house["clerk"].fire(house.complaint(), "accept")
    made = house["supervisor"].fire(made, "assign", {"to": "tech"})
    for who in ("clerk", "supervisor", "supervisor2", "tech"):
        made = answered(patch(house[who], made, SUBJECT), 200)
    for who in ("clerk2", "tech2", "pm", "auditor"):
        found = refused(patch(house[who], made, SUBJECT), 403, "not_you")
        assert {"desk": "assignee", "office": "GZ01", "users": ["tech"]} in found["who_could"]


def test_an_assignee_to_be_is_told_of_the_version_first(house: House) -> None:
    made = house["dispatcher"].fire(repair(house), "triage", {"place": "common"})
    refused(patch(house["tech"], made, SUBJECT, version=1), 412, "stale")
    refused(patch(house["tech"], made, SUBJECT), 403, "not_you")


def test_at_an_end_nothing_is_edited(house: House) -> None:
    made = house["clerk"].fire(house.complaint(), "withdraw", {"reason": "误会"})
    refused(patch(house["clerk"], made, SUBJECT), 409, "not_now", state="withdrawn", allowed=[])


def test_checks_come_in_the_order_of_the_contract(house: House) -> None:
    made = house.complaint()
    clerk, outsider = house["clerk"], house["clerk-gz02"]
    refused(patch(outsider, made, [], version=""), 404, "not_found")
    refused(patch(clerk, made, SUBJECT, version=""), 428, "version_required")
    refused(patch(clerk, made, SUBJECT, version="*"), 428, "version_required")
    refused(patch(house["auditor"], made, {"zz": 1}, version=7), 403, "not_you")
    refused(patch(clerk, made, {"zz": 1}, version=7), 412, "stale")
    refused(patch(clerk, made, SUBJECT, version='W/"v1"'), 412, "stale")
    refused(patch(clerk, made, {"zz": 1}), 422, "invalid")


@pytest.mark.parametrize(
    "edit",
    [
        {},
        [],
        {"subject": None},
        {"subject": ""},
        {"subject": "x" * 201},
        {"subject": "a\x00b"},
        {"room": "A-9-9999"},
        {"room": "a\x00b"},
        {"room": 1},
        {"customer": "nobody"},
        {"source_due_at": "tomorrow"},
        {"details": {}},
        {"external_ref": "x"},
    ],
)
def test_a_wrong_edit_writes_nothing(house: House, edit: Any) -> None:
    made = house.complaint()
    refused(patch(house["clerk"], made, edit), 422, "invalid")
    assert answered(house["clerk"].get(f"/tickets/{made['id']}"), 200)["version"] == 1


def test_a_complaint_keeps_a_room_or_a_customer(house: House) -> None:
    made = house.complaint()
    refused(patch(house["clerk"], made, {"customer": None}), 422, "not_so", rule="room_or_customer")
    answered(patch(house["clerk"], made, {"customer": None, "room": "A-1-0203"}), 200)


def test_the_payer_of_a_refund_stays(house: House) -> None:
    made = house.refund()
    refused(patch(house["clerk"], made, {"customer": None}), 422, "not_so", rule="customer_of_the_row")
    answered(patch(house["clerk"], made, {"customer": "A-1-0101"}), 200)


def test_clocks_follow_the_due_time_of_the_source(house: House) -> None:
    made = house["clerk"].fire(house.complaint(), "accept")
    before = resolution(made)
    early = made["created_at"][:10] + "T23:59:59+00:00"
    capped = answered(patch(house["clerk"], made, {"source_due_at": early}), 200)
    assert resolution(capped) == datetime.fromisoformat(early)
    freed = answered(patch(house["clerk"], capped, {"source_due_at": None}), 200)
    assert resolution(freed) == before and freed["source_due_at"] is None


def resolution(ticket: Json) -> datetime:
    due = next(clock["due_at"] for clock in ticket["clocks"] if clock["name"] == "resolution")
    return datetime.fromisoformat(due)


def test_an_edit_takes_one_read_and_one_write(house: House) -> None:
    made = house.complaint()
    with counted_statements() as seen:
        answered(patch(house["clerk"], made, SUBJECT | {"room": "A-1-0204"}), 200)
    assert len(seen) == 2


def test_the_second_of_two_editors_is_told_what_changed(house: House) -> None:
    made = house.complaint()
    answered(patch(house["clerk"], made, SUBJECT), 200)
    found = refused(patch(house["supervisor"], made, {"subject": "再换"}), 412, "stale", version=2)
    assert [each["trigger"] for each in found["changed"]] == ["edit"]


def test_the_applicant_of_a_refund_cannot_move_it_to_another_stewards_building(house: House) -> None:
    made = house.refund()
    refused(patch(house["clerk"], made, {"room": "A-1-0203"}), 422, "not_so", rule="room_of_the_row")
    answered(patch(house["clerk"], made, {"subject": "退装修押金"}), 200)
