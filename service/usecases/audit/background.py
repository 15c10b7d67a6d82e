"""Outbox, ledger, duties, timers and money: what SQL alone can prove (I1, I3, I5, I7, I11)."""

from collections.abc import Iterator

from service.models.payee_account import ACCOUNT_OF
from service.transaction import Sql
from service.usecases.audit.finding import Finding

# Each select answers rows `(row, what)`; nothing to answer means that the invariant holds.
CHECKS: tuple[tuple[str, str], ...] = (
    ("I1", f"""SELECT t.number AS row, 'its payee has no account that is kept for it' AS what FROM refund r
               JOIN ticket t ON t.id = r.ticket_id
               LEFT JOIN payee_account a ON a.id = {ACCOUNT_OF.format(slip="r.")} AND a.ticket_id = t.id
              WHERE r.payee IS NOT NULL AND (a.id IS NULL
                 OR right(a.number_masked, 2) <> upper(right(r.payee ->> 'account_last4', 2)))"""),
    ("I1", """SELECT i.refund_no AS row, 'it pays to no account that is kept for its slip' AS what
                FROM instruction i WHERE NOT EXISTS (SELECT FROM payee_account a
                 WHERE a.id = (i.payee ->> 'account_id')::uuid AND a.ticket_id = i.ticket_id)"""),
    ("I3", """SELECT o.effect_key AS row, 'done without a ledger row' AS what FROM outbox o
               LEFT JOIN ledger l ON l.outbox_id = o.id WHERE o.status = 'done' AND l.effect_key IS NULL"""),
    ("I3", """SELECT l.effect_key AS row, 'a ledger row whose effect is not done' AS what FROM ledger l
               JOIN outbox o ON o.id = l.outbox_id WHERE o.status <> 'done'"""),
    ("I3", """SELECT l.effect_key AS row, 'the ledger names another effect' AS what FROM ledger l
               JOIN outbox o ON o.id = l.outbox_id WHERE o.effect_key <> l.effect_key"""),
    ("I5", """SELECT d.id::text AS row, 'refunds exceed the deposit' AS what FROM deposit d
               WHERE d.amount_fen < (SELECT coalesce(-sum(b.amount_fen), 0) FROM book_entry b
                 WHERE b.book = 'deposit' AND b.row_id = d.id AND b.kind IN ('refund', 'deduction'))"""),
    ("I5", """SELECT d.id::text AS row, 'instructions exceed the deposit' AS what FROM deposit d
               WHERE d.amount_fen < (SELECT coalesce(sum(i.amount_fen), 0) FROM refund r
                 JOIN instruction i ON i.ticket_id = r.ticket_id
                WHERE r.deposit = d.id AND i.status NOT IN ('failed', 'void'))"""),
    ("I5", """SELECT t.number AS row, 'frozen by a ticket at its end' AS what FROM ticket t
               JOIN (SELECT frozen_by FROM deposit UNION ALL SELECT frozen_by FROM prepayment
                     UNION ALL SELECT frozen_by FROM charge) f ON f.frozen_by = t.id
               WHERE t.closed_at IS NOT NULL"""),
    ("I5", """SELECT i.refund_no AS row, 'paid, but its ticket does not say so' AS what FROM instruction i
               JOIN ticket t ON t.id = i.ticket_id
              WHERE i.status = 'succeeded' AND t.state NOT IN ('paid', 'closed')"""),
    # What went over with a transfer, and both shares of a line, say again what they are a part of.
    ("I5", """SELECT 'meter ' || meter AS row, 'units charged twice' AS what FROM (
                 SELECT office_id, meter, began, max(ended) OVER (PARTITION BY office_id, meter
                        ORDER BY began, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                        AS before
                   FROM (SELECT DISTINCT c.office_id, b ->> 'meter' AS meter,
                                (b ->> 'from')::numeric AS began, (b ->> 'to')::numeric AS ended,
                                coalesce(c.run_id, c.id) AS made
                           FROM charge c CROSS JOIN LATERAL jsonb_array_elements(
                                CASE jsonb_typeof(c.basis) WHEN 'array' THEN c.basis
                                     ELSE jsonb_build_array(c.basis) END) b
                          WHERE c.basis IS NOT NULL AND b ? 'meter' AND c.reversed_at IS NULL AND NOT EXISTS (
                                SELECT FROM occupancy_change_money m WHERE m.to_id = c.id)) spans) beside
              WHERE began < before GROUP BY office_id, meter"""),
    ("I6", """SELECT t.number || '#' || e.seq AS row, 'done in a right that nobody had given' AS what
                FROM event e JOIN ticket t ON t.id = e.ticket_id
               WHERE e.behalf_person IS NOT NULL AND NOT EXISTS (SELECT FROM substitution s
                 WHERE s.absent_id::text = e.on_behalf_of AND s.absent_person = e.behalf_person
                   AND s.receiver_person = e.actor_person AND e.at >= s.begins_at AND e.at < s.ends_at
                   AND e.at >= s.created_at AND (s.ended_at IS NULL OR e.at <= s.ended_at)
                   AND (s.workflows IS NULL OR t.workflow = ANY(s.workflows)))"""),
    ("I7", """SELECT t.number AS row, 'a seat decided twice' AS what FROM work_item w
               JOIN ticket t ON t.id = w.ticket_id WHERE w.kind = 'vote' AND w.status = 'done'
              GROUP BY t.number, w.round, w.level, w.seat HAVING count(*) > 1"""),
    ("I11", """SELECT o.effect_key AS row, 'stuck in ' || o.status AS what FROM outbox o
                WHERE o.status IN ('queued', 'running')
                  AND o.lease_until < guanjia_now() - interval '20 s'"""),
    ("I11", """SELECT t.number AS row, 'the timer ' || i.kind || ' is overdue' AS what FROM timer i
                JOIN ticket t ON t.id = i.ticket_id WHERE i.status = 'armed'
                 AND i.due_at < guanjia_now() - interval '60 s'
                 AND coalesce(i.taken_until, '-infinity') < guanjia_now()"""),
    ("I11", """SELECT t.number AS row, 'an open duty at the end' AS what FROM work_item w
                JOIN ticket t ON t.id = w.ticket_id
               WHERE t.closed_at IS NOT NULL AND w.status IN ('open', 'claimed')"""),
    ("I11", """SELECT t.number AS row, 'an armed timer at the end' AS what FROM timer i
                JOIN ticket t ON t.id = i.ticket_id WHERE t.closed_at IS NOT NULL AND i.status = 'armed'"""),
    ("I11", """SELECT t.number AS row, 'a duty of the state ' || w.state AS what FROM work_item w
                JOIN ticket t ON t.id = w.ticket_id
               WHERE w.status IN ('open', 'claimed') AND w.state <> t.state"""),
    ("I11", """SELECT t.number AS row, 'an open offer of a duty that nobody is offered' AS what FROM offer o
                JOIN ticket t ON t.id = o.ticket_id JOIN work_item w ON w.id = o.work_item_id
               WHERE o.status = 'open' AND (w.status NOT IN ('open', 'claimed') OR w.holder_id IS NOT NULL
                  OR NOT coalesce(o.person_id = ANY(w.offered_to), false))"""),
    ("I11", """SELECT t.number AS row, 'a duty offered to somebody without an offer' AS what FROM work_item w
                JOIN ticket t ON t.id = w.ticket_id CROSS JOIN LATERAL unnest(w.offered_to) p(id)
               WHERE w.offered_to IS NOT NULL AND NOT EXISTS (SELECT FROM offer o
                     WHERE o.work_item_id = w.id AND o.person_id = p.id AND o.status = 'open')"""),
)  # fmt: skip


def background_findings(sql: Sql) -> Iterator[Finding]:
    for invariant, statement in CHECKS:
        for row in sql.all(statement):
            yield Finding(invariant, row["row"], row["what"])
