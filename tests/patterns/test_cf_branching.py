"""Control flow 6 to 9 and 28 to 33: some of several ways, and how many of them must come back."""

import pytest

from service.transaction import Row
from tests.patterns.conftest import OfficeWith
from tests.patterns.office import Office, asks, level, refused

PRICE_FEN = 600_000
# What the tech's quote takes off → the desks that are asked.
CHOSEN = [
    (False, True, ["supervisor"]),
    (True, False, ["pm", "finance"]),
    (True, True, ["supervisor", "pm", "finance"]),
]


def quoted(office: Office, *, big: bool, cut: bool) -> Row:
    price = PRICE_FEN * (2 if big else 1) // 2 + (100_000 if big else 0)
    lines = [{"item": "水泵", "quantity": 1, "price_fen": price}]
    discount = {"discount_fen": price // 8} if cut else {}
    return office.fired("tech", office.on_site(free=False), "quote", {"lines": lines} | discount)


@pytest.mark.parametrize(("big", "cut", "desks"), CHOSEN)
def test_cf_06_multi_choice(office: Office, big: bool, cut: bool, desks: list[str]) -> None:
    """A big quote, a big discount, or both: each brings its own signers, and no others."""
    ticket = quoted(office, big=big, cut=cut)
    asked = []
    while ticket["state"] == "quote_review":
        (desk, *_) = [each["desk"] for each in office.duties(ticket)]
        ticket = office.fired(desk, ticket, "approve")
        asked.append(desk)
    assert sorted(asked) == sorted(desks)


@pytest.mark.parametrize(("big", "cut", "desks"), CHOSEN)
def test_cf_07_structured_synchronizing_merge(office: Office, big: bool, cut: bool, desks: list[str]) -> None:
    """The customer sees the quote when all who were asked have agreed; nobody else is waited for."""
    ticket = quoted(office, big=big, cut=cut)
    for signer in desks[:-1]:
        ticket = office.fired(signer, ticket, "approve")
        assert ticket["state"] == "quote_review"
        refused(office.fire("clerk", ticket, "accept_quote", {"amount_fen": 1}), 409)
    assert office.fired(desks[-1], ticket, "approve")["state"] == "waiting_quote"


def test_cf_09_structured_discriminator(office_with: OfficeWith) -> None:
    """The first of three goes through, the others change nothing; in the next round it begins anew."""
    office = office_with(refund=asks(level("supervisor", "pm", "finance", mode="any"), level("city")))
    ticket = office.fired("pm", office.submitted(), "approve")
    assert [each["desk"] for each in office.duties(ticket)] == ["city"]
    refused(office.fire("finance", ticket, "approve"), 403)
    ticket = office.fired("city", ticket, "return", {"reason": "账号有误"})
    ticket = office.fired("clerk", ticket, "submit")
    assert sorted(each["desk"] for each in office.duties(ticket)) == ["finance", "pm", "supervisor"]
    ticket = office.fired("finance", ticket, "approve")
    assert [each["desk"] for each in office.duties(ticket)] == ["city"]


def test_cf_29_cancelling_discriminator(office_with: OfficeWith) -> None:
    """Any one signs (或签): in that moment it is gone from the others' queues, and marked as not needed."""
    office = office_with(refund=asks(level("supervisor", "pm", "finance", mode="any")))
    ticket = office.submitted()
    theirs = [office.duty(ticket, desk=desk) for desk in ("supervisor", "finance")]
    ticket = office.fired("pm", ticket, "approve")
    assert ticket["state"] == "approved"
    assert [office.queue(desk) for desk in ("supervisor", "pm")] == [[], []]
    for item in theirs:
        seen = office.send("supervisor", "GET", f"/work-items/{item['id']}").get_json()
        assert seen["status"] == "not_needed"


def test_cf_30_structured_partial_join(office_with: OfficeWith) -> None:
    """Two of three branches are enough; the third may be late, and no round is left half open."""
    two = level("supervisor", "pm", "legal", mode="any", **{"pass": 2})
    office = office_with(refund=asks(two, level("city")))
    for early, late in (("supervisor", "legal"), ("legal", "pm")):
        ticket = office.fired(early, office.submitted(), "approve")
        assert [each["level"] for each in office.duties(ticket)] == [two["name"]] * 2
        ticket = office.fired(late, ticket, "approve")
        assert [each["desk"] for each in office.duties(ticket)] == ["city"]
        assert office.fired("city", ticket, "approve")["state"] == "approved"


def test_cf_32_cancelling_partial_join(office_with: OfficeWith) -> None:
    """With the second of three the third's duty ends, even in the hands of somebody who had claimed it."""
    two = level("supervisor", "pm", "legal", mode="any", **{"pass": 2})
    office = office_with(refund=asks(two))
    ticket = office.submitted()
    held = office.done("legal", office.duty(ticket, desk="legal"), "claim")
    ticket = office.fired("supervisor", office.read(ticket), "approve")
    assert office.queue("legal", "mine") == [ticket["number"]]
    ticket = office.fired("pm", ticket, "approve")
    assert (ticket["state"], office.queue("legal", "mine")) == ("approved", [])
    refused(office.operate("legal", held | {"version": ticket["version"]}, "release"), 409)
    assert office.send("legal", "GET", f"/work-items/{held['id']}").get_json()["status"] == "not_needed"


def test_cf_08_multi_merge(office: Office) -> None:
    """Payments come in from three sides; each is booked for itself as it comes, none waits for another."""
    payer = office.neighbour()
    ticket = office.fired("clerk", office.dunning(payer=payer), "submit")
    left = [ticket["details"]["debt_fen"]]
    for fen in (10_000, 5_000):
        paid = {"payment_no": f"W-{ticket['number']}-{fen}", "amount_fen": fen, "method": "wechat"}
        paid |= {"paid_at": office.at(), "customer": payer.code, "office": office.office.code}
        assert office.callback("payment.received", **paid).status_code == 202
        office.background()
        left.append(office.read(ticket)["details"]["balance_fen"])
    assert left == [25_060, 15_060, 10_060]
    assert office.told(ticket).count("payment_part") == 2
