"""One line for all rows of a made-up company, so that two databases can be compared by eye."""

import hashlib
from typing import Final, LiteralString

from service.fiction.places import COMPANY
from service.transaction import Sql

# What chance and keys make anew each time (ciphertexts, blind indexes, sequences) is no part of it.
DIGESTED: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    ("office", "id, code, name, kind, parent_id"),
    ("building", "id, office_id, code, name, steward_id"),
    ("room", "id, office_id, building_id, code, floor, gross_area"),
    ("desk_holding", "id, account_id, office_id, desk"),
    ("customer", "id, office_id, code, name, kind, created_at, phone_masked, id_number_masked"),
    ("bank_account", 'id, office_id, customer_id, holder, bank, number_masked, "primary"'),
    ("member", "id, office_id, customer_id, relation, name, sex, phone_masked"),
    ("tariff", "id, office_id, room_id, item_id, standard_id"),
    (
        "charge",
        "id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on, limitation_on",
    ),
    ("payment", "id, office_id, payment_no, customer_id, amount_fen, method, paid_at"),
    ("deposit", "id, office_id, room_id, customer_id, amount_fen, received_at"),
    ("prepayment", "id, office_id, customer_id, amount_fen, received_at"),
    ("book_entry", "id, office_id, book, row_id, kind, amount_fen, payment_id, at"),
    ("ticket", "id, office_id, number, workflow, state, version, subject, room_id, customer_id, assignee_id"),
    ("occupancy", "id, office_id, room_id, customer_id, nature, since, until"),
)
OURS: LiteralString = """
    WITH RECURSIVE ours AS (SELECT id FROM office WHERE code = %(company)s
                            UNION ALL SELECT o.id FROM office o JOIN ours ON o.parent_id = ours.id)
"""


def digest_of(sql: Sql) -> str:
    """SHA-256 in hex, over the rows in the order of their ids."""
    sql.execute("SET LOCAL timezone = 'UTC'")
    whole = hashlib.sha256()
    for table, columns in DIGESTED:
        place: LiteralString = "id" if table == "office" else "office_id"
        statement: LiteralString = f"""{OURS}
            SELECT md5(string_agg(md5(ROW({columns})::text), '' ORDER BY id)) AS digest
              FROM {table} WHERE {place} IN (SELECT id FROM ours)"""
        for row in sql.all(statement, {"company": COMPANY[0]}):
            whole.update(f"{table} {row['digest']}\n".encode())
    return whole.hexdigest()
