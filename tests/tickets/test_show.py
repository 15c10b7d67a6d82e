"""One ticket: its shape, its tag, and how much it asks of the database."""

import pytest

from schemas.base import instance
from schemas.views.ticket import Ticket
from tests.demo_house import House, answered, refused
from tests.statement_counter import counted_statements
from tests.tickets.people import repair


def test_a_ticket_has_the_shape_that_is_described(house: House) -> None:
    for made in (house.complaint(), house.refund(), repair(house), house.submitted_refund()):
        for ref in (made["id"], made["number"]):
            found = answered(house["pm"].get(f"/tickets/{ref}"), 200)
            instance(Ticket).load(found)
            assert found["number"] == made["number"]


def test_a_ticket_takes_few_statements(house: House) -> None:
    made = house.submitted_refund()
    house["pm"]
    with counted_statements() as seen:
        answered(house["pm"].get(f"/tickets/{made['id']}"), 200)
    assert len(seen) <= 6


def test_who_has_seen_this_version_gets_304(house: House) -> None:
    made = house.complaint()
    first = house["clerk"].get(f"/tickets/{made['id']}")
    tag = first.headers["ETag"]
    again = house["clerk"].get(f"/tickets/{made['id']}", **{"If-None-Match": tag})
    assert (tag, again.status_code, again.get_data()) == ('"v1"', 304, b"")
    house["clerk"].fire(made, "accept")
    assert house["clerk"].get(f"/tickets/{made['id']}", **{"If-None-Match": tag}).status_code == 200


PARTS = ["", "/moves", "/events", "/comments", "/attachments", "/watchers"]


@pytest.mark.parametrize("part", PARTS)
def test_an_outsider_finds_nothing_and_the_office_finds_it(house: House, part: str) -> None:
    made = house.complaint()
    for ref in (made["id"], made["number"]):
        path = f"/tickets/{ref}{part}"
        refused(house["clerk-gz02"].get(path), 404, "not_found")
        assert house["supervisor"].get(path).status_code == 200


@pytest.mark.parametrize("ref", ["nothing", "00000000-0000-7000-8000-000000000000", "urn:uuid:1", "a%00b"])
@pytest.mark.parametrize("part", PARTS)
def test_what_is_not_there_is_not_found_whatever_else_is_wrong(house: House, ref: str, part: str) -> None:
    refused(house["clerk"].get(f"/tickets/{ref}{part}?colour=red&limit=-1"), 404, "not_found")
