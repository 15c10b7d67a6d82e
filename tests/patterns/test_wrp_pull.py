"""Resource patterns 21 to 26: how people come to their work."""

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import Office, refused
from tests.stage import answer


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
    """The order was given to the tech; when the work on it begins is the tech's own doing."""
    ticket = office.dispatched()
    (item,) = office.box("tech", "mine")
    assert (item["ticket"]["number"], item["state"]) == (ticket["number"], "dispatched")
    assert item["started_at"] is None
    refused(office.operate("tech2", item, "start"), 403)
    office.later(minutes=20)
    started = office.done("tech", item, "start")
    assert started["started_at"] > item["created_at"]
    refused(office.fire("tech2", office.read(ticket), "accept"), 403)
    assert office.fired("tech", office.read(ticket), "accept")["state"] == "accepted"


def test_wrp_23_resource_initiated_execution_offered(office: Office) -> None:
    """Grab and start, or grab and be done: out of the pool in one stroke, and no colleague in between."""
    ticket = office.complaint()
    started = office.done("clerk2", office.duty(ticket), "start")
    mine = office.who("clerk2").username
    assert (started["status"], started["holder"]["username"]) == ("claimed", mine)
    assert started["started_at"] and office.queue("clerk3") == []
    refused(office.operate("clerk3", office.duty(ticket), "claim"), 403)
    other = office.complaint()
    (item,) = office.box("clerk3")
    other = office.fired("clerk3", other, "accept")
    assert office.told(other) == ["register", "accept"]
    ended = office.send("clerk3", "GET", f"/work-items/{item['id']}").get_json()
    assert (ended["status"], ended["holder"]["username"]) == ("done", office.who("clerk3").username)


def test_wrp_24_system_determined_queue_content(office: Office) -> None:
    """The queue is in the order in which the clocks run out, not in that in which people rang."""
    normal, urgent, serious = (office.complaint(severity=each) for each in ("normal", "urgent", "serious"))
    assert office.queue("clerk2") == numbers(urgent, serious, normal)
    office.later(minutes=20)
    assert [each["overdue"] for each in office.box("clerk2")] == [True, False, False]
    assert office.queue("clerk2", overdue="true") == numbers(urgent)


def test_wrp_25_resource_determined_queue_content(office: Office) -> None:
    """A clerk keeps a queue of her own making, overdue complaints only; nobody else has it, or finds it."""
    late, repair = office.complaint(severity="urgent"), office.repair("guard")
    office.also("clerk2", "dispatcher")
    view = {"name": "逾期投诉", "box": "pool", "filters": {"workflow": "complaint", "overdue": True}}
    made = answer(office.send("clerk2", "POST", "/views", view), 201)
    assert sorted(office.queue("clerk2")) == sorted(numbers(late, repair))
    assert office.queue("clerk2", view=made["id"]) == []
    office.later(minutes=20)
    assert office.queue("clerk2", view=made["id"]) == numbers(late)
    refused(office.send("clerk3", "GET", f"/work-items?view={made['id']}"), 404)


def test_wrp_26_selection_autonomy(office_with: OfficeWith) -> None:
    """Here one picks what one likes; there the policy says: the most urgent first, and names it."""
    free = office_with()
    slow, fast = free.complaint(), free.complaint(severity="urgent")
    assert free.fired("clerk2", slow, "accept")["state"] == "accepted"
    strict = office_with(complaint={"distribution": {"registered": {"autonomy": "top"}}})
    slow, fast = strict.complaint(), strict.complaint(severity="urgent")
    for refusal in (
        strict.operate("clerk2", strict.duty(slow), "claim"),
        strict.fire("clerk2", slow, "accept"),
    ):
        assert fast["number"] in refused(refusal, 422, "top_of_queue")["detail"]
    strict.fired("clerk2", fast, "accept")
    assert strict.fired("clerk2", slow, "accept")["state"] == "accepted"


def numbers(*tickets: Row) -> list[str]:
    return [each["number"] for each in tickets]
