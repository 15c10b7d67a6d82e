"""A town's worth of tickets, made by SQL: believable in its spread, whole enough that every move works."""

import base64
import hashlib

import psycopg

from service.db import new_id

OFFICES = 20
ROOMS = 100
STAFF = {"clerk": 2, "supervisor": 2, "pm": 1, "tech": 4, "dispatcher": 1, "cashier": 1, "finance": 1}
Connection = psycopg.Connection[tuple[object, ...]]


def token_of(username: str) -> str:
    """Forty-three characters, like a real one; the same for the same name, so that nobody has to ask."""
    digest = hashlib.sha256(f"bench {username}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def load(connection: Connection, *, tickets: int) -> None:
    """Checks and foreign keys are off while it runs: the rows are ours."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SELECT setseed(0.2026)")
    _offices(connection)
    _staff(connection)
    connection.execute(PLACES, {"rooms": ROOMS})  # type: ignore[arg-type]
    connection.execute(PLANNED)
    for statement in (PLAN, TICKETS, *PARTS, SEQUENCES, TARGETS, OFFICES_BY_NUMBER, *BARE):
        connection.execute(statement, {"tickets": tickets})  # type: ignore[arg-type]
    connection.execute("SET session_replication_role = origin")
    connection.execute("VACUUM ANALYZE")
    connection.execute("CHECKPOINT")


def _offices(connection: Connection) -> None:
    company, projects = new_id(), [new_id() for _ in range(4)]
    connection.execute(OFFICE, [company, "TOP", "桂园物业", "company", None, "bench_top"])
    for number, project in enumerate(projects):
        connection.execute(OFFICE, [project, f"P{number}", "片区", "project", company, f"bench_p{number}"])
    for number in range(1, OFFICES + 1):
        sequence = f"bench_{number:02d}"
        connection.execute(f"CREATE SEQUENCE {sequence}")  # type: ignore[arg-type]
        parent = projects[number % 4]
        connection.execute(
            OFFICE, [new_id(), f"GZ{number:02d}", f"桂园{number}期", "office", parent, sequence]
        )


def _staff(connection: Connection) -> None:
    for number in range(1, OFFICES + 1):
        for desk, count in STAFF.items():
            for each in range(1, count + 1):
                username = f"{desk}-gz{number:02d}-{each}"
                digest = hashlib.sha256(token_of(username).encode()).digest()
                connection.execute(
                    PERSON,
                    {"username": username, "office": f"GZ{number:02d}", "desk": desk, "digest": digest},
                )


OFFICE = """
INSERT INTO office (id, code, name, kind, parent_id, number_sequence) VALUES (%s, %s, %s, %s, %s, %s)
"""
PERSON = """
WITH p AS (INSERT INTO person (id, name) VALUES (uuidv7(), '员工') RETURNING id),
a AS (INSERT INTO account (id, username, person_id, password_hash)
      SELECT uuidv7(), %(username)s, id, '-' FROM p RETURNING id),
h AS (INSERT INTO desk_holding (id, account_id, office_id, desk)
      SELECT uuidv7(), a.id, o.id, %(desk)s FROM a, office o WHERE o.code = %(office)s)
INSERT INTO token (id, account_id, digest, expires_at)
SELECT uuidv7(), id, %(digest)s, now() + interval '12 hours' FROM a
"""
PLACES = """
WITH b AS (INSERT INTO building (id, office_id, code, name)
           SELECT uuidv7(), id, 'A-1', '一栋' FROM office WHERE kind = 'office' RETURNING id, office_id),
r AS (INSERT INTO room (id, office_id, building_id, code, floor, gross_area)
      SELECT uuidv7(), b.office_id, b.id, 'A-1-' || lpad(n::text, 4, '0'), n / 4, 8950
        FROM b, generate_series(1, %(rooms)s) n RETURNING 1)
INSERT INTO customer (id, office_id, code, name, kind)
SELECT uuidv7(), o.id, 'A-1-' || lpad(n::text, 4, '0'), '业主' || n, 'owner'
  FROM office o, generate_series(1, %(rooms)s) n WHERE o.kind = 'office'
"""

# A few offices have several times the tickets of the others; 15 of 100 tickets are open.
PLANNED = """
CREATE UNLOGGED TABLE bench_ticket (
    n int PRIMARY KEY, id uuid, office_id uuid, office text, workflow text, prefix text, state text,
    version int, serial bigint, holder uuid, submitter uuid, room uuid, customer uuid, closed boolean,
    created_at timestamptz, subject text, desk text)
"""
PLAN = """
INSERT INTO bench_ticket
WITH office_of AS MATERIALIZED (
    SELECT id, code, row_number() OVER (ORDER BY code) AS o FROM office WHERE kind = 'office'
), people AS MATERIALIZED (
    SELECT h.office_id, h.desk, h.account_id, row_number() OVER (PARTITION BY h.office_id, h.desk
           ORDER BY h.account_id) AS k FROM desk_holding h
), rooms AS MATERIALIZED (
    SELECT office_id, id, row_number() OVER (PARTITION BY office_id ORDER BY code) AS k FROM room
), customers AS MATERIALIZED (
    SELECT office_id, id, row_number() OVER (PARTITION BY office_id ORDER BY code) AS k FROM customer
), dice AS MATERIALIZED (
    SELECT n, 1 + floor(20 * power(random(), 1.4))::int AS o, random() < 0.65 AS complaint,
           random() < 0.85 AS closed, random() AS s, random() AS age, 1 + floor(100 * random())::int AS place,
           1 + floor(4 * random())::int AS tech, 1 + floor(2 * random())::int AS clerk
      FROM generate_series(1, %(tickets)s) n
), said AS (
    SELECT d.*, CASE WHEN closed THEN 'closed'
        WHEN complaint THEN CASE WHEN s < 0.2 THEN 'registered' WHEN s < 0.35 THEN 'accepted'
                                 WHEN s < 0.8 THEN 'investigating' ELSE 'resolved' END
        ELSE CASE WHEN s < 0.3 THEN 'pending_dispatch' WHEN s < 0.8 THEN 'in_progress' ELSE 'completed' END
        END AS state,
        CASE WHEN closed THEN now() - interval '7 days' - age * interval '360 days'
             ELSE now() - age * interval '7 days' END AS born
      FROM dice d
)
SELECT d.n, uuidv7(d.born - now()), o.id, o.code, CASE WHEN complaint THEN 'complaint' ELSE 'repair' END,
       CASE WHEN complaint THEN 'CP' ELSE 'RP' END, d.state,
       CASE d.state WHEN 'registered' THEN 1 WHEN 'accepted' THEN 2 WHEN 'pending_dispatch' THEN 2
            WHEN 'investigating' THEN 3 WHEN 'in_progress' THEN 5 ELSE 6 END,
       row_number() OVER (PARTITION BY o.id ORDER BY d.born), tech.account_id, clerk.account_id, r.id, c.id,
       d.closed, d.born,
       (ARRAY['电梯异响', '楼道照明不亮', '邻居噪声扰民', '水管漏水', '停车位被占'])[1 + d.n %% 5]
           || '，' || d.n,
       CASE d.state WHEN 'registered' THEN 'clerk' WHEN 'accepted' THEN 'supervisor'
            WHEN 'pending_dispatch' THEN 'dispatcher' END
  FROM said d JOIN office_of o ON o.o = d.o
  JOIN people tech ON tech.office_id = o.id AND tech.desk = 'tech' AND tech.k = d.tech
  JOIN people clerk ON clerk.office_id = o.id AND clerk.desk = 'clerk' AND clerk.k = d.clerk
  JOIN rooms r ON r.office_id = o.id AND r.k = d.place
  JOIN customers c ON c.office_id = o.id AND c.k = d.place
"""
TICKETS = """
INSERT INTO ticket (id, number, office_id, workflow, workflow_version, policy_id, state, resolution, version,
    head_hash, subject, room_id, customer_id, submitter_id, assignee_id, urgency, due_at, bigrams, created_at,
    updated_at, closed_at)
SELECT b.id, b.prefix || '-' || b.office || '-' || to_char(b.created_at, 'YYYYMMDD') || '-'
           || lpad(b.serial::text, greatest(4, length(b.serial::text)), '0'),
       b.office_id, b.workflow, 1, p.id, b.state, CASE WHEN b.closed THEN 'closed' END, b.version,
       sha256(b.id::text::bytea), b.subject, b.room, b.customer, b.submitter,
       CASE WHEN b.version > 2 THEN b.holder END, 'normal',
       CASE WHEN NOT b.closed THEN now() + random() * interval '7 days' END,
       (SELECT array_agg(DISTINCT substr(b.subject || 'a-1-0101', i, 2)) FROM generate_series(1, 16) i),
       b.created_at, b.created_at + interval '2 days',
       CASE WHEN b.closed THEN b.created_at + interval '3 days' END
  FROM bench_ticket b JOIN policy p ON p.workflow = b.workflow AND p.office_id IS NULL ORDER BY b.created_at
"""
PARTS = (
    """
INSERT INTO complaint (ticket_id, category, severity, channel, text, team)
SELECT id, '公共设施', 'normal', 'phone', '业主来电反映，请尽快处理并回复。', 'tech'
  FROM bench_ticket WHERE workflow = 'complaint'
""",
    """
INSERT INTO repair (ticket_id, category, urgency, place, text)
SELECT id, '水电', 'normal', 'private', '业主来电反映，请尽快处理并回复。'
  FROM bench_ticket WHERE workflow = 'repair'
""",
    """
INSERT INTO event (ticket_id, seq, trigger, source, dest, actor_id, actor_person, at, form, changes, rules,
    prev_hash, hash)
SELECT b.id, s, 'history', CASE WHEN s > 1 THEN 'before' END, b.state, b.submitter, a.person_id,
       b.created_at + s * interval '2 hours', '{"comment": "已电话联系业主，约定上门时间。"}',
       jsonb_build_object('ticket', jsonb_build_object('due_at', b.created_at), 'details', '{}'::jsonb),
       encode(sha256(b.workflow::bytea), 'hex'), sha256((b.id::text || s)::bytea), sha256(b.id::text::bytea)
  FROM bench_ticket b JOIN account a ON a.id = b.submitter, generate_series(1, b.version) s
 ORDER BY b.created_at
""",
    """
INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, desk, holder_id, status, due_at,
    created_at, ended_at, decision, decided_by)
