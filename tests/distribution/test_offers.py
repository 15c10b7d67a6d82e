"""Duties offered to some: they alone see them, the first claim wins, and declined by all it is the desk's."""

from typing import Any

import pytest

from service.transaction import Row, statements
from tests.distribution.conftest import OfficeWith
from tests.distribution.test_allocation import handing, notices, registered
from tests.patterns.office import Office, refused

CLERKS = ("clerk", "clerk2", "clerk3")


def on_offer(office_with: OfficeWith, **said: Any) -> tuple[Office, Row, list[str], list[str]]:
    """The office, the ticket, whom it was offered to, and the rest of the desk."""
    office = office_with(complaint=handing(**{"rule": "random", "offer": 2} | said))
    ticket = registered(office, among=CLERKS)
    seeing = [name for name in CLERKS if ticket["number"] in office.queue(name)]
    return office, ticket, seeing, [name for name in CLERKS if name not in seeing]


def offers(ticket: Row) -> dict[str, str]:
    with statements() as sql:
        rows = sql.all("SELECT person_id::text, status FROM offer WHERE ticket_id = %s", [ticket["id"]])
    return {row["person_id"]: row["status"] for row in rows}


def statuses(office: Office, ticket: Row) -> dict[str, str]:
    found = offers(ticket)
    return {name: found[office.who(name).person] for name in CLERKS if office.who(name).person in found}


def test_only_those_it_is_offered_to_see_it_and_may_take_it(office_with: OfficeWith) -> None:
    office, ticket, seeing, others = on_offer(office_with)
    assert (len(seeing), len(others)) == (2, 1)
    duty = office.duty(ticket)
    assert (duty["offered"], duty["holder"]) == (True, None)
    refused(office.operate(others[0], duty, "claim"), 403, "offered_to_others")
    refused(office.fire(others[0], office.read(ticket), "accept"), 403, "offered_to_others")
    could = {each["desk"]: each["users"] for each in office.moves("clerk", ticket)["accept"]["who_could"]}
    assert sorted(could["clerk"]) == sorted(office.who(name).username for name in seeing)
    assert notices(office, ticket, "complaint.offer") == 2


def test_the_first_claim_wins(office_with: OfficeWith) -> None:
    office, ticket, (first, second), _ = on_offer(office_with)
    duty = office.duty(ticket)
    claimed = office.done(first, duty, "claim")
    assert (claimed["offered"], claimed["status"]) == (False, "claimed")
    refused(office.operate(second, duty, "claim"), 412)
    assert statuses(office, ticket) == {first: "accepted", second: "expired"}
    refused(office.operate(second, office.duty(ticket), "decline"), 409)


def test_a_move_out_of_the_pool_takes_it_too(office_with: OfficeWith) -> None:
    office, ticket, (first, second), _ = on_offer(office_with)
    office.fired(second, office.read(ticket), "accept")
    assert statuses(office, ticket) == {second: "accepted", first: "expired"}


def test_who_declines_is_not_asked_again_and_the_others_still_are(office_with: OfficeWith) -> None:
    office, ticket, (first, second), others = on_offer(office_with)
    declined = office.done(first, office.duty(ticket), "decline", {"reason": "路远"})
    assert (declined["status"], declined["offered"]) == ("open", True)
    assert office.queue(first) == [] and office.queue(second) == [ticket["number"]]
    refused(office.operate(first, office.duty(ticket), "claim"), 403, "offered_to_others")
    assert statuses(office, ticket) == {first: "declined", second: "open"}
    assert office.log(ticket)[-1]["form"]["reason"] == "路远"
    office.drain()
    assert office.queue(others[0]) == []


def test_declined_by_all_it_is_everybodys_and_the_desk_is_told(office_with: OfficeWith) -> None:
    office, ticket, seeing, others = on_offer(office_with)
    for name in seeing:
        office.done(name, office.duty(ticket), "decline")
    office.drain()
    assert set(statuses(office, ticket).values()) == {"declined"}
    assert all(office.queue(name) == [ticket["number"]] for name in CLERKS)
    assert notices(office, ticket, "complaint.decline") == 3
    other = registered(office, among=CLERKS)
    taker = next(name for name in CLERKS if other["number"] in office.queue(name))
    office.fired(taker, office.read(other), "accept")
    office.drain()
    assert not office.duty(ticket)["offered"], "what all have declined is not offered once more"
    office.done(others[0], office.duty(ticket), "claim")


def test_an_offer_to_all_leaves_out_who_does_not_fit(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(offer="all", skill="调解"))
    office.skill("clerk", "调解"), office.skill("clerk3", "调解")
    ticket = registered(office, among=CLERKS)
    assert [bool(office.queue(name)) for name in CLERKS] == [True, False, True]
    counts = office.send("clerk2", "GET", "/work-items/counts").get_json()
    assert counts["pool"] == 0
    assert len(offers(ticket)) == 2


def test_a_supervisor_may_still_give_it_to_somebody(office_with: OfficeWith) -> None:
    office, ticket, seeing, others = on_offer(office_with)
    given = office.done("supervisor", office.duty(ticket), "dispatch", office.named(others[0]))
    assert given["holder"]["username"] == office.who(others[0]).username
    assert set(statuses(office, ticket).values()) == {"expired"}
    assert set(statuses(office, ticket)) == set(seeing)


@pytest.mark.parametrize("body", [{"reason": ""}, {"because": "x"}])
def test_what_is_wrong_with_a_refusal_is_said(office_with: OfficeWith, body: Any) -> None:
    office, ticket, (first, _), _ = on_offer(office_with)
    refused(office.operate(first, office.duty(ticket), "decline", body), 422)


def test_only_an_offer_can_be_declined(office_with: OfficeWith) -> None:
    office = office_with()
    ticket = registered(office, among=("clerk",))
    refused(office.operate("clerk", office.duty(ticket), "decline"), 409)
    refused(office.operate("tech", office.duty(ticket), "decline"), 403)


def test_a_vote_may_be_offered_too(office_with: OfficeWith) -> None:
    policy = {"distribution": {"pending_approval": {"rule": "random", "offer": 1}}}
    office = office_with(refund=policy)
    office.who("supervisor"), office.who("supervisor2")
    ticket = office.submitted()
    office.drain()
    asked, other = sorted(("supervisor", "supervisor2"), key=lambda name: not office.queue(name))
    assert office.queue(other) == []
    refused(office.fire(other, office.read(ticket), "approve"), 403)
    office.fired(asked, office.read(ticket), "approve")
