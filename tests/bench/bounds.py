"""The bounds beside our figures: what the server's own pgbench does with the same rows, and bare ones."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from service.embedded.programs import postgres_programs
from tests.bench.house import House

CONNECTIONS = 16
RATE = re.compile(r"^tps = ([0-9.]+)", re.M)


@dataclass(frozen=True, slots=True)
class Bound:
    """`scripts` are run in equal shares; each is one transaction."""

    name: str
    scripts: Sequence[str]

    @property
    def round_trips(self) -> float:
        """Statements of one transaction, BEGIN and COMMIT counted, on average over the scripts."""
        sent = [len(re.findall(r";\s*$|\\gset\s*$", script, re.M)) for script in self.scripts]
        return sum(sent) / len(sent)


def rate(house: House, bound: Bound, *, seconds: float) -> float:
    """Transactions a second over the given number of connections, prepared statements."""
    files = []
    for number, script in enumerate(bound.scripts):
        path = house.folder / f"{bound.name}-{number}.sql"
        path.write_text(script, encoding="utf-8")
        files += ["-f", f"{path}@1"]
    words = ["-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(max(1, round(seconds)))]
    program = str(postgres_programs() / "pgbench")
    told = subprocess.run(
        [program, *words, *files, "-D", f"targets={targets(house)}", house.database_url],
        capture_output=True,
        text=True,
    )
    found = RATE.search(told.stdout)
    if told.returncode or found is None:
        raise RuntimeError(f"pgbench {bound.name}:\n{told.stdout}{told.stderr}")
    return float(found[1])


def targets(house: House) -> int:
    with house.connect() as connection:
        row = connection.execute("SELECT count(*)::int FROM bench_target WHERE NOT http").fetchone()
    return int(str(row[0])) if row else 0


LOCKED = r"""
\set n random(1, :targets)
BEGIN;
SELECT t.id, t.version, t.office_id AS office, b.account, b.person FROM bench_target b
  JOIN ticket t ON t.id = b.ticket WHERE NOT b.http AND b.n = :n FOR UPDATE OF t \gset
UPDATE ticket SET state = '{state}', version = version + 1, head_hash = sha256(number::bytea),
       due_at = {due}, updated_at = now() WHERE id = :id;
INSERT INTO event (ticket_id, seq, trigger, source, dest, actor_id, actor_person, at, form, changes, rules,
       prev_hash, hash)
       VALUES (:id, :version + 1, '{trigger}', '{source}', '{state}', :account, :person, now(),
       '{{"question": "请问漏水发生在哪个房间？方便的话请拍照。", "comment": null}}',
       '{{"ticket": {{"due_at": null}}, "details": {{}}}}', repeat('0', 64), sha256('a'), sha256('b'));
UPDATE work_item SET status = 'done', ended_at = now(), decision = '{trigger}', decided_by = :account,
       decided_by_person = :person WHERE ticket_id = :id AND status IN ('open', 'claimed');
INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, holder_id, status, due_at, created_at)
       VALUES (uuidv7(), :id, :office, '{state}', 'task', 0, :account, 'open', now() + interval '1 day',
       now());
UPDATE timer SET status = 'cancelled', ended_at = now() WHERE ticket_id = :id AND status = 'armed';
"""
TIMER = """
INSERT INTO timer (id, ticket_id, kind, due_at, status)
       VALUES (uuidv7(), :id, {kind}, now() + interval '7 days', 'armed');
"""
CLOCK = """
UPDATE clock SET paused_at = {paused}, due_at = now() + interval '7 days',
       pauses = jsonb_build_array(jsonb_build_array(started_at, now()))
       WHERE ticket_id = :id AND name = '{name}';
"""
OUTBOX = """
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, status, due_at)
       VALUES (uuidv7(), :id, :office, 1, 'tell_customer', gen_random_uuid()::text,
       '{{"seq": 1, "argument": "complaint_question"}}', 'done', now());
"""
KEPT = """
INSERT INTO idempotency (account_id, key, path, body_digest, status, headers, body, created_at)
       VALUES (:account, gen_random_uuid()::text, '/api/v1/tickets/x/triggers/y', sha256('body'), 200,
       '{{"ETag": "v7", "Content-Type": "application/json"}}', repeat('0123456789', 170), now());
COMMIT;
"""


# Which timers the state of a ticket that was moved arms: most tickets', for some are near their deadline.
ARMED = """
SELECT state, mode() WITHIN GROUP (ORDER BY kinds) FROM (
    SELECT t.state, t.id, array_agg(i.kind ORDER BY i.kind) AS kinds
      FROM bench_target b JOIN ticket t ON t.id = b.ticket JOIN timer i ON i.ticket_id = t.id
     WHERE b.http AND t.version > b.version AND i.status = 'armed' GROUP BY t.state, t.id) each
 GROUP BY state
