"""Resource patterns 1 to 11: who may get the work, as the tables and the policy say it beforehand."""

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import PLAN, REASON, Office, asks, level, refused


def test_wrp_01_direct_distribution(office: Office) -> None:
    """The office wants one named pm to sign refunds: it comes to that person alone, and to no other pm."""
    office.rules("refund", **asks(level({"user": office.who("pm").username})))
    ticket = office.submitted()
    assert office.queue("pm", "mine") == [ticket["number"]]
    assert office.queue("pm2", "mine") == office.queue("pm2") == []
    refused(office.fire("pm2", ticket, "approve"), 403)
    assert office.fired("pm", ticket, "approve")["state"] == "approved"


def test_wrp_02_role_based_distribution(office: Office) -> None:
    """Every 客服主管 finds the slip in the pool, whoever is in today; nobody of another desk does."""
    ticket = office.submitted()
    assert office.queue("supervisor") == office.queue("supervisor2") == [ticket["number"]]
    assert [office.queue(who) for who in ("pm", "finance", "clerk", "tech")] == [[], [], [], []]
    assert office.fired("supervisor2", ticket, "approve")["state"] == "approved"


def test_wrp_03_deferred_distribution(office: Office) -> None:
    """Who approves a plan is not in the rules but in the ticket: the steward of the building it is about."""
    east, west = office.room_under("clerk5"), office.room_under("clerk6")
    office.rules("complaint", **asks(level({"steward": True}), approval="plan"))
    for room, steward, other in ((east, "clerk5", "clerk6"), (west, "clerk6", "clerk5")):
        ticket = office.reviewed(room=room)
        assert (office.queue(steward, "mine"), office.queue(other, "mine")) == ([ticket["number"]], [])
        refused(office.fire(other, ticket, "approve"), 403)
        assert office.fired(steward, ticket, "approve")["state"] == "executing"


def test_wrp_04_authorization(office: Office) -> None:
    """Who may return, hand on, end by force: each step says so, and says whom to ask instead."""
    office.who("supervisor"), office.who("pm")
    ticket = office.dispatched()
    item = office.duty(ticket, holder="tech")
    assert {"accept", "refuse"} <= office.allowed("tech", ticket)
    assert office.allowed("tech", ticket) & {"force_finish", "cancel", "reclassify"} == set()
    force = office.moves("tech", ticket)["force_finish"]
    assert (
        force["who_could"][0]["desk"] == "pm" and office.who("pm").username in force["who_could"][0]["users"]
    )
    handed = office.named("tech2") | REASON
    refused(office.operate("clerk", item, "transfer", handed), 403)
    refused(office.fire("supervisor", ticket, "force_finish", REASON), 403)
    item = office.done("supervisor", item, "transfer", handed)
    assert item["holder"]["username"] == office.who("tech2").username
    assert office.fired("pm", office.read(ticket), "force_finish", REASON)["is_final"]


def test_wrp_05_separation_of_duties(office: Office) -> None:
    """Who applies does not approve, who approves does not pay; a second account is no second person."""
    office.also("clerk", "supervisor")
    office.alias("chief", of="clerk", desk="supervisor")
    ticket = office.submitted()
    for same_person in ("clerk", "chief"):
        refused(office.fire(same_person, ticket, "approve"), 403, "four_eyes")
    office.also("supervisor", "finance")
    ticket = office.fired("supervisor", ticket, "approve")
    refused(office.fire("supervisor", ticket, "pay"), 403)
    assert office.fired("finance", ticket, "pay")["state"] == "paying"


def test_wrp_06_case_handling(office: Office) -> None:
    """One steward has the complaint from the first call to the result: each new duty on it is theirs."""
    office.who("tech2"), office.who("supervisor")
    ticket = office.investigated("tech")
    for trigger, form, by in (
        ("need_info", {"question": "几点？"}, "tech"),
        ("info_received", {"text": "晚上"}, "clerk"),
        ("propose", PLAN, "tech"),
        ("approve", {}, "supervisor"),
    ):
        if trigger != "approve":
            assert office.queue("tech", "mine") == [ticket["number"]]
        refused(office.fire("tech2", ticket, "done", {"result": "已处理"}), 403)
        ticket = office.fired(by, ticket, trigger, form)
    assert office.queue("tech", "mine") == [ticket["number"]]
    assert office.fired("tech", ticket, "done", {"result": "已处理"})["state"] == "resolved"
    assert office.read(ticket)["assignee"]["username"] == office.who("tech").username


