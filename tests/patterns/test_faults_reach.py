"""Known faults 8 and 10: what lies outside one's reach, and rules that change behind a ticket's back."""

import io
import zipfile

import pytest

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused
from tests.stage import answer


def test_fault_08_nobody_reassigns_somebody_elses_approval(office_with: OfficeWith) -> None:
    """By the id of the duty: neither a colleague of another desk, nor one of the same, nor a stranger."""
    office, other = office_with(), office_with()
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket), "claim")
    handed = office.named("supervisor3") | REASON
    for colleague in ("clerk", "tech", "pm"):
        refused(office.operate(colleague, held, "transfer", handed), 403)
        refused(office.operate(colleague, held, "dispatch", office.named("supervisor3")), 403)
        refused(office.operate(colleague, held, "release"), 403)
    for operation in ("transfer", "dispatch", "claim", "release", "delegate"):
        refused(other.operate("supervisor", held, operation, handed), 404)
    assert office.duty(ticket)["holder"]["username"] == office.who("supervisor").username


PATHS = [
    "/tickets/{id}",
    "/tickets/{number}",
    "/tickets/{id}/moves",
    "/tickets/{id}/events",
    "/tickets/{id}/comments",
    "/tickets/{id}/watchers",
    "/tickets/{id}/attachments",
    "/tickets/{id}/attachments/{file}",
    "/tickets/{id}/readers",
    "/tickets/{id}/why-not?action=accept",
    "/work-items/{item}",
]


@pytest.mark.parametrize("path", PATHS)
def test_fault_08_a_ticket_of_another_office_is_not_there(office_with: OfficeWith, path: str) -> None:
    """By its id, its number, or the id of anything that hangs on it; the own office sees it."""
    office, other = office_with(), office_with()
    ticket = office.complaint()
    file = office.upload("clerk", ticket, "a.pdf")
    named = {"id": ticket["id"], "number": ticket["number"], "file": file}
    named |= {"item": office.duty(ticket)["id"]}
    assert office.send("clerk2", "GET", path.format(**named)).status_code == 200
    for stranger in ("clerk", "supervisor", "admin", "auditor"):
        refused(other.send(stranger, "GET", path.format(**named)), 404)


def test_fault_08_neither_search_nor_export_nor_a_box_shows_another_office(office_with: OfficeWith) -> None:
    office, other = office_with(), office_with()
    ticket = office.complaint()
    for query in (f"q={ticket['number']}", f"office={office.office.code}", f"room={office.room.code}"):
        mine = answer(office.send("clerk2", "GET", f"/tickets?{query}"), 200)["items"]
        theirs = other.send("clerk", "GET", f"/tickets?{query}")
        assert [each["number"] for each in mine] == [ticket["number"]]
        assert theirs.status_code == 404 or theirs.get_json()["items"] == []
    assert ticket["number"] in sheet(office, "clerk2") and ticket["number"] not in sheet(other, "clerk")
    for box in ("mine", "pool", "done", "watching", "started"):
        assert other.queue("clerk", box) == []


def sheet(office: Office, who: str) -> str:
    """All the text in the workbook that this person may download."""
    sent = office.send(who, "GET", "/tickets/export.xlsx")
    assert sent.status_code == 200
    with zipfile.ZipFile(io.BytesIO(sent.get_data())) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_fault_08_nobody_acts_on_a_ticket_of_another_office(office_with: OfficeWith) -> None:
    office, other = office_with(), office_with()
    ticket = office.complaint()
    refused(other.fire("clerk", ticket, "accept"), 404)
    for path, body in (("comments", {"text": "x"}), ("watchers", {"who": other.who("clerk").username})):
        refused(other.send("clerk", "POST", f"/tickets/{ticket['id']}/{path}", body), 404)
    refused(other.send("clerk", "PATCH", f"/tickets/{ticket['id']}", {"subject": "x"}, version=1), 404)
    visit = {"workflow": "visit", "office": other.office.code, "subject": "x"}
    sent = other.send("supervisor", "POST", "/tickets", visit | {"details": {"parent": ticket["id"]}})
    assert sent.status_code in (404, 422)
    assert office.read(ticket)["version"] == ticket["version"]


def test_fault_10_an_old_ticket_keeps_the_signers_it_began_with(office: Office) -> None:
    """The office now wants city on every slip: on new ones, and not in the middle of an old one."""
    old = office.submitted()
    draft = office.refund()
    office.rules("refund", **asks(level("supervisor"), level("city")))
    new = office.submitted()
    assert office.fired("supervisor", old, "approve")["state"] == "approved"
    draft = office.fired("clerk", draft, "submit")
    assert office.fired("supervisor", draft, "approve")["state"] == "approved"
    new = office.fired("supervisor", new, "approve")
    assert [each["desk"] for each in office.duties(new)] == ["city"]


def test_fault_10_an_old_ticket_keeps_the_time_it_was_promised(office: Office) -> None:
    """Thirty minutes to take an order over; the office makes it five, and the old order still has thirty."""
    old = office.triaged()
    timers = office.send("admin", "GET", f"/policies/repair?office={office.office.code}").get_json()["timers"]
    office.rules("repair", timers=timers | {"dispatched.timeout": "PT5M"})
    new = office.triaged()
    for ticket in (old, new):
        office.fired("dispatcher", ticket, "dispatch", office.named("tech"))
    office.later(minutes=10)
    assert (office.read(old)["state"], office.read(new)["state"]) == ("dispatched", "pending_dispatch")
    office.later(minutes=25)
    assert office.read(old)["state"] == "pending_dispatch"