"""


def move_bound(house: House) -> Bound:
    """The rows of a move to and fro, one statement each: its timers are those that real moves have armed."""
    with house.connect() as connection:
        armed = {str(state): kinds for state, kinds in connection.execute(ARMED).fetchall()}
    return Bound("move-same-rows", [_ask(armed["waiting_customer"]), _tell(armed["investigating"])])


def _timers(kinds: object) -> str:
    """pgbench takes a colon before a letter for a variable, in a literal too."""
    names = [str(kind).split(":") for kind in kinds] if isinstance(kinds, list) else []
    spelt = [" || chr(58) || ".join(f"'{part}'" for part in parts) for parts in names]
    return "".join(TIMER.format(kind=kind) for kind in spelt)


def _ask(armed: object) -> str:
    words = {"state": "waiting_customer", "source": "investigating", "trigger": "need_info", "due": "NULL"}
    clocks = "".join(CLOCK.format(name=name, paused="now()") for name in ("plan", "resolution"))
    return LOCKED.format(**words) + _timers(armed) + clocks + OUTBOX.format() + KEPT.format()


def _tell(armed: object) -> str:
    due = "now() + interval '1 day'"
    words = {"state": "investigating", "source": "waiting_customer", "trigger": "info_received", "due": due}
    clocks = "".join(CLOCK.format(name=name, paused="NULL") for name in ("plan", "resolution"))
    return LOCKED.format(**words) + _timers(armed) + clocks + KEPT.format()


BARE_MOVE = Bound(
    "move-bare",
    [
        r"""
\set n random(1, 100000)
BEGIN;
SELECT state, version FROM bare_ticket WHERE id = :n FOR UPDATE;
UPDATE bare_ticket SET state = 'b', version = version + 1, updated_at = now() WHERE id = :n;
INSERT INTO bare_event (ticket, seq, trigger, at, form)
       VALUES (:n, 1, 'need_info', now(), '{"question": "?"}');
INSERT INTO bare_outbox (ticket, kind, payload, due_at) VALUES (:n, 'tell', '{"seq": 1}', now());
COMMIT;
"""
    ],
)
BARE_OPENING = Bound(
    "opening-bare",
    [
        r"""
\set n random(1, 20)
BEGIN;
INSERT INTO bare_ticket (office, state, version, subject, due_at, updated_at)
       VALUES (:n, 'a', 1, '电梯异响，运行中有摩擦声', now(), now()) RETURNING id \gset
INSERT INTO bare_event (ticket, seq, trigger, at, form) VALUES (:id, 1, 'register', now(), '{"text": "?"}');
INSERT INTO bare_outbox (ticket, kind, payload, due_at) VALUES (:id, 'tell', '{"seq": 1}', now());
COMMIT;
"""
    ],
)
OPENING = Bound(
    "opening-same-rows",
    [
        r"""
\set n random(1, :targets)
SELECT uuidv7() AS id, t.office_id AS office, t.policy_id AS policy, t.submitter_id AS account,
       coalesce(t.room_id, NULL) AS room, coalesce(t.customer_id, NULL) AS customer,
       nextval('bench_top') AS serial
  FROM bench_target b JOIN ticket t ON t.id = b.ticket WHERE NOT b.http AND b.n = :n \gset
BEGIN;
INSERT INTO ticket (id, number, office_id, workflow, workflow_version, policy_id, state, version, head_hash,
       subject, room_id, customer_id, submitter_id, urgency, due_at, bigrams, created_at, updated_at)
       VALUES (:id, 'PB-' || :serial, :office, 'complaint', 1, :policy, 'registered', 1, sha256('a'),
       '电梯异响，运行中有摩擦声', :room, :customer, :account, 'normal', now() + interval '4 hours',
       '{电梯,梯异,异响,运行,行中,中有,有摩,摩擦,擦声,a-,-1,1-,-0,00,01,业主}', now(), now());
INSERT INTO complaint (ticket_id, category, severity, channel, text)
       VALUES (:id, '公共设施', 'normal', 'phone', '业主来电反映电梯运行时有异常响声。');
INSERT INTO event (ticket_id, seq, trigger, dest, actor_id, at, form, changes, rules, hash)
       VALUES (:id, 1, 'register', 'registered', :account, now(), '{"category": "公共设施"}',
       '{"ticket": {"subject": "电梯异响，运行中有摩擦声"}, "details": {}}', repeat('0', 64), sha256('b'));
INSERT INTO work_item (id, ticket_id, office_id, state, kind, round, desk, status, due_at, created_at)
       VALUES (uuidv7(), :id, :office, 'registered', 'task', 0, 'clerk', 'open', now() + interval '9 days',
       now());
INSERT INTO timer (id, ticket_id, kind, due_at, status)
       VALUES (uuidv7(), :id, 'clock' || chr(58) || 'response', now() + interval '7 days', 'armed');
INSERT INTO clock (ticket_id, name, span, started_at, due_at)
       VALUES (:id, 'response', '{"for": "PT4H", "calendar": "service"}', now(), now());
INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, status, due_at)
       VALUES (uuidv7(), :id, :office, 1, 'tell_customer', gen_random_uuid()::text, '{"seq": 1}', 'done',
       now());
INSERT INTO idempotency (account_id, key, path, body_digest, status, headers, body, created_at)
       VALUES (:account, gen_random_uuid()::text, '/api/v1/tickets', sha256('body'), 201,
       '{"ETag": "v1", "Content-Type": "application/json"}', repeat('0123456789', 170), now());
COMMIT;
"""
    ],
)
PAGE = Bound(
    "queue-page",
    [
        r"""
\set n random(1, 16)
SELECT w.* FROM work_item w
 WHERE w.office_id = (SELECT id FROM bench_office WHERE n = :n) AND w.desk = 'clerk'
   AND w.status IN ('open', 'claimed') AND w.holder_id IS NULL ORDER BY w.due_at, w.id LIMIT 50;
"""
    ],
)
