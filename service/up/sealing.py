"""Seals the plain phone numbers of old data, after the migration that adds the columns for it."""

from typing import Any, LiteralString

import psycopg

from service.crypto.places import CUSTOMER_PHONE
from service.crypto.vault import Vault
from service.transaction import Sql

# The revision that adds the columns; the next one takes the plain one away.
SEALED_AT = "0012"
AT_A_TIME = 500


def seal_plain_phones(connection: "psycopg.Connection[Any]", vault: Vault) -> None:
    """Batch by batch, so that it goes on where it was interrupted; then the old bytes go too."""
    sql = Sql(connection)
    sealed_any = False
    while True:
        with connection.transaction():
            rows = sql.all(PLAIN, {"most": AT_A_TIME})
            for row in rows:
                sealed = vault.seal(sql, row["office_id"], CUSTOMER_PHONE, row["id"], row["phone"])
                sql.execute(SEAL, CUSTOMER_PHONE.columns(sealed) | {"id": row["id"]})
        sealed_any = sealed_any or bool(rows)
        if len(rows) < AT_A_TIME:
            break
    if sealed_any:
        connection.execute("VACUUM FULL customer")


PLAIN: LiteralString = """
SELECT id, office_id, phone FROM customer
 WHERE phone IS NOT NULL AND phone_sealed IS NULL ORDER BY id LIMIT %(most)s FOR UPDATE
"""
SEAL: LiteralString = """
UPDATE customer SET phone_sealed = %(phone_sealed)s, phone_digest = %(phone_digest)s,
       phone_masked = %(phone_masked)s, phone = NULL
 WHERE id = %(id)s
"""
