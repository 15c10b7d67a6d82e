"""Duties that wait in a pool are handed on: those of an event's state, or the next ones for free hands."""

from dataclasses import replace
from typing import LiteralString

from service.transaction import Row, statements
from service.usecases.effects.notices import notify_desk
from service.usecases.effects.shape import Done, Effect, Outcome, Partners
from service.usecases.work_items.hand_on import NOBODY, hand_on


def distribute(effect: Effect, partners: Partners) -> Outcome:
    """`argument` is a state of the effect's own ticket; without one the office's waiting duties are meant."""
    found = [(row["desk"], hand_on(row["id"])) for row in _waiting(effect)]
    if effect.argument:
        _tell(effect, {desk for desk, word in found if word == NOBODY})
    return Done(",".join(sorted({word for _, word in found})) or "nothing")


def _tell(effect: Effect, desks: set[str]) -> None:
    """Nobody fits: the duty waits for whoever comes, and its desk should know."""
    said = replace(effect, payload={**effect.payload, "about": "nobody_qualifies"})
    with statements() as sql:
        for desk in sorted(desks):
            notify_desk(sql, said, desk)


def _waiting(effect: Effect) -> list[Row]:
    with statements() as sql:
        if effect.argument:
            return sql.all(OF_TICKET, {"ticket": effect.ticket, "state": effect.argument})
        return sql.all(OF_OFFICE, {"ticket": effect.ticket, "most": MOST})


MOST = 20
OF_TICKET: LiteralString = """
SELECT w.id::text AS id, w.desk FROM work_item w
 WHERE w.ticket_id = %(ticket)s AND w.state = %(state)s AND w.status IN ('open', 'claimed')
   AND w.holder_id IS NULL AND w.offered_to IS NULL ORDER BY w.level, w.seat, w.id
"""
# The most urgent first; what a state's own event could not hand on is among them. What was declined is not:
# it waits for whoever comes.
OF_OFFICE: LiteralString = """
SELECT w.id::text AS id, w.desk FROM ticket h JOIN work_item w ON w.office_id = h.office_id
   AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL AND w.offered_to IS NULL
  JOIN ticket t ON t.id = w.ticket_id JOIN policy p ON p.id = t.policy_id
 WHERE h.id = %(ticket)s AND jsonb_exists(p.body -> 'distribution', w.state)
   AND NOT EXISTS (SELECT FROM offer o WHERE o.work_item_id = w.id AND o.status = 'declined')
 ORDER BY w.due_at, w.id LIMIT %(most)s
"""
