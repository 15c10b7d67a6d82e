"""Every day: whether the running approvals find their signers, today and if any one person were gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from service.door.read import Question, read_ticket
from service.door.seen import seen
from service.jobs import NewEffect, add_effect
from service.queries.policies.staff import Staff, read_staff
from service.transaction import Row, Sql, statements
from workflows.case import Case
from workflows.proof.running import still_needed
from workflows.proof.staffing import Blocked, indispensable, staffing

# Those who can put it right: who gives desks and changes policies, and who leads the office.
TOLD: Final = ("admin", "pm")
NOBODY: Final = "approval.nobody"
LAST: Final = "approval.last_signer"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`person` None: nobody could complete the ticket's approval today. Else it hangs on that person."""

    ticket: UUID
    version: int
    person: str | None = None


def foresee() -> Iterator[Sequence[Foreseen]]:
    """For each running approval in turn what is new of it: so others have their turn in between.

    A person on whom several tickets of an office hang is told of with the first of them, and everything
    once a day, however often this runs.
    """
    with statements() as sql:
        for office in sql.all(OFFICES):
            staff, told = read_staff(sql, office["id"]), set[str]()
            for row in sql.all(RUNNING, [office["id"]]):
                found = [each for each in _of_ticket(sql, row["id"], staff) if each.person not in told]
                told |= {each.person for each in found if each.person}
                for each in found:
                    _tell(sql, office, each, staff)
                yield found


def _of_ticket(sql: Sql, ticket: UUID, staff: Staff) -> list[Foreseen]:
    row = read_ticket(sql, Question(ref=str(ticket)))
    if row["ticket"] is None:
        return []
    case = seen(row).case
    return [Foreseen(ticket, case.version, person) for person in _hanging_on(case, staff)]


def _hanging_on(case: Case, staff: Staff) -> list[str | None]:
    """None alone where nobody could complete it; else everybody without whom nobody could."""
    if _is_blocked(case, staff, None):
        return [None]
    barred = staff.barred_with(case.barred, case.workflow)
    people = staff.present(case.workflow, case.ladder.amount_fen)
    alone = indispensable(still_needed(case.ladder), [each for each in people if each.id not in barred])
    return [person.id for person in alone if _is_blocked(case, staff, person.id)]


def _is_blocked(case: Case, staff: Staff, without: str | None) -> bool:
    """Whoever stands in for the one who is gone counts."""
    people = staff.present(case.workflow, case.ladder.amount_fen, without=without)
    barred = staff.barred_with(case.barred, case.workflow)
    return isinstance(staffing(still_needed(case.ladder), people, barred=barred), Blocked)


def _tell(sql: Sql, office: Row, found: Foreseen, staff: Staff) -> None:
    who = found.person or str(found.ticket)
    more = {"about": f"{LAST}.{staff.accounts[found.person]}" if found.person else NOBODY}
    for desk in TOLD:
        key = f"foreseen:{office['today']}:{office['id']}:{who}:{desk}"
        add_effect(sql, NewEffect("tell_desk", key, found.ticket, found.version, argument=desk, more=more))


OFFICES: LiteralString = """
SELECT o.id, (guanjia_now() AT TIME ZONE o.zone)::date AS today FROM office o
 WHERE EXISTS (SELECT FROM work_item w WHERE w.office_id = o.id AND w.kind = 'vote'
                  AND w.status IN ('open', 'claimed'))
 ORDER BY o.code
"""
RUNNING: LiteralString = """
SELECT DISTINCT ticket_id AS id FROM work_item
 WHERE office_id = %s AND kind = 'vote' AND status IN ('open', 'claimed') ORDER BY 1
"""
