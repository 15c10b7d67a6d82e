"""Control flow 19, 20, 25 and 43, 11: what ends, what goes on, and how a case comes to its end."""

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import REASON, Office, asks, level, refused


def test_cf_11_implicit_termination(office_with: OfficeWith) -> None:
    """No visit is drawn for this repair: nothing is left to do, so it closes, and nobody had to say so."""
    office = office_with(repair={"sampling": {"repair": 0, "normal": 0}})
    ticket = office.fired("clerk", office.completed(), "accept_work", {"rating": 5})
    assert (ticket["state"], ticket["work_items"]) == ("visiting", [])
    office.later(minutes=1)
    ticket = office.read(ticket)
    assert (ticket["state"], ticket["is_final"]) == ("closed", True)
    assert office.log(ticket)[-1]["actor"]["username"] == "system"


def test_cf_19_cancel_task(office: Office) -> None:
    """The supervisor calls off the visit; the repair that it was for goes on to its own end."""
    office.who("visitor")
    ticket = office.fired("clerk", office.completed(), "accept_work", {"rating": 5})
    office.background()
    (visit,) = office.visits(ticket)
    assert office.queue("visitor", "mine") == [visit["number"]]
    assert office.read(ticket)["state"] == "visiting"
    office.fired("supervisor", visit, "cancel", REASON)
    assert office.queue("visitor", "mine") == []
    office.background()
    assert office.read(ticket)["state"] == "closed"


def test_cf_20_cancel_case(office: Office) -> None:
    """The slip is cancelled whole: duties, timers and clocks are gone, and the deposit is free again."""
    ticket = office.fired("clerk", office.refund(kind="renovation"), "submit")
    ticket = office.fired("engineering_lead", ticket, "fail", {"deduction_fen": 10_000, **REASON})
    deposit = f"/deposits/{ticket['details']['deposit']}"
    assert office.send("finance", "GET", deposit).get_json()["frozen"] is True
    ticket = office.fired("supervisor", ticket, "cancel", REASON)
    assert (ticket["state"], ticket["work_items"], ticket["is_final"]) == ("cancelled", [], True)
    assert office.send("finance", "GET", deposit).get_json()["frozen"] is False
    office.later(days=100)
    assert office.read(ticket)["version"] == ticket["version"]


def test_cf_25_cancel_region(office_with: OfficeWith) -> None:
    """Legal returns it while pm and finance still hold theirs: the whole round falls, what was voted too."""
    office = office_with(refund=asks(level("supervisor"), level("pm", "finance", "legal")))
    ticket = office.fired("supervisor", office.submitted(), "approve")
    office.done("pm", office.duty(ticket, desk="pm"), "claim")
    ticket = office.fired("finance", office.read(ticket), "approve")
    ticket = office.fired("legal", ticket, "return", REASON)
    assert (ticket["state"], office.queue("pm", "mine"), office.queue("finance")) == ("draft", [], [])
    assert [each["holder"]["username"] for each in ticket["work_items"]] == [office.who("clerk").username]
    ticket = office.fired("clerk", ticket, "submit")
    (first,) = ticket["work_items"]
    assert (first["desk"], first["round"]) == ("supervisor", 2)


def test_cf_43_explicit_termination(office: Office) -> None:
    """The manager ends it by force in the middle of the work: everything that was still open is cancelled."""
    ticket = office.dispatched()
    assert office.queue("tech", "mine") == [ticket["number"]]
    ticket = office.fired("pm", ticket, "force_finish", REASON)
    assert (ticket["state"], ticket["is_final"], ticket["work_items"]) == ("closed_forced", True, [])
    assert office.queue("tech", "mine") == []
    assert office.moves("pm", ticket) == {}
    for who, trigger in (("tech", "accept"), ("dispatcher", "reclassify"), ("pm", "force_finish")):
        refused(office.fire(who, ticket, trigger, REASON if trigger != "accept" else {}), 409)