SELECT uuidv7(b.created_at - now()), b.id, b.office_id, 'before', 'task', 0, NULL, b.holder, 'done',
       b.created_at + interval '1 day', b.created_at, b.created_at + interval '3 hours', 'accept', b.holder
  FROM bench_ticket b, generate_series(1, least(b.version - 1, 3)) s ORDER BY b.created_at
""",
    """
INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, desk, holder_id, status, due_at,
    created_at)
SELECT uuidv7(), b.id, b.office_id, b.state, 'task', 0, b.desk, CASE WHEN b.desk IS NULL THEN b.holder END,
       'open', now() + random() * interval '7 days', b.created_at
  FROM bench_ticket b WHERE NOT b.closed AND b.state NOT IN ('resolved', 'completed')
""",
    """
INSERT INTO clock (ticket_id, name, span, started_at, due_at, stopped_at)
SELECT b.id, c, '{"for": "P7D", "calendar": "working"}', b.created_at,
       CASE WHEN b.closed THEN b.created_at + interval '7 days' ELSE now() + interval '7 days' END,
       CASE WHEN b.closed THEN b.created_at + interval '3 days' END
  FROM bench_ticket b, unnest(ARRAY['plan', 'resolution']) c ORDER BY b.created_at
""",
    """
INSERT INTO timer (id, ticket_id, kind, due_at, status, ended_at)
SELECT gen_random_uuid(), b.id, 'clock:' || c,
       CASE WHEN b.closed THEN b.created_at ELSE now() END + interval '7 days',
       CASE WHEN b.closed THEN 'cancelled' ELSE 'armed' END,
       CASE WHEN b.closed THEN b.created_at + interval '3 days' END
  FROM bench_ticket b, unnest(ARRAY['plan', 'resolution']) c ORDER BY b.created_at
