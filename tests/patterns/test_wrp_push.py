"""Resource patterns 12 to 20: how the house brings work to people."""

from collections import Counter
from datetime import datetime
from typing import Any

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import Office, refused

CLERKS = ("clerk1", "clerk2", "clerk3")


def handing(office_with: OfficeWith, **rule: Any) -> Office:
    """An office of three clerks whose policy says who gets a new complaint."""
    office = office_with(complaint={"distribution": {"registered": rule}})
    for name in CLERKS:
        office.who(name)
    return office


def rung(office: Office) -> Row:
    """A complaint comes in, and the house has handed on what it hands on."""
    ticket = office.complaint("clerk1")
    office.drain()
    return ticket


def given(office: Office, ticket: Row) -> str | None:
    """In whose hands it lies."""
    holders = [name for name in CLERKS if ticket["number"] in office.queue(name, "mine")]
    assert len(holders) <= 1
    return holders[0] if holders else None


def test_wrp_12_offer_single(office_with: OfficeWith) -> None:
    """It is offered to one clerk, who alone sees it and may decline; then it is the whole desk's."""
    office = handing(office_with, rule="random", offer=1)
    ticket = rung(office)
    (asked,) = [name for name in CLERKS if office.queue(name)]
    others = [name for name in CLERKS if name != asked]
    refused(office.operate(others[0], office.duty(ticket), "claim"), 403)
    office.done(asked, office.duty(ticket), "decline", {"reason": "今日外出"})
    office.drain()
    assert all(office.queue(name) == [ticket["number"]] for name in others)
    assert office.done(others[1], office.duty(ticket), "claim")["holder"]
    second = rung(office)
    (asked,) = [name for name in CLERKS if office.queue(name)]
    assert office.fired(asked, office.read(second), "accept")["state"] == "accepted"


def test_wrp_13_offer_multiple(office: Office) -> None:
    """An order lies open to all techs (抢单): the first who grabs it has it, the others see it go."""
    techs = ["tech1", "tech2", "tech3"]
    seen = office.triaged()
    assert all("grab" in office.allowed(tech, seen) for tech in techs)
    ticket = office.fired("tech2", seen, "grab")
    assert office.queue("tech2", "mine") == [ticket["number"]]
    refused(office.fire("tech1", seen, "grab"), 412)
    refused(office.fire("tech3", ticket, "grab"), 409)


def test_wrp_14_allocation_single(office: Office) -> None:
    """The supervisor gives a duty of the pool to one clerk (派单); it is that clerk's and no one else's."""
    ticket = office.complaint()
    given = office.done("supervisor", office.duty(ticket), "dispatch", office.named("clerk3"))
    assert (given["status"], given["holder"]["username"]) == ("claimed", office.who("clerk3").username)
    assert (office.queue("clerk3", "mine"), office.queue("clerk2")) == ([ticket["number"]], [])
    refused(office.fire("clerk2", office.read(ticket), "accept"), 403)
    assert office.fired("clerk3", office.read(ticket), "accept")["state"] == "accepted"


def test_wrp_15_random_allocation(office_with: OfficeWith) -> None:
    """Drawn by lot, each complaint for itself: none is left lying, and no one person gets them all."""
    office = handing(office_with, rule="random")
    holders = [given(office, rung(office)) for _ in range(12)]
    assert None not in holders and len(set(holders)) > 1


def test_wrp_16_round_robin(office_with: OfficeWith) -> None:
    """One after another in turn: of six complaints each of three clerks gets two, never two in a row."""
    office = handing(office_with, rule="round_robin")
    holders = [given(office, rung(office)) for _ in range(6)]
    assert Counter(holders) == dict.fromkeys(CLERKS, 2)
    assert holders[:3] == holders[3:]


def test_wrp_17_shortest_queue(office_with: OfficeWith) -> None:
    """Who has least to do gets the next: after each has one, it is whoever finished first."""
    office = handing(office_with, rule="shortest_queue")
    tickets = [rung(office) for _ in range(3)]
    holders = [given(office, each) for each in tickets]
    assert sorted(str(each) for each in holders) == list(CLERKS)
    for free in (holders[1], holders[2]):
        office.fired(str(free), office.read(tickets[holders.index(free)]), "accept")
        assert given(office, rung(office)) == free


def test_wrp_18_early_distribution(office_with: OfficeWith) -> None:
    """Tomorrow's visit and next quarter's inspection are seen today by who will have them."""
    office = office_with(visit={"timers": {"assign": "P1D"}})
    repair = office.fired("clerk", office.completed("tech"), "accept_work", {"rating": 5})
    office.background()
    (visit,) = office.visits(repair)
    (coming,) = office.box("visitor", "planned")
    assert (coming["ticket"]["number"], coming["id"], coming["holder"]) == (visit["number"], None, None)
    assert moment(coming["due_at"]) > moment(visit["created_at"])
    assert office.queue("visitor", "mine") == [] == office.queue("tech", "planned")
    slip = office.fired("clerk", office.refund(kind="renovation"), "submit")
    office.fired("engineering_lead", slip, "first_pass", {"passes_returned": True})
    assert office.queue("engineering_lead2", "planned") == [slip["number"]]
    office.later(days=91)
    assert office.queue("engineering_lead2", "planned") == []
    assert office.queue("engineering_lead2") == [slip["number"]]


def test_wrp_19_distribution_on_enablement(office: Office) -> None:
    """Nobody's queue knows of a draft; in the moment it is submitted it lies before the supervisors."""
    draft = office.refund()
    assert office.queue("supervisor") == []
    ticket = office.fired("clerk", draft, "submit")
    (item,) = office.box("supervisor")
    assert (item["ticket"]["number"], item["status"], item["holder"]) == (ticket["number"], "open", None)
    assert moment(item["created_at"]) == moment(ticket["updated_at"])


def test_wrp_20_late_distribution(office_with: OfficeWith) -> None:
    """Nobody is given a second one while the first is undone; it comes in the moment the hands are free."""
    office = handing(office_with, rule="round_robin", release_under=1)
    tickets = [rung(office) for _ in range(4)]
    waiting = tickets[3]
    assert given(office, waiting) is None and office.duty(waiting)["holder"] is None
    first = given(office, tickets[0])
    office.fired(str(first), office.read(tickets[0]), "accept")
    office.drain()
    assert given(office, waiting) == first


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
