"""Queues that people put together for themselves, and certificates that say what they may be sent to."""

import pytest

from service.transaction import statements
from tests.distribution.conftest import OfficeWith
from tests.patterns.office import refused
from tests.stage import answer

LATE = {"name": "逾期投诉", "box": "pool", "filters": {"workflow": "complaint", "overdue": True}}


def test_a_view_shows_its_box_with_its_filters(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = office.complaint()
    made = answer(office.send("clerk", "POST", "/views", LATE), 201)
    assert office.queue("clerk", "mine", view=made["id"]) == []
    with statements() as sql:
        late = "UPDATE work_item SET due_at = guanjia_now() - interval '1 hour' WHERE ticket_id = %s"
        sql.execute(late, [ticket["id"]])
    assert office.queue("clerk", "mine", view=made["id"]) == [ticket["number"]]
    assert office.queue("clerk", "mine", view=LATE["name"]) == [ticket["number"]]  # type: ignore[arg-type]


def test_views_are_ones_own(office_with: OfficeWith) -> None:
    office = office_with()
    made = answer(office.send("clerk", "POST", "/views", LATE), 201)
    refused(office.send("clerk", "POST", "/views", LATE), 409)
    answer(office.send("clerk2", "POST", "/views", LATE), 201)
    refused(office.send("clerk2", "GET", f"/work-items?view={made['id']}"), 404)
    refused(office.send("clerk2", "DELETE", f"/views/{made['id']}"), 404)
    assert answer(office.send("clerk", "GET", "/views"), 200) == {"items": [made], "next": None}
    assert office.send("clerk", "DELETE", f"/views/{made['id']}").status_code == 204
    refused(office.send("clerk", "DELETE", f"/views/{made['id']}"), 404)
    refused(office.send("clerk", "GET", f"/work-items?view={made['id']}"), 404)


def test_views_come_page_by_page_in_order_of_their_names(office_with: OfficeWith) -> None:
    office = office_with()
    for name in "cab":
        answer(office.send("clerk", "POST", "/views", {"name": name, "box": "mine"}), 201)
    first = answer(office.send("clerk", "GET", "/views?limit=2"), 200)
    second = answer(office.send("clerk", "GET", f"/views?limit=2&cursor={first['next']}"), 200)
    assert [each["name"] for each in first["items"] + second["items"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "box": "attic"}, "box"),
        ({"name": "", "box": "mine"}, "name"),
        ({"name": "x", "box": "mine", "filters": {"colour": "red"}}, "filters.colour"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(office_with: OfficeWith, body: object, field: str) -> None:
    office = office_with()
    found = refused(office.send("clerk", "POST", "/views", body), 422)
    assert [each["field"] for each in found["errors"]] == [field]


def test_nobody_keeps_more_than_a_hundred(office_with: OfficeWith) -> None:
    office = office_with()
    with statements() as sql:
        sql.execute(
            """INSERT INTO saved_view (id, account_id, name, box, filters)
               SELECT gen_random_uuid(), %s, n::text, 'mine', '{}' FROM generate_series(1, 100) n""",
            [office.who("clerk").id],
        )
    refused(office.send("clerk", "POST", "/views", LATE), 422, "too_many_views")


SKILLS = {"skills": [{"skill": "电工", "expires_on": "2031-12-31"}, {"skill": "水"}]}


def test_an_engineering_lead_keeps_the_certificates(office_with: OfficeWith) -> None:
    office = office_with()
    path = f"/users/{office.who('tech').username}/skills"
    shown = answer(office.send("engineering_lead", "PUT", path, SKILLS), 200)
    assert shown["skills"] == [{"skill": "水", "expires_on": None}, SKILLS["skills"][0]]
    assert answer(office.send("clerk", "GET", path), 200) == shown
    answer(office.send("admin", "PUT", path, {"skills": []}), 200)
    assert answer(office.send("tech", "GET", path), 200) == {"skills": []}


def test_nobody_else_does_and_nobody_for_themselves(office_with: OfficeWith) -> None:
    office, other = office_with(), office_with()
    path = f"/users/{office.who('tech').username}/skills"
    refused(office.send("tech", "PUT", path, SKILLS), 403)
    refused(office.send("supervisor", "PUT", path, SKILLS), 403)
    refused(other.send("engineering_lead", "PUT", path, SKILLS), 404)
    own = f"/users/{office.who('engineering_lead').username}/skills"
    refused(office.send("engineering_lead", "PUT", own, SKILLS), 403, "four_eyes")
    office.alias("lead9", of="engineering_lead", desk="engineering_lead")
    refused(office.send("lead9", "PUT", own, SKILLS), 403, "four_eyes")
    office.also("engineering_lead", "tech")


@pytest.mark.parametrize(
    "skills", [[{"skill": "水"}, {"skill": "水"}], [{"skill": "水", "expires_on": "soon"}]]
)
def test_a_list_that_contradicts_itself_is_refused(office_with: OfficeWith, skills: object) -> None:
    office = office_with()
    path = f"/users/{office.who('tech').username}/skills"
    refused(office.send("admin", "PUT", path, {"skills": skills}), 422)
