"""The tree of places, a level at a time: project, office, building, room."""

from typing import LiteralString

from service.queries.register.listing import Listing

# What stands above an office that the caller sees is named too, or the tree would have no root.
_NODES: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = ANY(%(offices)s)
    UNION SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT n.* FROM (
    SELECT o.id, o.kind, o.code, o.name, o.parent_id AS under,
           EXISTS (SELECT FROM up WHERE up.parent_id = o.id)
           OR EXISTS (SELECT FROM building b WHERE b.office_id = o.id AND o.id = ANY(%(offices)s)) AS opens
      FROM office o WHERE o.id IN (SELECT id FROM up)
    UNION ALL
    SELECT b.id, 'building', b.code, b.name, b.office_id,
           EXISTS (SELECT FROM room r WHERE r.building_id = b.id)
      FROM building b WHERE b.office_id = ANY(%(offices)s)
    UNION ALL
    SELECT r.id, 'room', r.code, r.code, r.building_id, false
      FROM room r WHERE r.office_id = ANY(%(offices)s)) n
"""
ROOTS = Listing(select=f"{_NODES} WHERE n.under IS NULL", key="n.id", filters={})
BRANCHES = Listing(select=f"{_NODES} WHERE true", key="n.id", filters={"under": "n.under = %(under)s::uuid"})
