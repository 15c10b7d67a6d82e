"""Resource patterns 27 to 35: work that changes hands, waits, is skipped, done again or done ahead."""

from tests.patterns.conftest import OfficeWith
from tests.patterns.office import QUOTE_FEN, REASON, Office, asks, level, refused
from tests.stage import answer


def test_wrp_27_delegation(office: Office) -> None:
    """The supervisor asks legal for an opinion (委派): legal gives it, cannot decide, and the duty stays."""
    ticket = office.submitted()
    held = office.done("supervisor", office.duty(ticket), "claim")
    office.done("supervisor", held, "delegate", office.named("legal"))
    (asked,) = office.box("legal", "mine")
    assert (asked["kind"], asked["ticket"]["number"]) == ("opinion", ticket["number"])
    refused(office.fire("legal", office.read(ticket), "approve"), 403)
    office.done("legal", asked, "opinion", {"text": "合同无争议"})
    assert office.queue("legal", "mine") == [] and office.queue("supervisor", "mine") == [ticket["number"]]
    assert office.log(ticket)[-1]["form"]["text"] == "合同无争议"
    assert office.fired("supervisor", office.read(ticket), "approve")["state"] == "approved"


def test_wrp_28_escalation(office_with: OfficeWith) -> None:
    """The supervisor is silent for a day: reminded twice, then the pm may decide in that place, and does."""
    office = office_with(refund=asks(level("supervisor", timeout="P1D"), level("pm", timeout="P1D")))
    for name in ("supervisor", "pm", "pm2", "city"):
        office.who(name)
    ticket = office.submitted()
    office.later(hours=13)
    office.later(hours=7)
    assert len(office.notices("supervisor", ticket)) == 2 and office.queue("pm") == []
    refused(office.fire("pm", ticket, "approve"), 403)
    office.later(hours=5)
    assert office.queue("pm") == office.queue("pm2") == [ticket["number"]]
    assert office.notices("pm", ticket) == ["refund.escalate_level"]
    ticket = office.fired("pm", office.read(ticket), "approve")
    assert office.told(ticket)[-2:] == ["escalate_level", "approve"]
    refused(office.fire("pm", ticket, "approve"), 403, "four_eyes")
    assert office.fired("pm2", ticket, "approve")["state"] == "approved"


def test_wrp_29_deallocation(office: Office) -> None:
    """A clerk gives a duty back, a tech an order (退单): others may take it, with its clock as it was."""
    ticket = office.complaint()
    item = office.duty(ticket)
    back = office.done("clerk", office.done("clerk", item, "claim"), "release")
    assert (back["holder"], back["due_at"]) == (None, item["due_at"])
    assert office.queue("clerk2") == [ticket["number"]]
    order = office.fired("tech", office.dispatched("tech"), "refuse", REASON)
    assert (order["state"], order["assignee"], office.queue("tech", "mine")) == ("pending_dispatch", None, [])
    assert office.fired("tech2", order, "grab")["assignee"]["username"] == office.who("tech2").username


def test_wrp_30_stateful_reallocation(office: Office) -> None:
    """An order changes hands in the middle (转办): arrival and quote stay, another goes on from there."""
    lines = {"lines": [{"item": "阀门", "quantity": 1, "price_fen": QUOTE_FEN}]}
    ticket = office.fired("tech", office.on_site(free=False), "quote", lines)
    ticket = office.fired("clerk", ticket, "accept_quote", {"amount_fen": QUOTE_FEN})
    item = office.duty(ticket, holder="tech")
    given = office.done("tech", item, "transfer", office.named("tech2") | REASON)
    assert (given["state"], given["due_at"]) == ("in_progress", item["due_at"])
    now = office.read(ticket)
    assert (now["assignee"]["username"], now["details"]["quote_fen"]) == (
        office.who("tech2").username,
        QUOTE_FEN,
    )
    refused(office.fire("tech", now, "complete", {"hours": "1"}), 403)
    assert office.fired("tech2", now, "complete", {"hours": "1"})["state"] == "completed"


def test_wrp_31_stateless_reallocation(office: Office) -> None:
    """The first one had begun and made a mess: the next one gets it as if nobody had begun."""
    ticket = office.investigated("tech")
    item = office.done("tech", office.duty(ticket), "start")
    anew = office.named("tech2") | {"reason": "重新调查", "restart": True}
    given = office.done("supervisor", item, "transfer", anew)
    assert (item["started_at"] is None, given["started_at"]) == (False, None)
    kept = office.named("tech3") | {"reason": "接着做"}
    begun = office.done("tech2", given, "start")
    assert office.done("tech2", begun, "transfer", kept)["started_at"] == begun["started_at"]


