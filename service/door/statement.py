"""The SQL of the write: one statement whose every part hangs on the ticket's own RETURNING.

At READ COMMITTED a statement that waited for another transaction checks the version again and then
writes nothing at all. Parts that a move does not need are left out, so a few prepared variants do.
Order inside the statement comes from data dependence only: `first` makes inserts wait for updates that
free a unique index.
"""

from functools import lru_cache
from typing import LiteralString

from service.cases.catalog import CASES
from service.cases.shape import book_by_column
from workflows.catalog import DETAILS

KINDS = {
    "text": "text",
    "int": "bigint",
    "bool": "boolean",
    "moment": "timestamptz",
    "date": "date",
    "json": "jsonb",
    "uuid": "uuid",
}

TICKET_COLUMNS: LiteralString = """id uuid, version int, state text, resolution text, round int, head text,
    subject text, description text, room uuid, customer uuid, submitter uuid, assignee uuid, urgency text,
    source_due_at timestamptz, due_at timestamptz, closed_at timestamptz, at timestamptz, bigrams text[],
    suspended jsonb, proposal jsonb, exceptional boolean, to_version int"""

EVENT_COLUMNS: LiteralString = """trigger text, source text, actor uuid, person uuid, on_behalf_of text,
    behalf uuid, form jsonb, changes jsonb, rules text, content text, prev text, fired text"""

# All columns of a wide row would be typed anew in every part that looks at it: only these two parts do.
WHOLE = "WITH whole AS MATERIALIZED (SELECT * FROM jsonb_to_record(%s::jsonb) AS w({columns}))"
MOVE: LiteralString = "\nd AS MATERIALIZED (SELECT w.at, w.actor, w.fired FROM whole w)"

MOVED: LiteralString = """
moved AS (UPDATE ticket t SET state = d.state, version = t.version + 1, resolution = d.resolution,
    round = d.round, head_hash = decode(d.head, 'hex'), subject = d.subject, description = d.description,
    room_id = d.room, customer_id = d.customer, submitter_id = d.submitter, assignee_id = d.assignee,
    urgency = d.urgency, source_due_at = d.source_due_at, due_at = d.due_at, closed_at = d.closed_at,
    updated_at = d.at, bigrams = coalesce(d.bigrams, t.bigrams), suspended = d.suspended,
    proposal = d.proposal, exceptional = d.exceptional,
    workflow_version = coalesce(d.to_version, t.workflow_version)
    FROM whole d WHERE t.id = d.id AND t.version = d.version
    RETURNING t.id, t.office_id, t.version, t.number)"""

EVENT: LiteralString = """
logged AS (INSERT INTO event (ticket_id, seq, trigger, source, dest, actor_id, actor_person, on_behalf_of, at,
        form, changes, rules, content_hash, prev_hash, hash, behalf_person)
    SELECT m.id, m.version, d.trigger, d.source, d.state, d.actor, d.person, d.on_behalf_of, d.at,
           d.form, d.changes, d.rules, decode(d.content, 'hex'), decode(d.prev, 'hex'), decode(d.head, 'hex'),
           d.behalf
      FROM moved m, whole d)"""

