"""Control flow 10, 21 and 22: again, again until, and the same thing inside itself."""

from tests.patterns.office import PLAN, REASON, Office, refused


def test_cf_10_arbitrary_cycles(office: Office) -> None:
    """A complaint goes round between question, plan and return as often as it takes, by either way in."""
    ticket = office.investigated()
    for _ in range(2):
        ticket = office.fired("tech", ticket, "need_info", {"question": "几点？"})
        ticket = office.fired("clerk", ticket, "info_received", {"text": "晚上十点"})
        ticket = office.fired("tech", ticket, "propose", PLAN)
        ticket = office.fired("supervisor", ticket, "return", REASON)
    ticket = office.fired("tech", ticket, "propose", PLAN)
    assert office.fired("supervisor", ticket, "approve")["state"] == "executing"
    assert office.told(ticket).count("need_info") == 2 and office.told(ticket).count("return") == 2


def test_cf_21_structured_loop(office: Office) -> None:
    """The visitor calls until somebody answers, at most three times; after the third nobody calls again."""
    parent = office.complaint()
    visit = office.opened("supervisor", "visit", {"parent": parent["number"]})
    visit = office.fired("supervisor", visit, "assign", office.named("visitor"))
    for _ in range(3):
        assert visit["state"] == "assigned" and office.queue("visitor", "mine") == [visit["number"]]
        visit = office.fired("visitor", visit, "attempt")
        visit = office.fired("visitor", visit, "no_answer")
    assert (visit["state"], visit["is_final"], office.queue("visitor", "mine")) == ("unreachable", True, [])


def test_cf_22_recursion(office: Office) -> None:
    """A demand that reaches nobody gives rise to a demand of its own kind, one step harder, and so on."""
    ticket = office.dunning("sms")
    for measure, channels in (("sms", 1), ("call", 2)):
        assert ticket["details"]["measure"] == measure
        ticket = office.fired("clerk", ticket, "submit", {"skip_reason": "停机"})
        ticket = office.fired("supervisor", ticket, "approve")
        ticket = office.fired("clerk", ticket, "execute")
        for _ in range(channels):
            refused(office.fire("clerk", ticket, "escalate_step"), 422, "every_channel_failed")
            ticket = office.fired("clerk", ticket, "undelivered", {"reason": "停机"})
        ticket = office.fired("clerk", ticket, "escalate_step")
        assert ticket["state"] == "escalated"
        office.drain()
        (ticket,) = office.children(ticket, "dunning")
        ticket = taken(office, ticket)
    assert ticket["details"]["measure"] == "written_notice"


def taken(office: Office, draft: dict[str, object]) -> dict[str, object]:
    """A draft that the system opened belongs to the clerk who claims it."""
    (item,) = office.duties(draft)
    if item["holder"] is None:
        office.done("clerk", item, "claim")
    return office.read(draft)
