"""The sandbox bank's own file against our instructions (I4): each number paid once, neither side alone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, LiteralString

from service.transaction import statements
from service.usecases.audit.finding import Finding

Row = Mapping[str, Any]
JOURNAL = Path("sandbox", "payments.jsonl")


def partner_findings(data: Path) -> Iterator[Finding]:
    """Nothing where there is no sandbox. Our rows are read first: what we call paid was paid before."""
    journal = data / JOURNAL
    if not journal.exists():
        return
    with statements() as sql:
        ours = {row["refund_no"]: row for row in sql.all(OURS)}
    paid: dict[str, int] = {}
    for row in paid_rows(journal):
        if row["refund_no"] in paid:
            yield Finding("I4", row["refund_no"], "the partner paid it twice")
        paid[row["refund_no"]] = row["amount_fen"]
        yield from _of_partner(row, ours.get(row["refund_no"]))
    for number in [number for number, row in ours.items() if _must_be_paid(row) and number not in paid]:
        yield Finding("I4", number, "succeeded, but the partner has not paid it")


def paid_rows(journal: Path) -> Iterator[Row]:
    """The last line may be half written still, or torn by a kill: the partner itself does not believe it."""
    for line in journal.read_bytes().split(b"\n")[:-1]:
        if b'"paid"' in line:
            row = json.loads(line)
            if row["event"] == "paid":
                yield row


def _of_partner(row: Row, ours: Row | None) -> Iterator[Finding]:
    """`sent` and `unknown` are no contradiction: the word of it is on its way, or a person decides."""
    number = row["refund_no"]
    if ours is None:
        yield Finding("I4", number, "paid, but no instruction of ours")
    elif ours["status"] in ("failed", "void"):
        yield Finding("I4", number, f"paid, but {ours['status']} here")
    elif ours["amount_fen"] != row["amount_fen"]:
        yield Finding("I4", number, f"{row['amount_fen']} fen paid, {ours['amount_fen']} instructed")


def _must_be_paid(row: Row) -> bool:
    """Where a person confirmed it by a bank statement, the statement is the proof."""
    return row["status"] == "succeeded" and not row["confirmed"]


OURS: LiteralString = """
SELECT i.refund_no, i.status, i.amount_fen,
       EXISTS (SELECT FROM event e
                WHERE e.ticket_id = i.ticket_id AND e.trigger = 'confirm_paid') AS confirmed
  FROM instruction i
"""
