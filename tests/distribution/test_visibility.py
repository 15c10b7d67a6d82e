"""Who sees which pool, whose work, and what is coming: as the policy says, in the queue and in its counts."""

from typing import Any

from schemas.base import instance
from schemas.views.work import WorkItemPage
from service.door.seen import moment
from tests.distribution.conftest import OfficeWith
from tests.patterns.office import Office, refused
from tests.stage import answer
from tests.statement_counter import counted_statements


def seen_by(**visibility: str) -> dict[str, Any]:
    return {"visibility": visibility}


def counted(office: Office, who: str) -> int:
    return int(answer(office.send(who, "GET", "/work-items/counts"), 200)["pool"])


def pools(office: Office, *names: str) -> list[int]:
    """How much each finds in the pool; the count says the same."""
    found = [len(office.queue(name)) for name in names]
    assert found == [counted(office, name) for name in names]
    return found


def test_a_pool_is_its_desks_unless_the_policy_says_otherwise(office_with: OfficeWith) -> None:
    office = office_with()
    office.complaint()
    assert pools(office, "clerk", "tech", "supervisor") == [1, 0, 0]


def test_a_pool_that_the_whole_office_sees_is_still_the_desks_to_take(office_with: OfficeWith) -> None:
    office = office_with(complaint=seen_by(pool="office"))
    ticket = office.complaint()
    assert pools(office, "clerk", "tech", "supervisor") == [1, 1, 1]
    refused(office.operate("tech", office.duty(ticket), "claim"), 403)
    office.done("clerk", office.duty(ticket), "claim")
    assert pools(office, "clerk", "tech") == [0, 0]


def test_a_pool_for_supervisors_alone_is_hidden_from_its_desk(office_with: OfficeWith) -> None:
    office = office_with(complaint=seen_by(pool="supervisors"))
    office.also("clerk3", "supervisor")
    ticket = office.complaint()
    assert pools(office, "clerk", "clerk3", "tech", "supervisor") == [0, 1, 0, 1]
    refused(office.send("clerk", "POST", "/work-items/next", {}), 404)
    office.done("supervisor", office.duty(ticket), "dispatch", office.named("clerk"))
    assert office.queue("clerk", "mine") == [ticket["number"]]


def test_policies_of_other_workflows_change_nothing(office_with: OfficeWith) -> None:
    office = office_with(repair=seen_by(pool="supervisors", allocated="office"))
    office.complaint()
    assert pools(office, "clerk", "supervisor") == [1, 0]


def test_the_work_of_others_is_ones_own_matter_by_default(office_with: OfficeWith) -> None:
    office = office_with()
    office.done("clerk", office.duty(office.complaint()), "claim")
    assert office.queue("clerk2", "team") == office.queue("supervisor", "team") == []


def test_the_desk_sees_what_its_people_hold(office_with: OfficeWith) -> None:
    office = office_with(complaint=seen_by(allocated="desk"))
    claimed, personal = office.complaint(), office.investigated("tech")
    office.done("clerk", office.duty(claimed), "claim")
    assert office.queue("clerk2", "team") == [claimed["number"]]
    assert office.queue("tech2", "team") == [personal["number"]]
    assert office.queue("clerk", "team") == office.queue("finance", "team") == []
    (row,) = office.box("tech2", "team")
    assert row["holder"]["username"] == office.who("tech").username
    refused(office.operate("tech2", row, "release"), 403)


def test_the_office_may_see_all_of_it_and_no_other_office_does(office_with: OfficeWith) -> None:
    office, other = office_with(complaint=seen_by(allocated="office")), office_with()
    ticket = office.complaint()
    office.done("clerk", office.duty(ticket), "claim")
    assert office.queue("finance", "team") == [ticket["number"]]
    assert office.queue("finance", "team", overdue="true") == []
    assert office.queue("finance", "team", workflow="repair") == []
    assert other.queue("clerk", "team") == other.queue("supervisor", "pool") == []


def test_what_is_planned_is_seen_before_it_is_anybodys_duty(office_with: OfficeWith) -> None:
    office = office_with(visit={"timers": {"assign": "P1D"}})
    ticket = office.fired("clerk", office.completed("tech"), "accept_work", {"rating": 5})
    office.background()
    (visit,) = office.visits(ticket)
    page = answer(office.send("visitor", "GET", "/work-items?box=planned"), 200)
    instance(WorkItemPage).load(page)
    (row,) = page["items"]
    assert (row["id"], row["desk"], row["state"]) == (None, "visitor", "assigned")
    assert (row["ticket"]["number"], row["ticket"]["state"]) == (visit["number"], "planned")
    assert moment(row["due_at"]) == moment(visit["details"]["due_at"])
    assert office.queue("visitor", "mine") == office.queue("visitor") == []
    assert office.queue("tech2", "planned") == []


def test_a_timer_that_will_make_work_is_seen_with_its_day(office_with: OfficeWith) -> None:
    office = office_with()
    office.who("engineering_lead2")
    ticket = office.fired("clerk", office.refund(kind="renovation"), "submit")
    form = {"passes_returned": True}
    ticket = office.fired("engineering_lead", ticket, "first_pass", form)
    assert ticket["state"] == "cooling"
    (row,) = office.box("engineering_lead2", "planned")
    assert (row["state"], row["desk"]) == ("second_inspection", "engineering_lead")
    office.later(days=91)
    assert office.queue("engineering_lead2", "planned") == []
    assert office.queue("engineering_lead2") == [ticket["number"]]


def test_a_page_takes_two_statements_at_most(office_with: OfficeWith) -> None:
    office = office_with(complaint=seen_by(pool="office", allocated="office"))
    office.complaint()
    office.queue("tech")
    for box in ("pool", "team", "planned"):
        with counted_statements() as found:
            office.queue("tech", box)
        assert len(found) == (2 if box == "pool" else 1)


def test_the_pages_of_a_box_hold_every_row_once(office_with: OfficeWith) -> None:
    office = office_with(complaint=seen_by(pool="office"))
    numbers = {office.complaint()["number"] for _ in range(5)}
    for who in ("clerk", "tech"):
        found, cursor = [], ""
        while cursor is not None:
            path = f"/work-items?box=pool&limit=2{cursor and '&cursor=' + cursor}"
            page = answer(office.send(who, "GET", path), 200)
            found += [each["ticket"]["number"] for each in page["items"]]
            cursor = page["next"]
        assert sorted(found) == sorted(numbers)
