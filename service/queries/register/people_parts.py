"""What belongs to one customer, bound as `of`: bank accounts and members; numbers masked."""

from service.queries.register.listing import Listing

ACCOUNTS = Listing(
    select="""
SELECT a.id, a.customer_id AS customer, a.holder, a.bank, a.number_masked AS number,
       right(a.number_masked, 4) AS number_last4, a.primary, a.disabled_at IS NOT NULL AS disabled,
       a.version, a.created_at
  FROM bank_account a WHERE a.office_id = ANY(%(offices)s) AND a.customer_id = %(of)s""",
    key="a.id",
    filters={},
)
MEMBERS = Listing(
    select="""
SELECT m.id, m.customer_id AS customer, m.relation, m.name, m.sex, m.phone_masked AS phone, m.version,
       m.created_at
  FROM member m WHERE m.office_id = ANY(%(offices)s) AND m.customer_id = %(of)s""",
    key="m.id",
    filters={},
)
