"""Keys are changed while refunds are under way and callbacks wait: everything still opens and is paid."""

from typing import Any

import pytest

from service.crypto.master import NoKey
from service.crypto.places import PAYEE_ACCOUNT
from service.crypto.vault import vault
from service.transaction import transaction
from service.usecases.keys.rotate_keys import rotate_keys
from tests.workers.test_refund_callbacks import say, word_of
from tests.workers.town import Town


def account_of(here: Town, ticket: dict[str, Any]) -> dict[str, Any]:
    return here.one(
        "SELECT id, number_sealed AS sealed FROM payee_account WHERE ticket_id = %s", ticket["id"]
    )


def test_a_payment_that_waited_over_a_change_of_all_keys_goes_to_the_same_account(here: Town) -> None:
    ticket = here.paying()
    before = account_of(here, ticket)
    rotated = {each.office: each.values for each in rotate_keys()}
    after = account_of(here, ticket)
    assert before["id"] == after["id"] and before["sealed"][1:17] != after["sealed"][1:17]
    assert {"GZ01", "公司 company"} <= rotated.keys()
    here.drain()
    [row] = [r for r in here.sandbox.rows("received") if r["refund_no"] == ticket["details"]["refund_no"]]
    assert row["account_last4"] == ticket["details"]["payee"]["account_last4"]


def test_a_callback_that_waited_over_a_change_of_all_keys_is_applied(here: Town) -> None:
    ticket = here.paying()
    here.drain()
    assert say(here, "refund.succeeded", **word_of(here, ticket)).status_code == 202
    assert rotate_keys()[-1].values >= 1
    here.drain()
    assert here.state(ticket) == "paid"
    assert here.rows("SELECT id FROM office_key WHERE retired_at IS NOT NULL") == []


def test_who_still_knows_the_old_keys_seals_under_the_new_ones(here: Town) -> None:
    """This process keeps the keys that it met last; the write itself finds out that they were retired."""
    here.paying()
    met = dict(vault().present)
    rotate_keys()
    assert vault().present == met
    ticket = here.paying()
    key = account_of(here, ticket)["sealed"][1:17]
    assert here.rows("SELECT id FROM office_key WHERE uuid_send(id) = %s AND retired_at IS NULL", key)


def test_the_account_of_another_slip_does_not_open(here: Town) -> None:
    mine, other = here.paying(), here.paying()
    swap = "UPDATE payee_account SET number_sealed = %s WHERE ticket_id = %s RETURNING id"
    kept, theirs = account_of(here, mine), account_of(here, other)
    here.rows(swap, theirs["sealed"], mine["id"])
    with transaction() as work, pytest.raises(NoKey):
        vault().open(work.sql, PAYEE_ACCOUNT, kept["id"], theirs["sealed"])
    here.drain()
    number = mine["details"]["refund_no"]
    assert [row for row in here.sandbox.rows("received") if row["refund_no"] == number] == []
    here.rows(swap, kept["sealed"], mine["id"])
