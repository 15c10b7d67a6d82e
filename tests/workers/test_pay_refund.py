"""Whatever dies while a refund is paid, the gateway pays it once and the ticket ends."""

from typing import Any

import pytest

from service.crypto.places import INBOX_RAW
from service.crypto.vault import vault
from service.transaction import statements
from tests.workers.town import Town, dies_at
from workers.outbox import take
from workers.sweeper import sweep

PLACES = (
    "after_take",
    "before_sent",
    "before_call",
    "after_call",
    "after_note",
    "after_effect",
    "before_done",
    "after_done",
)
OF_CALLBACK = (
    "after_take",
    "before_move",
    "after_move",
    "after_apply",
    "after_effect",
    "before_done",
    "after_done",
)


def recover(here: Town) -> None:
    """What the sweeper does when the leases have passed."""
    here.lapse()
    sweep(here.house.settings)
    here.due_now()
    here.drain()


def times_received(here: Town, number: str) -> int:
    return len([row for row in here.sandbox.rows("received") if row["refund_no"] == number])


def times_paid(here: Town, number: str) -> int:
    return len([row for row in here.sandbox.rows("paid") if row["refund_no"] == number])


def heard(here: Town, number: str) -> bool:
    """The callback has been stored."""
    with statements() as sql:
        rows = sql.all("SELECT id, raw_sealed FROM inbox WHERE type LIKE 'refund.%%'", [])
        said = (vault().open_whole(sql, INBOX_RAW, row["id"], row["raw_sealed"]) for row in rows)
        return any(number.encode() in raw for raw in said)


@pytest.mark.parametrize("place", PLACES)
def test_a_kill_while_the_instruction_is_sent_pays_once(here: Town, place: str) -> None:
    ticket = here.paying()
    number = ticket["details"]["refund_no"]
    assert dies_at(place, here.drain)
    recover(here)
    assert times_received(here, number) == 1
    here.press(number, "succeed")
    here.wait(lambda: heard(here, number))
    recover(here)
    assert here.state(ticket) == "paid"
    assert times_paid(here, number) == 1
    assert (
        here.one("SELECT count(*) AS n FROM ledger WHERE effect_key LIKE %s", f"{ticket['id']}:%:pay_refund")[
            "n"
        ]
        == 1
    )


@pytest.mark.parametrize("place", OF_CALLBACK)
def test_a_kill_while_the_callback_is_applied_books_once(here: Town, place: str) -> None:
    ticket = here.paying()
    number = ticket["details"]["refund_no"]
    here.drain()
    here.press(number, "succeed")
    here.wait(lambda: heard(here, number))
    assert dies_at(place, here.drain)
    recover(here)
    assert here.state(ticket) == "paid"
    events = here.rows(
        "SELECT trigger FROM event WHERE ticket_id = %s AND trigger = 'callback_ok'", ticket["id"]
    )
    assert len(events) == 1
    booked = here.one("SELECT sum(amount_fen) AS fen FROM book_entry WHERE ticket_id = %s", ticket["id"])
    assert booked["fen"] == -100_000


def test_a_gateway_that_is_away_is_asked_until_it_answers(here: Town, monkeypatch: Any) -> None:
    ticket = here.paying()
    number = ticket["details"]["refund_no"]
    away = here.house.partners.payment.__class__("http://127.0.0.1:9", "http://127.0.0.1:9")
    monkeypatch.setitem(here.app.extensions, "house", _with_payment(here, away))
    here.drain()
    assert here.one("SELECT status FROM instruction WHERE refund_no = %s", number)["status"] == "unknown"
    monkeypatch.undo()
    here.due_now()
    here.wait(lambda: _asked(here, number))
    here.press(number, "succeed")
    here.wait(lambda: heard(here, number))
    recover(here)
    assert here.state(ticket) == "paid"


def _asked(here: Town, number: str) -> bool:
    here.due_now()
    here.drain_once()
    return times_received(here, number) == 1


def _with_payment(here: Town, gateway: Any) -> Any:
    partners = here.house.partners.__class__(gateway, here.house.partners.sms)
    return here.house.__class__(here.house.settings, partners, here.house.stop)


def test_a_worker_that_lost_its_lease_writes_nothing(here: Town) -> None:
    ticket = here.paying()
    claimed = here.claimed("pay_refund")
    with statements() as sql:
        zombie = take(sql, claimed, owner="zombie", lease=1)
    here.lapse()
    sweep(here.house.settings)
    here.due_now()
    here.drain()
    assert here.wakes_up(zombie) == 0
    assert times_received(here, ticket["details"]["refund_no"]) == 1