PARTS: dict[str, LiteralString] = {
    "items": """
ended AS (UPDATE work_item w SET status = r.status,
        holder_id = CASE WHEN r.ended_at IS NULL THEN r.holder ELSE coalesce(r.decided_by, w.holder_id) END,
        ended_at = r.ended_at, decision = r.decision, decided_by = r.decided_by,
        decided_by_person = r.decided_by_person, due_at = coalesce(r.due_at, w.due_at),
        offered_to = r.offered_to, on_behalf_of = r.on_behalf_of, behalf_person = r.behalf_person,
        started_at = coalesce(CASE WHEN r.unstarted IS NULL THEN w.started_at END, r.started_at)
    FROM moved m, d, jsonb_to_recordset(%s::jsonb -> 'items') AS r(id uuid, status text, holder uuid,
        ended_at timestamptz, decision text, decided_by uuid, decided_by_person uuid, due_at timestamptz,
        offered_to uuid[], started_at timestamptz, unstarted boolean, on_behalf_of uuid, behalf_person uuid)
   WHERE w.id = r.id AND w.ticket_id = m.id RETURNING 1)""",
    "new_items": """
begun AS (INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, level, level_name, seat, desk,
        holder_id, owner_item, status, content_hash, due_at, created_at, started_at)
    SELECT r.id, m.id, m.office_id, r.state, r.kind, r.round, r.level, r.level_name, r.seat, r.desk,
           r.holder, r.owner_item, coalesce(r.status, 'open'), decode(r.content_hash, 'hex'), r.due_at, d.at,
           r.started_at
      FROM moved m, d, {first_items}
           jsonb_to_recordset(%s::jsonb -> 'new_items') AS r(id uuid, state text, kind text, status text,
           round int, level int, level_name text, seat int, desk text, holder uuid, owner_item uuid,
           content_hash text, due_at timestamptz, started_at timestamptz))""",
    "levels": """
fixed AS (INSERT INTO approval_level (ticket_id, round, position, name, rule, amount_fen)
    SELECT m.id, r.round, r.position, r.name, r.rule, r.amount_fen FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'levels') AS r(round int, position int, name text, rule jsonb,
           amount_fen bigint))""",
    "carried": """
carried AS (INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, level, level_name, seat,
        desk, holder_id, status, content_hash, due_at, created_at, ended_at, decision, decided_by,
        decided_by_person, on_behalf_of, behalf_person, started_at, carried_from)
    SELECT r.id, m.id, m.office_id, w.state, w.kind, r.round, w.level, w.level_name, w.seat,
           w.desk, w.holder_id, w.status, w.content_hash, w.due_at, w.created_at, w.ended_at, w.decision,
           w.decided_by, w.decided_by_person, w.on_behalf_of, w.behalf_person, w.started_at, w.id
      FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'carried') AS r(id uuid, round int, level int, seat int),
           work_item w
     WHERE w.ticket_id = m.id AND w.round = r.round - 1 AND w.level = r.level AND w.seat = r.seat
       AND w.kind = 'vote' AND w.status = 'done')""",
    "ladder": """
seated AS (UPDATE approval_level v SET rule = r.rule FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'ladder') AS r(round int, position int, rule jsonb)
   WHERE v.ticket_id = m.id AND v.round = r.round AND v.position = r.position)""",
    "stop": """
stopped AS (UPDATE timer i SET status = CASE WHEN i.kind = d.fired THEN 'fired' ELSE 'cancelled' END,
        ended_at = d.at FROM moved m, d
   WHERE i.ticket_id = m.id AND i.status = 'armed' AND jsonb_exists(%s::jsonb -> 'stop', i.kind)
  RETURNING 1)""",
    "timers": """
armed AS (INSERT INTO timer (id, ticket_id, kind, due_at, status)
    SELECT gen_random_uuid(), m.id, r.kind, r.due_at, 'armed' FROM moved m, d, {first_timers}
           jsonb_to_recordset(%s::jsonb -> 'timers') AS r(kind text, due_at timestamptz))""",
    "clocks": """
timed AS (INSERT INTO clock (ticket_id, name, span, started_at, due_at, paused_at, stopped_at, pauses)
    SELECT m.id, r.name, r.span, r.started_at, r.due_at, r.paused_at, r.stopped_at, r.pauses FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'clocks') AS r(name text, span jsonb, started_at timestamptz,
           due_at timestamptz, paused_at timestamptz, stopped_at timestamptz, pauses jsonb)
    ON CONFLICT (ticket_id, name) DO UPDATE SET span = excluded.span, started_at = excluded.started_at,
        due_at = excluded.due_at, paused_at = excluded.paused_at, stopped_at = excluded.stopped_at,
        pauses = excluded.pauses, breached_at = CASE WHEN clock.started_at = excluded.started_at
        AND excluded.due_at <= clock.breached_at THEN clock.breached_at END,
        warned = CASE WHEN clock.started_at = excluded.started_at THEN clock.warned ELSE 0 END)""",
    "outbox": """
caused AS (INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, due_at)
    SELECT r.id, m.id, m.office_id, m.version, r.kind, r.effect_key, r.payload, r.due_at FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'outbox') AS r(id uuid, kind text, effect_key text, payload jsonb,
           due_at timestamptz))""",
    "offers": """
offered AS (INSERT INTO offer AS o (work_item_id, person_id, ticket_id, status, offered_at, ended_at, reason)
    SELECT r.item, r.person, m.id, r.status, d.at, CASE WHEN r.status <> 'open' THEN d.at END, r.reason
      FROM moved m, d,
           jsonb_to_recordset(%s::jsonb -> 'offers') AS r(item uuid, person uuid, status text, reason text)
    ON CONFLICT (work_item_id, person_id) DO UPDATE SET status = excluded.status, reason = excluded.reason,
        ended_at = excluded.ended_at)""",
    "turns": """
turned AS (INSERT INTO duty_turn AS u (office_id, workflow, state, account_id, given_at)
    SELECT m.office_id, r.workflow, r.state, r.account, clock_timestamp()
      FROM moved m, d, jsonb_to_recordset(%s::jsonb -> 'turns') AS r(workflow text, state text, account uuid)
    ON CONFLICT (office_id, workflow, state, account_id) DO UPDATE SET given_at = excluded.given_at,
        times = u.times + 1)""",
    # A row that somebody has taken to do it meanwhile breaks `outbox_attempts`, and with it the whole write.
    "unsent": """
spared AS (UPDATE outbox o SET status = 'done', done_at = d.at,
        attempts = CASE WHEN o.status = 'ready' AND o.drive = 0 THEN o.attempts ELSE -1 END
    FROM moved m, d, jsonb_array_elements_text(%s::jsonb -> 'unsent') AS r(id)
   WHERE o.id = r.id::uuid AND o.ticket_id = m.id RETURNING o.id, o.effect_key),
spared_for_good AS (INSERT INTO ledger (effect_key, outbox_id, outcome)
    SELECT s.effect_key, s.id, 'taken_back' FROM spared s)""",
    # Keys that seal no more, though they did a moment ago, leave the account null and so break the write.
    "accounts": """
living AS MATERIALIZED (SELECT k.id FROM office_key k,
           jsonb_to_recordset(%s::jsonb -> 'accounts') AS r(keys uuid[])
     WHERE k.id = ANY(r.keys) AND k.retired_at IS NULL ORDER BY k.id FOR SHARE OF k),
sealed AS (INSERT INTO payee_account (id, office_id, ticket_id, number_sealed, number_digest, number_masked,
        created_at)
    SELECT r.id, m.office_id, m.id,
           CASE WHEN (SELECT count(*) FROM living) = 2 THEN decode(r.sealed, 'hex') END,
           decode(r.digest, 'hex'), r.masked, d.at
      FROM moved m, d, jsonb_to_recordset(%s::jsonb -> 'accounts') AS r(id uuid, sealed text, digest text,
           masked text))""",
    "once": """
kept AS (INSERT INTO idempotency (account_id, key, path, body_digest, status, headers, body, created_at)
    SELECT d.actor, r.key, r.path, decode(r.digest, 'hex'), r.status, r.headers, r.body, d.at
      FROM moved m, d, jsonb_to_record(%s::jsonb -> 'once') AS r(key text, path text, digest text, status int,
           headers jsonb, body text))""",
}


