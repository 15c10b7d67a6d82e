"""What happened to a customer's record: the values it had before, and the trail of who touched it."""

from service.queries.register.listing import Listing
from service.queries.register.parts import OF_OFFICE, OFFICE, person

HISTORY = Listing(
    select=f"""
SELECT h.id, h.field, h.old, {person("a", "p", "changed_by")}, h.at
  FROM (SELECT id, office_id, customer_id, field, old_masked AS old, changed_by, at FROM customer_history
        UNION ALL SELECT id, office_id, customer_id, 'name', name, changed_by, until
                    FROM customer_name_history) h
  LEFT JOIN account a ON a.id = h.changed_by LEFT JOIN person p ON p.id = a.person_id
 WHERE h.office_id = ANY(%(offices)s) AND h.customer_id = %(of)s""",
    key="h.id",
    filters={},
)
TRAIL = Listing(
    select=f"""
SELECT e.id, {OFFICE}, e.noun, e.row_id AS row, e.verb, to_jsonb(e.fields) AS fields, e.reason,
       {person("a", "p", "actor")}, e.at
  FROM register_event e JOIN office o ON o.id = e.office_id
  LEFT JOIN account a ON a.id = e.actor_id LEFT JOIN person p ON p.id = a.person_id
 WHERE e.office_id = ANY(%(offices)s)""",
    key="e.id",
    filters={
        "office": OF_OFFICE,
        "row": "e.row_id = %(row)s::uuid",
        "verb": "e.verb = %(verb)s",
        "noun": "e.noun = %(noun)s",
    },
    newest_first=True,
)
