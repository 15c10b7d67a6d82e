"""`guanjia verify` reads the sandbox bank's own file: a payment too many, too few or too large is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.usecases.audit.partner import JOURNAL, partner_findings
from tests.workers.town import Town

Rows = list[dict[str, Any]]


@pytest.fixture
def number(here: Town) -> str:
    """Of a refund that is paid on both sides."""
    ticket = here.paying()
    refund_no = str(ticket["details"]["refund_no"])
    here.drain()
    here.press(refund_no, "succeed")
    here.wait(lambda: bool(here.drain_once()) or here.state(ticket) == "paid")
    here.wait(lambda: here.state(ticket) == "paid")
    return refund_no


def said(here: Town, folder: Path, number: str, change: Callable[[Rows], Rows]) -> list[str]:
    """Of this number, with the bank's file as `change` leaves it."""
    (folder / JOURNAL).parent.mkdir()
    rows = change([dict(row) for row in here.sandbox.rows("paid")])
    lines = [json.dumps(row) + "\n" for row in rows]
    (folder / JOURNAL).write_text("".join(lines) + '{"event":"paid","refu', encoding="utf-8")
    return [each.what for each in partner_findings(folder) if each.row == number]


def test_without_a_sandbox_nothing_is_said(here: Town, tmp_path: Path) -> None:
    assert list(partner_findings(tmp_path)) == []


def test_what_agrees_is_not_named(here: Town, tmp_path: Path, number: str) -> None:
    assert said(here, tmp_path, number, lambda rows: rows) == []


def test_a_second_payment_is_named(here: Town, tmp_path: Path, number: str) -> None:
    assert said(here, tmp_path, number, lambda rows: rows * 2) == ["the partner paid it twice"]


def test_a_missing_payment_is_named(here: Town, tmp_path: Path, number: str) -> None:
    missing = said(here, tmp_path, number, lambda rows: [r for r in rows if r["refund_no"] != number])
    assert missing == ["succeeded, but the partner has not paid it"]


def test_another_sum_is_named(here: Town, tmp_path: Path, number: str) -> None:
    assert said(here, tmp_path, number, lambda rows: [r | {"amount_fen": 1} for r in rows]) == [
        "1 fen paid, 100000 instructed"
    ]


def test_a_payment_of_what_failed_here_is_named(here: Town, tmp_path: Path, number: str) -> None:
    here.rows("UPDATE instruction SET status = 'failed' WHERE refund_no = %s RETURNING 1", number)
    try:
        assert said(here, tmp_path, number, lambda rows: rows) == ["paid, but failed here"]
    finally:
        here.rows("UPDATE instruction SET status = 'succeeded' WHERE refund_no = %s RETURNING 1", number)
