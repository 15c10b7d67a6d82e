"""What a bank is asked to draw (银行扣款): arrears on the primary account, else the reason why not."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, LiteralString
from uuid import UUID

from service.crypto.places import ACCOUNT_NUMBER
from service.crypto.vault import vault
from service.transaction import Row, Sql, Work
from service.usecases.register.references import office_for
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

DEBIT_DESKS: Final = ("finance",)
HEAD: Final = ("客户编号", "开户名称", "开户银行", "银行帐号", "金额（元）")
# A workbook takes what begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Debit:
    """`rows` have an account; `skipped` have none, with `reason`. Amounts in fen, of what was due by then."""

    office_id: UUID
    rows: Sequence[Row]
    skipped: Sequence[Row]


def debit(sql: Sql, due_by: date, *, office: str | None, actor: Caller) -> Debit:
    office_id = office_for(sql, actor, DEBIT_DESKS, office)
    found = sql.all(OWED, {"office": office_id, "due_by": due_by})
    rows = [row for row in found if row["account"] is not None]
    skipped = [_skipped(row) for row in found if row["account"] is None]
    return Debit(office_id, rows, skipped)


def shown_debit(found: Debit) -> dict[str, Any]:
    """Numbers masked."""
    hidden = ("account", "sealed")
    rows = [{name: value for name, value in row.items() if name not in hidden} for row in found.rows]
    return {"rows": rows, "skipped": list(found.skipped)}


def written_debit(work: Work, found: Debit, *, actor: Caller) -> str:
    """As CSV with the numbers in full; each number that leaves so is one line of the trail."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEAD)
    accounts = [row["account"] for row in found.rows]
    about: dict[str, Any] = {"fields": ("number",), "reason": "debit_file"}
    leave_trail(work.sql, "reveal", "bank_account", *accounts, office=found.office_id, actor=actor, **about)
    for row in found.rows:
        number = vault().open(work.sql, ACCOUNT_NUMBER, row["account"], row["sealed"])
        named = [_plain(each) for each in (row["customer"]["code"], row["holder"], row["bank"])]
        table.writerow([*named, number, f"{row['amount_fen'] // 100}.{row['amount_fen'] % 100:02d}"])
    return "\ufeff" + out.getvalue()


def _skipped(row: Row) -> Row:
    return {"customer": row["customer"], "amount_fen": row["amount_fen"], "reason": "no_account"}


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


OWED: LiteralString = """
SELECT jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) AS customer, d.amount_fen,
       a.id AS account, a.holder, a.bank, a.number_masked AS number,
       right(a.number_masked, 4) AS number_last4, a.number_sealed AS sealed
  FROM (SELECT x.customer_id, sum(x.balance_fen)::bigint AS amount_fen FROM charge x
         WHERE x.office_id = %(office)s AND x.balance_fen > 0 AND x.due_on <= %(due_by)s
         GROUP BY x.customer_id) d
  JOIN customer c ON c.id = d.customer_id
  LEFT JOIN bank_account a ON a.customer_id = c.id AND a.primary AND a.disabled_at IS NULL
 ORDER BY c.code, c.id
"""
