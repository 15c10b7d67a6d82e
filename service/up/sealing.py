"""Seals what stands plain in old data, each after the migration that adds the columns for it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from service.crypto.masks import canonical
from service.crypto.places import CUSTOMER_PHONE, INBOX_RAW, PAYEE_ACCOUNT
from service.crypto.vault import Vault
from service.db import new_id
from service.transaction import Row, Sql

# The revisions that add the columns; the ones after them take what was plain away.
PHONES_AT: Final = "0012"
PAYEES_AT: Final = "0023"
AT_A_TIME = 500

Connection = psycopg.Connection[Any]
Seals = Callable[[Sql, Vault, Row], None]


def between(vault: Vault) -> dict[str, Callable[[Connection], None]]:
    """What is sealed at which revision."""
    return {
        PHONES_AT: partial(seal_plain_phones, vault=vault),
        PAYEES_AT: partial(seal_plain_payees, vault=vault),
    }


def seal_plain_phones(connection: Connection, vault: Vault) -> None:
    _seal_all(connection, vault, "customer", PLAIN_PHONES, _seal_phone)


def seal_plain_payees(connection: Connection, vault: Vault) -> None:
    """Instructions first: a slip's account that they repeat is still to be read then."""
    _seal_all(connection, vault, "instruction", PLAIN_INSTRUCTIONS, _seal_instruction)
    _seal_all(connection, vault, "refund", PLAIN_SLIPS, _seal_slip)
    _seal_all(connection, vault, "inbox", PLAIN_CALLBACKS, _seal_callback)


def _seal_all(connection: Connection, vault: Vault, table: str, plain: LiteralString, seals: Seals) -> None:
    """Batch by batch, so that it goes on where it was interrupted; then the old bytes go too."""
    sql, sealed_any = Sql(connection), False
    while True:
        with connection.transaction():
            rows = sql.all(plain, {"most": AT_A_TIME})
            for row in rows:
                seals(sql, vault, row)
        sealed_any = sealed_any or bool(rows)
        if len(rows) < AT_A_TIME:
            break
    if sealed_any:
        connection.execute(psycopg.sql.SQL("VACUUM FULL {}").format(psycopg.sql.Identifier(table)))


def _seal_phone(sql: Sql, vault: Vault, row: Row) -> None:
    sealed = vault.seal(sql, row["office_id"], CUSTOMER_PHONE, row["id"], row["phone"])
    sql.execute(SEAL_PHONE, CUSTOMER_PHONE.columns(sealed) | {"id": row["id"]})


def _seal_slip(sql: Sql, vault: Vault, row: Row) -> None:
    """Under the slip's own id: its log names no row, and nobody may rewrite it."""
    _make_account(sql, vault, row, row["ticket_id"])
    sql.execute(SEAL_SLIP, {"id": row["ticket_id"]})


def _seal_instruction(sql: Sql, vault: Vault, row: Row) -> None:
    """It went to the slip's present account, or to one that the slip had before."""
    same = canonical("account", row["account"]) == canonical("account", row["of_slip"] or "")
    account_id = row["ticket_id"] if same else new_id()
    _make_account(sql, vault, row, account_id)
    sql.execute(SEAL_INSTRUCTION, {"refund_no": row["refund_no"], "account": str(account_id)})


def _make_account(sql: Sql, vault: Vault, row: Row, account_id: UUID) -> None:
    sealed = vault.seal(sql, row["office_id"], PAYEE_ACCOUNT, account_id, row["account"])
    told = {"id": account_id, "office": row["office_id"], "ticket": row["ticket_id"]}
    sql.execute(MAKE_ACCOUNT, told | PAYEE_ACCOUNT.columns(sealed))


def _seal_callback(sql: Sql, vault: Vault, row: Row) -> None:
    sealed = vault.seal_whole(sql, None, INBOX_RAW, row["id"], bytes(row["raw"]))
    sql.execute(SEAL_CALLBACK, {"id": row["id"], "sealed": sealed})


PLAIN_PHONES: LiteralString = """
SELECT id, office_id, phone FROM customer
 WHERE phone IS NOT NULL AND phone_sealed IS NULL ORDER BY id LIMIT %(most)s FOR UPDATE
"""
SEAL_PHONE: LiteralString = """
UPDATE customer SET phone_sealed = %(phone_sealed)s, phone_digest = %(phone_digest)s,
       phone_masked = %(phone_masked)s, phone = NULL
 WHERE id = %(id)s
"""
PLAIN_INSTRUCTIONS: LiteralString = """
SELECT i.refund_no, i.ticket_id, t.office_id, i.payee ->> 'account' AS account,
       r.payee ->> 'account' AS of_slip
  FROM instruction i JOIN ticket t ON t.id = i.ticket_id JOIN refund r ON r.ticket_id = i.ticket_id
 WHERE jsonb_exists(i.payee, 'account') ORDER BY i.refund_no LIMIT %(most)s FOR UPDATE OF i
"""
PLAIN_SLIPS: LiteralString = """
SELECT r.ticket_id, t.office_id, r.payee ->> 'account' AS account
  FROM refund r JOIN ticket t ON t.id = r.ticket_id
 WHERE jsonb_exists(r.payee, 'account') ORDER BY r.ticket_id LIMIT %(most)s FOR UPDATE OF r
"""
MAKE_ACCOUNT: LiteralString = """
INSERT INTO payee_account (id, office_id, ticket_id, number_sealed, number_digest, number_masked)
VALUES (%(id)s, %(office)s, %(ticket)s, %(number_sealed)s, %(number_digest)s, %(number_masked)s)
ON CONFLICT (id) DO NOTHING
"""
# The last four as the log has them.
SEAL_SLIP: LiteralString = """
UPDATE refund SET payee = payee - 'account' || jsonb_build_object('account_last4',
                                                                  right(payee ->> 'account', 4))
 WHERE ticket_id = %(id)s
"""
SEAL_INSTRUCTION: LiteralString = """
UPDATE instruction SET payee = payee - 'account' || jsonb_build_object(
       'account_last4', right(payee ->> 'account', 4), 'account_id', %(account)s::text)
 WHERE refund_no = %(refund_no)s
"""
PLAIN_CALLBACKS: LiteralString = """
SELECT id, raw FROM inbox WHERE raw_sealed IS NULL ORDER BY id LIMIT %(most)s FOR UPDATE
"""
SEAL_CALLBACK: LiteralString = "UPDATE inbox SET raw_sealed = %(sealed)s, raw = NULL WHERE id = %(id)s"
