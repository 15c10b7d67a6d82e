"""Proves the double entry: nothing half posted, all groups zero, every balance the sum of its postings."""

from service.transaction import Row, Sql

# `settlement` closes on every charge, `transfer` in every office.
FAULTS = """
WITH sums AS MATERIALIZED (
    SELECT account, row_id, sum(amount_fen)::bigint AS fen FROM posting GROUP BY account, row_id
), balances AS (
    SELECT 'receivable' AS account, id, balance_fen AS fen FROM charge
    UNION ALL SELECT 'deposit', id, -balance_fen FROM deposit
    UNION ALL SELECT 'prepayment', id, -balance_fen FROM prepayment
), groups AS (
    SELECT group_id, count(*) AS sides, sum(amount_fen)::bigint AS fen FROM posting GROUP BY group_id
), movements AS (
    SELECT id FROM book_entry UNION ALL SELECT id FROM payment_allocation WHERE ticket_id IS NOT NULL
)
SELECT 'group ' || coalesce(g.group_id, m.id) AS row,
       CASE WHEN g.group_id IS NULL THEN 'a movement that was never posted'
            WHEN m.id IS NULL THEN 'postings of no movement'
            ELSE 'postings sum to ' || g.fen || ' fen' END AS what
  FROM groups g FULL JOIN movements m ON m.id = g.group_id
 WHERE g.group_id IS NULL OR m.id IS NULL OR g.fen <> 0 OR g.sides < 2
UNION ALL
SELECT coalesce(b.account, s.account) || ' ' || coalesce(b.id, s.row_id),
       'balance ' || coalesce(b.fen, 0) || ' fen, postings ' || coalesce(s.fen, 0)
  FROM balances b
  FULL JOIN (SELECT * FROM sums WHERE account IN ('receivable', 'deposit', 'prepayment')) s
    ON s.account = b.account AND s.row_id = b.id
 WHERE coalesce(b.fen, 0) <> coalesce(s.fen, 0)
UNION ALL
SELECT 'settlement ' || row_id, 'settled for ' || fen || ' fen on one side only'
  FROM sums WHERE account = 'settlement' AND fen <> 0
UNION ALL
SELECT 'transfer ' || office_id, sum(amount_fen) || ' fen left one row and reached no other'
  FROM posting WHERE account = 'transfer' GROUP BY office_id HAVING sum(amount_fen) <> 0
"""


def ledger_faults(sql: Sql) -> list[Row]:
    """`{row, what}` of each movement, balance or account that does not add up; empty when all is right."""
    return sql.all(FAULTS)