@lru_cache(maxsize=512)
def move_statement(workflow: str, parts: tuple[str, ...], books: tuple[str, ...]) -> str:
    """The statement with just these parts; there are a few dozen of them."""
    whole = WHOLE.format(columns=f"{TICKET_COLUMNS}, {EVENT_COLUMNS}")
    chain = [whole, MOVE, MOVED, EVENT, *follow(workflow, parts, books)]
    return ",".join(chain) + "\nSELECT version FROM moved"


def follow(workflow: str, parts: tuple[str, ...], books: tuple[str, ...]) -> list[str]:
    """What both the move and the opening write after the ticket itself."""
    first = {
        "first_items": "(SELECT count(*) FROM ended) first," if "items" in parts else "",
        "first_timers": "(SELECT count(*) FROM stopped) first," if "stop" in parts else "",
    }
    plain_parts = [PARTS[name].format(**first) for name in parts if name in PARTS]
    detail = [detail_update(workflow)] if "details" in parts else []
    return [*plain_parts, *detail, *(book_part(workflow, name) for name in books)]


def detail_update(workflow: str) -> str:
    names = list(DETAILS[workflow])
    typed = ", ".join(f"{name} {KINDS[kind]}" for name, kind in DETAILS[workflow].items())
    assigned = ", ".join(f"{name} = r.{name}" for name in names)
    return (
        f"\ndetailed AS (UPDATE {workflow} x SET {assigned} FROM moved m, d,"
        f" jsonb_to_record(%s::jsonb -> 'details') AS r({typed}) WHERE x.ticket_id = m.id)"
    )


