"""An answer is held against its view: a field too few or too many is found."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from schemas.base import instance
from schemas.errors import errors_list
from schemas.json_schema import json_schema
from schemas.views import operations, people, ticket, work, workflow
from schemas.views.base import View
from tests.schemas.makers import ID

AT = "2026-11-22T02:00:00Z"
OFFICE = {"id": ID, "code": "GZ01", "name": "桂园一期"}
CLERK = {"id": ID, "username": "clerk", "name": "客服"}
SYSTEM = {"id": None, "username": "system", "name": "系统"}
ITEM: dict[str, Any] = {
    "id": ID,
    "ticket": {
        "id": ID,
        "number": "CP-1",
        "workflow": "complaint",
        "state": "registered",
        "state_label": "已登记",
    }
    | {"subject": "a", "office": OFFICE, "urgency": "normal"},
    **{"version": 1, "kind": "task", "state": "registered", "round": 1, "level": None, "desk": "clerk"},
    **{"holder": None, "status": "open", "due_at": AT, "overdue": False, "paused": False, "created_at": AT},
    **{"started_at": None, "offered": False, "ended_at": None, "decision": None, "on_behalf_of": None},
}
ROW: dict[str, Any] = {
    **{"id": ID, "number": "CP-1", "workflow": "complaint", "workflow_version": 1, "office": OFFICE},
    **{"state": "registered", "state_label": "已登记", "is_final": False, "resolution": None, "version": 1},
    **{"subject": "a\r\nb", "description": None, "room": {"id": ID, "code": "A-1-0101"}, "customer": None},
    **{"submitter": CLERK, "assignee": None, "urgency": "normal", "details": {"severity": "normal"}},
    **{"external_ref": None, "source_due_at": None, "created_at": AT, "updated_at": AT, "closed_at": None},
}


def wrong_fields(view: type[View], answer: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        instance(view).load(answer)  # type: ignore[arg-type]
    return [error["field"] for error in errors_list(caught.value, "en")]


def test_a_ticket_is_a_row_with_clocks_and_work_items() -> None:
    instance(ticket.TicketRow).load(ROW)
    listed: dict[str, Any] = {name: [] for name in ("clocks", "proposals", "exceptions")}
    alone = {"suspended": None, "reopened_from": None, "reopened_as": None, "reopen_count": 0}
    instance(ticket.Ticket).load(ROW | listed | alone | {"work_items": [ITEM]})
    assert sorted(wrong_fields(ticket.Ticket, ROW)) == sorted({**listed, **alone, "work_items": []})
    assert wrong_fields(ticket.TicketRow, ROW | {"work_items": []}) == ["work_items"]


def test_a_work_item_may_be_a_mere_ticket_in_the_boxes_of_tickets() -> None:
    instance(work.WorkItem).load(ITEM)
    nothing = dict.fromkeys(("id", "kind", "round", "desk", "status", "due_at"))
    instance(work.WorkItemPage).load({"items": [ITEM, ITEM | nothing], "next": None})
    assert wrong_fields(work.WorkItem, ITEM | {"status": "lost"}) == ["status"]


def test_an_event_names_its_actor_and_the_opening_has_no_source() -> None:
    event = {
        "seq": 1,
        "trigger": "register",
        "source": None,
        "dest": "registered",
        "actor": SYSTEM,
        "on_behalf_of": None,
    }
    kept = event | {"at": AT, "form": {}, "prev_hash": None, "hash": "00"}
    instance(ticket.EventPage).load({"items": [kept], "next": "abc"})
    assert wrong_fields(ticket.Event, kept | {"actor": None}) == ["actor"]


def test_a_problem_carries_only_what_fits_its_code() -> None:
    problem = {"type": "about:blank", "title": "a", "status": 422, "detail": "b", "code": "invalid"}
    instance(operations.Problem).load(problem)
    instance(operations.Problem).load(problem | {"errors": [{"field": "a", "detail": "b"}]})
    assert wrong_fields(operations.Problem, problem | {"errors": [{"field": "a"}]}) == ["errors.0.detail"]


@pytest.mark.parametrize("module", [people, work, ticket, workflow, operations])
def test_each_view_says_itself_in_json_schema(module: Any) -> None:
    views = [view for view in vars(module).values() if isinstance(view, type) and issubclass(view, View)]
    assert views
    for view in views:
        assert json_schema(view)["type"] == "object"
