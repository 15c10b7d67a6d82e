"""Control flow 23 and 24: a signal that counts only now, and one that is kept until it can count."""

from tests.patterns.office import Office, refused


def test_cf_23_transient_trigger(office: Office) -> None:
    """The answer to a question that nobody has asked is lost: it is refused, and not remembered."""
    ticket = office.investigated()
    answer = {"text": "晚上十点以后"}
    refused(office.fire("clerk", ticket, "info_received", answer), 409)
    ticket = office.fired("tech", ticket, "need_info", {"question": "几点？"})
    office.background()
    assert office.read(ticket)["state"] == "waiting_customer"
    assert office.fired("clerk", office.read(ticket), "info_received", answer)["state"] == "investigating"


def test_cf_24_persistent_trigger(office: Office) -> None:
    """The bank's word is kept from when it comes: while all background work stands, and when it is late."""
    paying = [office.fired("supervisor", office.submitted(), "approve") for _ in range(2)]
    soon, late = (office.fired("finance", each, "pay") for each in paying)
    office.drain()
    assert office.gateway_says("refund.succeeded", soon).status_code == 202
    assert office.read(soon)["state"] == "paying"
    office.later(seconds=1)
    assert office.read(soon)["state"] == "closed"
    office.later(hours=25)
    assert office.read(late)["state"] == "reconcile"
    assert office.gateway_says("refund.succeeded", late).status_code == 202
    office.later(seconds=1)
    assert office.read(late)["state"] == "closed"
