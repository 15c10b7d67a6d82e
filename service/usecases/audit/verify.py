"""Prove a live database: replay every ticket, recompute every hash, add up every book."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from service.queries.register.balances import book_differences, other_payers
from service.queries.register.ledger import ledger_faults
from service.transaction import Sql, Work, transaction
from service.usecases.audit.background import background_findings
from service.usecases.audit.duties import duty_findings
from service.usecases.audit.effects import effect_findings
from service.usecases.audit.finding import Finding
from service.usecases.audit.replay import replay
from workflows.catalog import CATALOG

Row = dict[str, Any]
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """How many tickets were replayed, and all that was wrong with them."""

    tickets: int
    findings: tuple[Finding, ...]


def verify() -> Iterator[Finding]:
    """Every finding, from one snapshot, so that work going on meanwhile is no difference."""
    with _snapshot() as work:
        yield from findings(work)


def verify_offices(offices: Collection[UUID]) -> Verified:
    """The logs of these offices' tickets; books and background work are the operator's to prove."""
    with _snapshot() as work:
        seen = 0
        found: list[Finding] = []
        for ticket, events in tickets_with_events(work.sql, offices):
            seen += 1
            found += _of_ticket(ticket, events)
    return Verified(seen, tuple(found))


@contextmanager
def _snapshot() -> Iterator[Work]:
    with transaction() as work:
        work.sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield work


def findings(work: Work) -> Iterator[Finding]:
    for ticket, events in tickets_with_events(work.sql):
        yield from _of_ticket(ticket, events)
    yield from background_findings(work.sql)
    for row in book_differences(work.sql):
        said = f"stored {row['stored_fen']} fen, entries {row['counted_fen']}"
        yield Finding("I5", f"{row['book']} {row['id']}", said)
    for row in other_payers(work.sql):
        yield Finding("I5", f"charge {row['id']}", f"of another customer than {row['named_by']} that paid it")
    for row in ledger_faults(work.sql):
        yield Finding("I5", row["row"], row["what"])


def _of_ticket(ticket: Row, events: list[Row]) -> Iterator[Finding]:
    yield from replay(ticket, events)
    yield from duty_findings(ticket)
    yield from effect_findings(ticket, events)


def tickets_with_events(sql: Sql, offices: Collection[UUID] | None = None) -> Iterator[tuple[Row, list[Row]]]:
    """Tickets in the order of their ids, some hundred at a time; of all offices when none are named."""
    last, named = None, None if offices is None else list(offices)
    while True:
        tickets = sql.all(TICKETS, {"last": last, "limit": AT_A_TIME, "offices": named})
        if not tickets:
            return
        ids = [ticket["id"] for ticket in tickets]
        events = sql.all(EVENTS, {"ids": ids})
        by_ticket = {key: list(rows) for key, rows in groupby(events, key=lambda row: row["ticket_id"])}
        yield from ((ticket, by_ticket.get(ticket["id"], [])) for ticket in tickets)
        last = ids[-1]


_DETAILS = " ".join(
    f"WHEN '{name}' THEN (SELECT row_to_json(x)::jsonb - 'ticket_id' FROM {name} x WHERE x.ticket_id = t.id)"
    for name in CATALOG
)
TICKETS: Any = f"""
SELECT t.id, t.number, t.workflow, t.workflow_version, t.state, t.version, t.head_hash, t.resolution, t.round,
       t.subject, t.description, t.room_id::text AS room, t.customer_id::text AS customer,
       t.submitter_id::text AS submitter, t.assignee_id::text AS assignee, t.urgency, t.external_ref,
       t.source_due_at, t.due_at, t.closed_at, t.suspended, t.proposal, t.exceptional,
       t.reopened_from::text AS reopened_from, t.reopen_count, CASE t.workflow {_DETAILS} END AS details,
       (SELECT json_agg(json_build_object('kind', w.kind, 'desk', w.desk, 'holder', w.holder_id))
          FROM work_item w WHERE w.ticket_id = t.id AND w.status IN ('open', 'claimed')) AS items,
       (SELECT json_agg(json_build_object('round', v.round, 'position', v.position,
                                          'added', v.rule -> 'added'))
          FROM approval_level v WHERE v.ticket_id = t.id AND jsonb_exists(v.rule, 'added')) AS signers,
       (SELECT json_agg(o.effect_key) FROM outbox o WHERE o.ticket_id = t.id) AS effects
  FROM ticket t
 WHERE (%(last)s::uuid IS NULL OR t.id > %(last)s)
   AND (%(offices)s::uuid[] IS NULL OR t.office_id = ANY(%(offices)s))
 ORDER BY t.id LIMIT %(limit)s
"""
EVENTS = """
SELECT ticket_id, seq, trigger, source, dest, actor_id, actor_person, on_behalf_of, at, form, changes, rules,
       content_hash, prev_hash, hash, behalf_person
  FROM event WHERE ticket_id = ANY(%(ids)s) ORDER BY ticket_id, seq
"""
