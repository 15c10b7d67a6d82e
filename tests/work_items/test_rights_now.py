"""Rights as they are when somebody acts: a lost desk, a stand-in who is early, a signer of another desk."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.patterns.office import Office, added, asks, level, refused
from tests.stage import answer
from tests.work_items.conftest import OfficeWith
from tests.work_items.test_signers import lose, remove

REST = {"code": "waiting_parts", "reason": "等配件"}


@pytest.fixture
def office(office_with: OfficeWith) -> Office:
    return office_with(refund=asks(level("supervisor", mode="any")))


def stands_in(office: Office, who: str, absent: str) -> None:
    """Somebody of another desk."""
    now = datetime.now(UTC)
    body = {
        "to": office.who(who).username,
        "from": (now - timedelta(days=1)).isoformat(),
        "until": (now + timedelta(days=7)).isoformat(),
    }
    answer(office.send(absent, "POST", "/substitutions", body), 201)


def test_with_the_desk_goes_all_but_giving_back_what_was_claimed(office: Office) -> None:
    ticket = office.complaint()
    item = office.done("clerk3", office.duty(ticket), "claim")
    office.also("clerk3", "cashier")
    office.who("supervisor")
    lose(office, "clerk3", "clerk")
    refused(office.operate("clerk3", item, "start"), 403, "not_your_desk")
    refused(office.operate("clerk3", item, "delegate", office.named("supervisor")), 403, "not_your_desk")
    refused(office.act("clerk3", office.read(ticket), "suspend", REST), 403)
    assert office.done("clerk3", item, "release")["status"] == "open"


def test_a_stand_in_who_is_too_early_is_told_so_and_not_that_they_never_may(office: Office) -> None:
    item = office.duty(office.complaint())
    stands_in(office, "cashier", "clerk")
    for early in ("release", "delegate"):
        body = office.named("supervisor") if early == "delegate" else {}
        refused(office.operate("cashier", item, early, body), 409)
        refused(office.operate("cashier", {**item, "version": 9}, early, body), 412)
        refused(office.operate("tech", item, early, body), 403)


def test_a_stand_in_who_could_sign_too_takes_away_whom_the_absent_added(office_with: OfficeWith) -> None:
    office = office_with(refund=asks(level("pm", mode="any")))
    ticket = office.submitted()
    item = added(office, "pm", ticket, "legal", "before")
    office.who("pm2")
    refused(remove(office, "pm2", item, "legal"), 403, "not_who_added")
    stands_in(office, "pm2", "pm")
    answer(remove(office, "pm2", item, "legal"), 200)


def test_a_signer_who_was_added_may_let_the_ticket_rest(office: Office) -> None:
    """Whatever their desk: they hold a duty of it."""
    ticket = office.submitted()
    added(office, "supervisor", ticket, "guard", "before")
    rests = answer(office.act("guard", office.read(ticket), "suspend", REST), 200)
    refused(office.act("cashier", rests, "resume"), 403)
    answer(office.act("guard", rests, "resume"), 200)
