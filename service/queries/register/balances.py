"""Proves the books: every balance is the sum of its entries, every payment the sum of its parts.

What a developer has still to pay is the amount that was promised without the charges that stand for it,
until it is taken back: then nothing is drawn from it any more.
"""

from service.transaction import Row, Sql

DIFFERENCES = """
WITH sums AS (SELECT book, row_id, sum(amount_fen) AS fen FROM book_entry GROUP BY book, row_id),
stored AS (
    SELECT 'deposit' AS book, id, balance_fen AS fen FROM deposit
    UNION ALL SELECT 'prepayment', id, balance_fen FROM prepayment
    UNION ALL SELECT 'charge', id, balance_fen FROM charge
    UNION ALL SELECT 'paid', id, paid_fen - refunded_fen FROM charge
    UNION ALL SELECT 'payment', id, amount_fen FROM payment
    UNION ALL SELECT 'subsidy', id, balance_fen FROM subsidy WHERE ended_at IS NULL
), counted AS (
    SELECT book, row_id, fen FROM sums
    UNION ALL SELECT 'payment', payment_id, sum(amount_fen) FROM payment_allocation GROUP BY payment_id
    UNION ALL SELECT 'subsidy', s.id, s.amount_fen - coalesce(sum(c.amount_fen), 0)
      FROM subsidy s LEFT JOIN charge c ON c.subsidy_id = s.id AND c.reversed_at IS NULL
     WHERE s.ended_at IS NULL GROUP BY s.id
)
SELECT coalesce(s.book, e.book) AS book, coalesce(s.id, e.row_id) AS id,
       coalesce(s.fen, 0) AS stored_fen, coalesce(e.fen, 0)::bigint AS counted_fen
  FROM stored s FULL JOIN counted e ON e.book = s.book AND e.row_id = s.id
 WHERE coalesce(s.fen, 0) <> coalesce(e.fen, 0)
 ORDER BY 1, 2
"""
# Only its owner's money settles a charge, and a subsidy's share is the developer's. What was never paid of a
# charge of no subsidy says nowhere else whose it is.
OTHER_PAYERS = """
SELECT c.id, p.id AS named_by FROM payment_allocation a JOIN payment p ON p.id = a.payment_id
  JOIN charge c ON c.id = a.charge_id AND c.customer_id IS DISTINCT FROM p.customer_id
UNION
SELECT c.id, p.id FROM prepayment_use u JOIN prepayment p ON p.id = u.prepayment_id
  JOIN charge c ON c.id = u.charge_id AND c.customer_id <> p.customer_id
UNION
SELECT c.id, s.id FROM subsidy s JOIN charge c ON c.subsidy_id = s.id AND c.customer_id <> s.developer_id
 ORDER BY 1, 2
"""


def other_payers(sql: Sql) -> list[Row]:
    """`{id, named_by}` of each charge that somebody else's payment, prepayment or subsidy paid."""
    return sql.all(OTHER_PAYERS)


def book_differences(sql: Sql) -> list[Row]:
    """`{book, id, stored_fen, counted_fen}` of each row that does not add up; empty when all is right."""
    return sql.all(DIFFERENCES)