def test_wrp_07_retain_familiar(office_with: OfficeWith) -> None:
    """It drips again: the order goes back to the tech who knows the tap, not to whoever is free."""
    rule = {"pending_dispatch": {"rule": "familiar", "then": "shortest_queue"}}
    office = office_with(repair={"timers": {"auto": "PT1M"}, "distribution": rule})
    for tech in ("tech1", "tech2", "tech3"):
        office.who(tech)
    for tech in ("tech3", "tech2"):
        ticket = office.fired("clerk", office.completed(tech), "rework", {"reason": "还漏"})
        office.later(minutes=2)
        assert office.queue(tech, "mine") == [ticket["number"]]
        office.fired(tech, office.read(ticket), "accept")


def test_wrp_08_capability_based_distribution(office: Office) -> None:
    """A stuck lift is only for who has a licence for lifts that is not out of date; nobody else grabs it."""
    office.certified("tech1", "电梯", until="2020-12-31")
    office.certified("tech2", "电梯", until="2099-12-31")
    ticket = office.triaged(category="电梯")
    for tech in ("tech", "tech1"):
        refused(office.fire("dispatcher", ticket, "dispatch", office.named(tech)), 422, "has_skill")
        refused(office.fire(tech, ticket, "grab"), 422, "has_skill")
    ticket = office.fired("tech2", ticket, "grab")
    assert ticket["assignee"]["username"] == office.who("tech2").username
    tap = office.triaged(category="水")
    assert office.fired("dispatcher", tap, "dispatch", office.named("tech"))["state"] == "dispatched"


def test_wrp_09_history_based_distribution(office_with: OfficeWith) -> None:
    """Of two techs one had to come back to this building, the other's work held: the other is sent."""
    rule = {"pending_dispatch": {"rule": "history"}}
    office = office_with(repair={"timers": {"auto": "PT1M"}, "distribution": rule})
    for tech in ("tech1", "tech2"):
        done = office.completed(tech)
        if tech == "tech1":
            office.fired("clerk", office.fired("clerk", done, "rework", REASON), "cancel", REASON)
    ticket = office.triaged()
    office.later(minutes=2)
    assert (office.queue("tech2", "mine"), office.queue("tech1", "mine")) == ([ticket["number"]], [])


def test_wrp_10_organisational_distribution(office: Office) -> None:
    """Up the line from whoever asks: each clerk's own superior first, then the superior of that one."""
    for name, above in (("clerk", "supervisor"), ("clerk2", "supervisor2"), ("supervisor", "pm")):
        office.under(name, above)
    office.under("supervisor2", "pm2")
    office.rules("refund", **asks(level({"superior": 1}), level({"superior": 2})))
    for clerk, first, second in (("clerk", "supervisor", "pm"), ("clerk2", "supervisor2", "pm2")):
        ticket = office.fired(clerk, office.refund(who=clerk), "submit")
        assert office.queue(first, "mine") == [ticket["number"]]
        ticket = office.fired(first, ticket, "approve")
        assert office.queue(second, "mine") == [ticket["number"]]
        assert office.fired(second, ticket, "approve")["state"] == "approved"


def test_wrp_11_automatic_execution(office: Office) -> None:
    """Nobody carries the order to the bank or closes the slip: the house does, in its own name."""
    ticket = office.fired("supervisor", office.submitted(), "approve")
    ticket = office.fired("finance", ticket, "pay")
    assert ticket["work_items"] == []
    office.drain()
    assert office.gateway_says("refund.succeeded", ticket).status_code == 202
    office.later(seconds=1)
    assert office.read(ticket)["state"] == "closed"
    automatic = [each["trigger"] for each in office.log(ticket) if each["actor"]["id"] is None]
    assert automatic == ["callback_ok", "close"]
