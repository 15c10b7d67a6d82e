"""Proves the books: every balance is the sum of its entries, every payment the sum of its parts."""

from service.transaction import Row, Sql

DIFFERENCES = """
WITH sums AS (SELECT book, row_id, sum(amount_fen) AS fen FROM book_entry GROUP BY book, row_id),
stored AS (
    SELECT 'deposit' AS book, id, balance_fen AS fen FROM deposit
    UNION ALL SELECT 'prepayment', id, balance_fen FROM prepayment
    UNION ALL SELECT 'charge', id, balance_fen FROM charge
    UNION ALL SELECT 'paid', id, paid_fen - refunded_fen FROM charge
    UNION ALL SELECT 'payment', id, amount_fen FROM payment
), counted AS (
    SELECT book, row_id, fen FROM sums
    UNION ALL SELECT 'payment', payment_id, sum(amount_fen) FROM payment_allocation GROUP BY payment_id
)
SELECT coalesce(s.book, e.book) AS book, coalesce(s.id, e.row_id) AS id,
       coalesce(s.fen, 0) AS stored_fen, coalesce(e.fen, 0)::bigint AS counted_fen
  FROM stored s FULL JOIN counted e ON e.book = s.book AND e.row_id = s.id
 WHERE coalesce(s.fen, 0) <> coalesce(e.fen, 0)
 ORDER BY 1, 2
"""


def book_differences(sql: Sql) -> list[Row]:
    """`{book, id, stored_fen, counted_fen}` of each row that does not add up; empty when all is right."""
    return sql.all(DIFFERENCES)