def test_wrp_32_suspension_resumption(office_with: OfficeWith) -> None:
    """The part is on order until Thursday: the clock stands still, and on Thursday it goes on."""
    office = office_with(repair={"clocks": {"resolution": {"normal": "P3D"}}})
    ticket = office.fired("tech", office.on_site(), "start")
    before = clock(office, ticket)
    waits = {"until": office.at(hours=48), "reason": "等配件"}
    ticket = office.fired("tech", ticket, "wait_parts", waits)
    assert (ticket["state"], clock(office, ticket)["paused_at"]) == ("suspended", ticket["updated_at"])
    assert office.box("tech", "mine")[0]["paused"]
    office.later(hours=49)
    ticket = office.read(ticket)
    after = clock(office, ticket)
    assert (ticket["state"], after["paused_at"]) == ("in_progress", None)
    assert after["due_at"] > before["due_at"] and after["stopped_at"] is None
    rests = {"code": "waiting_customer", "reason": "住户出差"}
    ticket = answer(office.act("supervisor", ticket, "suspend", rests), 200)
    refused(office.fire("tech", ticket, "complete", {"hours": "1"}), 409)
    office.later(hours=5)
    ticket = answer(office.act("supervisor", office.read(ticket), "resume"), 200)
    assert clock(office, ticket)["due_at"] > after["due_at"]
    assert office.fired("tech", ticket, "complete", {"hours": "1"})["state"] == "completed"


def clock(office: Office, ticket: dict[str, object]) -> dict[str, str]:
    clocks = {each["name"]: each for each in office.read(ticket)["clocks"]}
    return dict(clocks["resolution"])


def test_wrp_33_skip(office_with: OfficeWith) -> None:
    """The supervisor's signature is passed over: by two persons where it is money, and for all to see."""
    office = office_with(refund=asks(level("supervisor", name="主管"), level("pm", "finance")))
    ticket = office.submitted()
    for nobody in ("clerk", "supervisor", "finance"):
        refused(office.act(nobody, ticket, "skip", REASON), 403)
    answer(office.act("admin", ticket, "skip", REASON), 202)
    ticket = office.read(ticket)
    (waiting,) = ticket["proposals"]
    assert office.queue("supervisor") == [ticket["number"]]
    refused(office.act("admin", ticket, f"proposals/{waiting['id']}/confirm"), 403, "two_persons")
    ticket = answer(office.act("pm9", ticket, f"proposals/{waiting['id']}/confirm"), 200)
    assert sorted(each["desk"] for each in ticket["work_items"]) == ["finance", "pm"]
    (shown,) = office.read(ticket)["exceptions"]
    assert (shown["kind"], shown["skipped"][0]["level"]) == ("skip", "主管")
    names = [office.who(name).username for name in ("admin", "pm9")]
    assert [shown["by"]["username"], shown["confirmed_by"]["username"]] == names


def test_wrp_34_redo(office: Office) -> None:
    """The customer wants a cheaper valve: the tech quotes anew, and does not arrive anew."""
    ticket = office.on_site(free=False)
    for price in (30_000, 12_000):
        ticket = office.fired(
            "tech", ticket, "quote", {"lines": [{"item": "阀门", "quantity": 1, "price_fen": price}]}
        )
        assert ticket["state"] == "waiting_quote"
    refused(office.fire("clerk", ticket, "accept_quote", {"amount_fen": 30_000}), 422, "quote_is_current")
    ticket = office.fired("clerk", ticket, "accept_quote", {"amount_fen": 12_000})
    assert ticket["state"] == "in_progress"
    told = office.told(ticket)
    assert [told.count(each) for each in ("accept", "arrive", "quote")] == [1, 1, 2]


def test_wrp_35_pre_do(office_with: OfficeWith) -> None:
    """The photos of the inspection are brought while the slip is a draft, long before anybody may inspect."""
    office = office_with(refund={"evidence": ["fail"]})
    draft = office.refund(kind="renovation")
    quote, photo = office.upload("clerk", draft, "quote.pdf"), office.upload("clerk", draft, "wall.pdf")
    ticket = office.fired("clerk", draft, "submit")
    form = {"deduction_fen": 10_000, **REASON}
    refused(office.fire("engineering_lead", ticket, "fail", form), 422, "evidence_given")
    form |= {"quote": [quote], "photos": [photo]}
    assert office.fired("engineering_lead", ticket, "fail", form)["state"] == "deduction_proposed"
