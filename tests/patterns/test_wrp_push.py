"""Resource patterns 12 to 20: how the house brings work to people."""

from datetime import datetime

from tests.patterns.office import Office, refused


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


def test_wrp_19_distribution_on_enablement(office: Office) -> None:
    """Nobody's queue knows of a draft; in the moment it is submitted it lies before the supervisors."""
    draft = office.refund()
    assert office.queue("supervisor") == []
    ticket = office.fired("clerk", draft, "submit")
    (item,) = office.box("supervisor")
    assert (item["ticket"]["number"], item["status"], item["holder"]) == (ticket["number"], "open", None)
    assert moment(item["created_at"]) == moment(ticket["updated_at"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
