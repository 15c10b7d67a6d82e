"""Messages to customers: sent once or at most twice, not to those who want none, closed by their receipt."""

from typing import Any

import pytest

from service.transaction import transaction
from tests import makers
from tests.stage import Stage
from tests.workers.test_refund_callbacks import say
from tests.workers.town import Town, dies_at
from tests.workers.works import complaint, executing, stage

__all__ = ["stage"]
AT = "2026-11-22T10:00:00+08:00"


def message(here: Town, ticket: Any, template: str = "complaint_registered") -> dict[str, Any]:
    found = "SELECT id, status, params FROM message WHERE ticket_id = %s AND template = %s"
    return here.one(found, ticket["id"], template)


def received(here: Town, message_id: object) -> list[Any]:
    rows = here.sandbox.rows("received", name="messages.jsonl")
    return [row for row in rows if row["message_id"] == str(message_id)]


def receipt(here: Town, type_: str, message_id: object) -> None:
    assert say(here, type_, source="sms", message_id=str(message_id), at=AT).status_code == 202
    here.drain()


def test_a_customer_is_told_in_words_that_name_the_ticket(here: Town, stage: Stage) -> None:
    ticket = complaint(stage)
    here.drain()
    sent = message(here, ticket)
    [row] = received(here, sent["id"])
    assert ticket["number"] in row["text"] and row["text"].startswith(f"【{stage.office.name}】")
    here.wait(lambda: bool(here.drain_once()) or message(here, ticket)["status"] == "delivered")


@pytest.mark.parametrize("place", ["before_sms", "after_sms", "after_effect", "before_done"])
def test_a_kill_sends_it_once_more_at_most(here: Town, stage: Stage, place: str) -> None:
    ticket = complaint(stage)
    for _ in range(4):
        dies_at(place, here.drain)
        here.lapse()
        here.sweep()
        here.due_now()
    here.drain()
    found = message(here, ticket)
    assert len(received(here, found["id"])) <= 1  # this partner knows our number; a third call never left
    assert found["status"] in ("sent", "unknown", "delivered")


@pytest.mark.parametrize(
    "wish", ["phone_sealed = NULL", "channels = '{call}'", "disabled_at = guanjia_now()"]
)
def test_who_cannot_or_does_not_want_to_be_reached_is_not(here: Town, stage: Stage, wish: str) -> None:
    ticket = complaint(stage)
    here.rows(f"UPDATE customer SET {wish} WHERE id = %s RETURNING 1", stage.customer.id)
    here.drain()
    found = message(here, ticket)
    assert (found["status"], received(here, found["id"])) == ("failed", [])


def test_delivered_is_never_taken_back(here: Town, stage: Stage) -> None:
    ticket = complaint(stage)
    here.drain()
    sent = message(here, ticket)["id"]
    receipt(here, "sms.delivered", sent)
    receipt(here, "sms.failed", sent)
    assert message(here, ticket)["status"] == "delivered"


def test_a_reply_reaches_whoever_works_on_the_ticket(here: Town, stage: Stage) -> None:
    ticket = complaint(stage)
    here.drain()
    said = {
        "from": "+8613000000000",
        "text": "谢谢",
        "at": AT,
        "message_id": str(message(here, ticket)["id"]),
    }
    assert say(here, "sms.reply", source="sms", **said).status_code == 202
    here.drain()
    told = here.rows("SELECT desk, template FROM notice WHERE ticket_id = %s", ticket["id"])
    assert told == [{"desk": "clerk", "template": "sms.reply"}]


def test_a_receipt_of_an_unknown_message_is_kept_for_a_person(here: Town) -> None:
    receipt(here, "sms.delivered", "not-ours")
    assert here.one("SELECT outcome FROM inbox ORDER BY id DESC LIMIT 1")["outcome"] == "unmatched"


def test_a_demand_that_arrived_begins_the_time_to_pay(here: Town, stage: Stage) -> None:
    ticket = executing(stage, stage.charge())
    here.drain()
    sent = message(here, ticket, "dunning_demand")
    receipt(here, "sms.delivered", sent["id"])
    receipt(here, "sms.delivered", sent["id"])
    assert stage.read(ticket)["state"] == "waiting_payment"
    count = "SELECT count(*) AS n FROM event WHERE ticket_id = %s AND trigger = 'delivered'"
    assert here.one(count, ticket["id"])["n"] == 1


def test_a_demand_that_did_not_arrive_is_told_to_its_desk(here: Town, stage: Stage) -> None:
    """The sandbox never reaches a number that ends in 0000."""
    with transaction() as work:
        makers.set_phone(work, stage.customer, "+8613900000000")
    ticket = executing(stage, stage.charge())
    here.drain()
    here.wait(lambda: not here.drain_once() and message(here, ticket, "dunning_demand")["status"] == "failed")
    read = stage.read(ticket)
    assert (read["state"], read["details"]["failed_channels"]) == ("executing", ["sms"])
    told = here.rows("SELECT desk FROM notice WHERE ticket_id = %s", ticket["id"])
    assert [row["desk"] for row in told] == ["clerk"]


def test_a_demand_without_a_number_fails_at_once(here: Town, stage: Stage) -> None:
    here.rows("UPDATE customer SET phone_sealed = NULL WHERE id = %s RETURNING 1", stage.customer.id)
    ticket = executing(stage, stage.charge())
    here.drain()
    assert stage.read(ticket)["details"]["failed_channels"] == ["sms"]


def test_what_was_called_off_is_not_sent(here: Town, stage: Stage) -> None:
    ticket = executing(stage, stage.charge())
    stage.fired("supervisor", ticket, "withdraw", {"reason": "误发"})
    here.drain()
    assert (
        here.rows("SELECT 1 AS yes FROM message WHERE ticket_id = %s AND status <> 'failed'", ticket["id"])
        == []
    )
