"""Resource patterns 21 to 26: how people come to their work."""

from service.transaction import Row
from tests.patterns.office import Office, refused


def test_wrp_21_resource_initiated_allocation(office: Office) -> None:
    """Two clerks: one takes the duty now, to do it later; until then it is hers, and the clock runs on."""
    ticket = office.complaint()
    item = office.duty(ticket)
    claimed = office.done("clerk", item, "claim")
    assert (claimed["status"], claimed["due_at"]) == ("claimed", item["due_at"])
    assert (office.queue("clerk", "mine"), office.queue("clerk2")) == ([ticket["number"]], [])
    refused(office.operate("clerk2", claimed, "claim"), 403)
    office.later(hours=1)
    assert office.fired("clerk", office.read(ticket), "accept")["state"] == "accepted"


def test_wrp_22_resource_initiated_execution_allocated(office: Office) -> None:
    """The order was given to the tech; when the work begins is the tech's own doing, step by step."""
    ticket = office.dispatched()
    (item,) = office.box("tech", "mine")
    assert (item["ticket"]["number"], item["state"]) == (ticket["number"], "dispatched")
    for trigger, state in (("accept", "accepted"), ("arrive", "on_site"), ("start", "in_progress")):
        refused(office.fire("tech2", ticket, trigger), 403)
        ticket = office.fired("tech", ticket, trigger)
        assert ticket["state"] == state


def test_wrp_23_resource_initiated_execution_offered(office: Office) -> None:
    """No claim first: who fires the move out of the pool takes the duty and ends it in one stroke."""
    ticket = office.submitted()
    (item,) = office.box("supervisor")
    ticket = office.fired("supervisor", ticket, "approve")
    assert office.told(ticket) == ["create", "submit", "approve"]
    ended = office.send("supervisor", "GET", f"/work-items/{item['id']}").get_json()
    assert (ended["status"], ended["holder"]["username"]) == ("done", office.who("supervisor").username)
    assert office.queue("supervisor", "done") == [ticket["number"]]


def test_wrp_24_system_determined_queue_content(office: Office) -> None:
    """The queue is in the order in which the clocks run out, not in that in which people rang."""
    normal, urgent, serious = (office.complaint(severity=each) for each in ("normal", "urgent", "serious"))
    assert office.queue("clerk2") == numbers(urgent, serious, normal)
    office.later(minutes=20)
    assert [each["overdue"] for each in office.box("clerk2")] == [True, False, False]
    assert office.queue("clerk2", overdue="true") == numbers(urgent)


def numbers(*tickets: Row) -> list[str]:
    return [each["number"] for each in tickets]