def book_part(workflow: str, name: str) -> str:
    """A book's rows as `r`, the ticket moved as `m`, the move's moment and actor as `d`."""
    book = book_by_column(CASES[workflow].books)[name]
    rows = f"moved m, d, jsonb_to_recordset(%s::jsonb -> '{name}') AS r({book.columns})"
    return f"\nbook_{name} AS ({book.sql.replace('FROM rows', f'FROM {rows}', 1)})"


OPENED: LiteralString = """
moved AS (INSERT INTO ticket (id, number, office_id, workflow, workflow_version, policy_id, state, version,
        round, head_hash, subject, description, room_id, customer_id, submitter_id, assignee_id, urgency,
        external_ref, source_due_at, due_at, parent_id, parent_round, bigrams, created_at, updated_at,
        reopened_from, reopen_count)
    SELECT d.id, d.number, d.office, d.workflow, d.workflow_version, d.policy, d.state, 1, d.round,
           decode(d.head, 'hex'), d.subject, d.description, d.room, d.customer, d.submitter, d.assignee,
           d.urgency, d.external_ref, d.source_due_at, d.due_at, d.parent, d.parent_round,
           coalesce(d.bigrams, '{}'), d.at, d.at, d.reopened_from, coalesce(d.reopen_count, 0)
      FROM whole d RETURNING id, office_id, version, number)"""

OPENING_COLUMNS: LiteralString = """number text, office uuid, workflow text, workflow_version int,
    policy uuid, external_ref text, parent uuid, parent_round int, reopened_from uuid, reopen_count int"""


@lru_cache(maxsize=256)
def opening_statement(workflow: str, parts: tuple[str, ...], books: tuple[str, ...]) -> str:
    """The same parts behind an INSERT: a ticket is opened whole or not at all."""
    whole = WHOLE.format(columns=f"{TICKET_COLUMNS}, {OPENING_COLUMNS}, {EVENT_COLUMNS}")
    names = tuple(name for name in parts if name != "details")
    chain = [whole, MOVE, OPENED, EVENT, _detail_insert(workflow), *follow(workflow, names, books)]
    return ",".join(chain) + "\nSELECT version FROM moved"


def _detail_insert(workflow: str) -> str:
    names = list(DETAILS[workflow])
    typed = ", ".join(f"{name} {KINDS[kind]}" for name, kind in DETAILS[workflow].items())
    return (
        f"\ndetailed AS (INSERT INTO {workflow} (ticket_id, {', '.join(names)})"
        f" SELECT m.id, {', '.join(f'r.{name}' for name in names)} FROM moved m, d,"
        f" jsonb_to_record(%s::jsonb -> 'details') AS r({typed}))"
    )
