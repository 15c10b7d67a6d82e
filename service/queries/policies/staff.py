"""The people of an office as the proof sees them: by person, with every desk that counts there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from service.door.standing_parts import ACTIVE
from service.transaction import Sql
from workflows.proof.seating import Person


@dataclass(frozen=True, slots=True)
class StandIn:
    """`workflows` None: all of them; `cap_fen` None: whatever the amount."""

    absent: str
    receiver: str
    workflows: tuple[str, ...] | None = None
    cap_fen: int | None = None

    def counts(self, workflow: str, amount_fen: int | None) -> bool:
        """An amount that is not known yet may be any."""
        enough = self.cap_fen is None or (amount_fen is not None and amount_fen <= self.cap_fen)
        return enough and (self.workflows is None or workflow in self.workflows)


@dataclass(frozen=True, slots=True)
class Staff:
    """`away` are the ids of those who are not on duty today; `accounts` a name of each to tell."""

    people: tuple[Person, ...]
    away: frozenset[str] = frozenset()
    stand_ins: tuple[StandIn, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)

    def present(
        self, workflow: str, amount_fen: int | None = None, *, without: str | None = None
    ) -> tuple[Person, ...]:
        """Who is there, with the desks of those they stand in for; `without`: had this one left too."""
        gone = self.away | ({without} if without else set())
        desks = {person.id: person.desks for person in self.people}
        here = {person.id: person for person in self.people if person.id not in gone}
        for each in self.stand_ins:
            if each.absent in gone and each.receiver in here and each.counts(workflow, amount_fen):
                stand_in = here[each.receiver]
                here[each.receiver] = replace(stand_in, desks=stand_in.desks | desks.get(each.absent, set()))
        return tuple(here.values())

    def barred_with(self, barred: Collection[str], workflow: str) -> frozenset[str]:
        """Whoever stands in for a barred person is barred too, whosever right they would use."""
        named = (each for each in self.stand_ins if each.workflows is None or workflow in each.workflows)
        return frozenset(barred) | {each.receiver for each in named if each.absent in barred}

    def holds(self, desk: str) -> bool:
        return any(desk in person.desks for person in self.people)


def read_staff(sql: Sql, office: UUID) -> Staff:
    """Holders of desks in the office and above it; two accounts of one person are one person."""
    rows = sql.all(STAFF, {"office": office})
    people = tuple(Person(row["person"], row["name"], frozenset(row["desks"])) for row in rows)
    away = frozenset(row["person"] for row in rows if not row["on_duty"])
    found = sql.all(STANDING, {"persons": [UUID(person.id) for person in people]}) if people else []
    stand_ins = (
        StandIn(row["absent"], row["receiver"], row["workflows"] and tuple(row["workflows"]), row["cap_fen"])
        for row in found
    )
    return Staff(people, away, tuple(stand_ins), {row["person"]: row["username"] for row in rows})


STAFF = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT a.person_id::text AS person, bool_or(a.on_duty) AS on_duty, array_agg(DISTINCT h.desk) AS desks,
       p.name || ' (' || string_agg(DISTINCT a.username, ', ') || ')' AS name, min(a.username) AS username
  FROM desk_holding h JOIN account a ON a.id = h.account_id JOIN person p ON p.id = a.person_id
 WHERE h.until IS NULL AND a.disabled_at IS NULL AND h.office_id IN (SELECT id FROM up)
 GROUP BY a.person_id, p.name ORDER BY a.person_id
"""
STANDING = f"""
SELECT s.absent_person::text AS absent, s.receiver_person::text AS receiver, s.workflows, s.cap_fen
  FROM substitution s WHERE s.receiver_person = ANY(%(persons)s) AND {ACTIVE}
 ORDER BY s.created_at, s.id
"""
