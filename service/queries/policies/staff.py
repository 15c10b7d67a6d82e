"""The people of an office as the proof sees them: by person, with every desk that counts there."""

from dataclasses import dataclass
from uuid import UUID

from service.transaction import Sql
from workflows.proof.seating import Person


@dataclass(frozen=True, slots=True)
class Staff:
    """`away` are the ids of those who are not on duty today."""

    people: tuple[Person, ...]
    away: frozenset[str] = frozenset()

    @property
    def present(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.id not in self.away)

    def holds(self, desk: str) -> bool:
        return any(desk in person.desks for person in self.people)


def read_staff(sql: Sql, office: UUID) -> Staff:
    """Holders of desks in the office and above it; two accounts of one person are one person."""
    rows = sql.all(STAFF, {"office": office})
    people = tuple(Person(row["person"], row["name"], frozenset(row["desks"])) for row in rows)
    return Staff(people, frozenset(row["person"] for row in rows if not row["on_duty"]))


STAFF = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT a.person_id::text AS person, bool_or(a.on_duty) AS on_duty, array_agg(DISTINCT h.desk) AS desks,
       p.name || ' (' || string_agg(DISTINCT a.username, ', ') || ')' AS name
  FROM desk_holding h JOIN account a ON a.id = h.account_id JOIN person p ON p.id = a.person_id
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.office_id IN (SELECT id FROM up)
 GROUP BY a.person_id, p.name ORDER BY a.person_id
"""