""",
    """
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, status, due_at, created_at,
    done_at)
SELECT uuidv7(b.created_at - now()), b.id, b.office_id, 1, 'tell_customer', b.id || ':1:tell_customer',
       jsonb_build_object('ticket', b.id, 'seq', 1, 'argument', 'complaint_registered'), 'done', b.created_at,
       b.created_at, b.created_at + interval '1 second'
  FROM bench_ticket b ORDER BY b.created_at
""",
    """
INSERT INTO ledger (effect_key, outbox_id, outcome, at)
SELECT effect_key, id, 'sent', done_at FROM outbox
""",
)
SEQUENCES = """
SELECT setval(o.number_sequence::regclass, max(b.serial))
  FROM bench_ticket b JOIN office o ON o.id = b.office_id
 GROUP BY o.number_sequence
"""
# What may be moved to and fro: one half over HTTP, the other by the bound.
TARGETS = """
CREATE TABLE bench_target AS
SELECT row_number() OVER (PARTITION BY b.n %% 2 ORDER BY md5(b.id::text))::int AS n, b.n %% 2 = 0 AS http,
       b.id AS ticket, b.holder AS account, a.username, a.person_id AS person, b.version
  FROM bench_ticket b JOIN account a ON a.id = b.holder WHERE b.state = 'investigating'
"""
OFFICES_BY_NUMBER = """
CREATE TABLE bench_office AS
SELECT row_number() OVER (ORDER BY code)::int AS n, id FROM office WHERE kind = 'office' AND 0 < %(tickets)s
"""
# The bare tables of the old bound: no foreign keys, no second thoughts.
BARE = (
    """
CREATE TABLE bare_ticket (id bigserial PRIMARY KEY, office int, state text, version int, subject text,
    due_at timestamptz, updated_at timestamptz)
""",
    "CREATE INDEX ON bare_ticket (office, due_at, id) WHERE state <> 'closed'",
    """
CREATE TABLE bare_event (id bigserial PRIMARY KEY, ticket bigint, seq int, trigger text, at timestamptz,
    form jsonb)
""",
    "CREATE INDEX ON bare_event (ticket)",
    """
CREATE TABLE bare_outbox (id bigserial PRIMARY KEY, ticket bigint, kind text, payload jsonb,
    status text DEFAULT 'ready', due_at timestamptz)
""",
    "CREATE INDEX ON bare_outbox (due_at, id) WHERE status = 'ready'",
    """
INSERT INTO bare_ticket (office, state, version, subject, due_at, updated_at)
SELECT 1 + n %% 20, CASE WHEN n %% 7 > 0 THEN 'closed' ELSE 'a' END, 1, '电梯异响，' || n,
       now() + n * interval '1 second', now() FROM generate_series(1, 100000) n WHERE 0 < %(tickets)s
""",
    "CREATE UNIQUE INDEX ON bench_target (http, n)",
    "CREATE SEQUENCE bench_top",
)
