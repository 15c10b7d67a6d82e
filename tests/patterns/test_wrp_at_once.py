"""Resource patterns 36 to 39, 42 and 43: beginning by itself, many of a kind, several at a time."""

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import Office, added, led_on, refused
from tests.stage import answer


def begun(office: Office, ticket: Row) -> bool:
    return office.duty(ticket)["started_at"] is not None


def test_wrp_36_commencement_on_creation(office_with: OfficeWith) -> None:
    """Where the policy says so, work counts as begun the moment the complaint is there."""
    rule = {"distribution": {"registered": {"start": "on_creation"}}}
    office, plain = office_with(complaint=rule), office_with()
    assert begun(office, office.complaint()) and not begun(plain, plain.complaint())


def test_wrp_37_commencement_on_allocation(office_with: OfficeWith) -> None:
    """Or it begins in the moment somebody has it, taken or given; until then nobody is at work on it."""
    office = office_with(complaint={"distribution": {"registered": {"start": "on_allocation"}}})
    taken, given = office.complaint(), office.complaint()
    assert not begun(office, taken) and not begun(office, given)
    office.done("clerk2", office.duty(taken), "claim")
    office.done("supervisor", office.duty(given), "dispatch", office.named("clerk3"))
    assert begun(office, taken) and begun(office, given)


def test_wrp_38_piled_execution(office: Office) -> None:
    """Five slips in one stroke, but for the one that changed; and then one after another of the same kind."""
    slips = [office.submitted() for _ in range(5)]
    items = [{"id": each["id"], "version": each["version"]} for each in office.box("supervisor")]
    office.fired("clerk", slips[2], "amend", {"reason": "更正"})
    sent = office.send("supervisor", "POST", "/work-items/batch", {"trigger": "approve", "items": items})
    assert [each["status"] for each in answer(sent, 207)["items"]] == [200, 200, 412, 200, 200]
    states = [office.read(each)["state"] for each in slips]
    assert states == ["approved", "approved", "draft", "approved", "approved"]
    more = {office.submitted()["number"] for _ in range(2)}
    kind = {"workflow": "refund", "state": "pending_approval"}
    for _ in range(2):
        item = answer(office.send("supervisor", "POST", "/work-items/next", kind), 200)
        assert item["ticket"]["number"] in more and item["holder"] is not None
        more.remove(item["ticket"]["number"])
        office.fired("supervisor", office.read(item["ticket"]), "approve")
    refused(office.send("supervisor", "POST", "/work-items/next", kind), 404)
    assert office.queue("supervisor") == []


def test_wrp_39_chained_execution(office: Office) -> None:
    """Who has done one step and may do the next is told which it is, and goes on without looking for it."""
    office.also("clerk2", "supervisor")
    ticket = office.complaint()
    chained = led_on(office.fire("clerk2", ticket, "accept"))
    assert chained == office.duty(ticket)["id"]
    mine = answer(office.send("clerk2", "GET", f"/work-items/{chained}"), 200)
    assert office.done("clerk2", mine, "start")["state"] == "accepted"
    assert led_on(office.fire("clerk2", office.read(ticket), "assign", office.named("tech"))) is None


def test_wrp_42_simultaneous_execution(office: Office) -> None:
    """A tech has three orders under way at once and goes on with any of them in any order."""
    orders = [office.fired("tech", office.on_site(), "start") for _ in range(3)]
    assert len(office.queue("tech", "mine")) == 3
    assert {each["state"] for each in office.box("tech", "mine")} == {"in_progress"}
    for order in (orders[1], orders[2], orders[0]):
        assert office.fired("tech", order, "complete", {"hours": "1"})["state"] == "completed"
    assert office.queue("tech", "mine") == []


def test_wrp_43_additional_resources(office: Office) -> None:
    """The supervisor brings in legal before the own decision, and the pm after it (加签); both are heard."""
    ticket = office.submitted()
    added(office, "supervisor", ticket, "legal", "before", desk="supervisor")
    added(office, "supervisor", ticket, "pm", "after", holder="supervisor")
    refused(office.fire("supervisor", office.read(ticket), "approve"), 403)
    assert office.queue("legal", "mine") == [ticket["number"]] and office.queue("pm", "mine") == []
    ticket = office.fired("legal", office.read(ticket), "approve")
    ticket = office.fired("supervisor", ticket, "approve")
    assert (ticket["state"], office.queue("pm", "mine")) == ("pending_approval", [ticket["number"]])
    assert office.fired("pm", ticket, "approve")["state"] == "approved"
