"""Late charges (违约金): simple, on what was owed day by day, capped, with the basis on each.

Law: Civil Code 585, a penalty that is too high may be cut by the court; so never on a late charge, and never
over the item's `late_cap_percent` of the debt.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.errors import invalid_field
from service.transaction import Work
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.references import customer_named, offices_for
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class LateOrder:
    """Up to and including `on`, by default today; of one customer or of all."""

    on: date | None = None
    customer: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class LateCharged:
    lines: int
    amount_fen: int


TODAY: Any = """
SELECT (guanjia_now() AT TIME ZONE zone)::date AS today FROM office
 WHERE id = ANY(%(offices)s) ORDER BY 1 LIMIT 1
"""
# A statement of its own: whoever waited here must see what the one before has charged.
TAKE_TURNS: Any = "SELECT pg_advisory_xact_lock(hashtextextended('charge_late', 0))"
# What is owed on a day is the sum of the entries until then, and never less than nothing: a payment ends the
# days of what it paid on the day it was paid, or booked where that was earlier. What was reduced never was
# owed, from the debt's first entry on, and the cap is of the rest. A correction takes away first what was
# charged last: of each sum charged counts what none took away later. What was taken back (a payment, a
# write-off, a move) never happened: entries name no write-off, so it counts by its use while that stands.
# A debt that went over is one debt (`first_id`) with what it became and with what it had been: all that was
# charged for its being late counts towards its one cap, whoever owed it, paid or not. Who owed it first is
# asked first. A day costs what the rate was on it.
CHARGE_LATE: Any = """
WITH RECURSIVE over AS MATERIALIZED (
    SELECT m.from_id, m.to_id, m.amount_fen, x.created_at, x.reversed_at
      FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
     WHERE m.book = 'charge' AND x.office_id = ANY(%(offices)s)
), line AS (
    SELECT from_id AS first_id, from_id AS id, 0 AS hop FROM over
     WHERE reversed_at IS NULL AND from_id NOT IN (SELECT to_id FROM over)
    UNION SELECT l.first_id, o.to_id, l.hop + 1
      FROM line l JOIN over o ON o.from_id = l.id AND o.reversed_at IS NULL
), whole AS MATERIALIZED (
    SELECT first_id, sum(fen) AS whole_fen, sum(late_fen) AS late_fen
      FROM (SELECT n.first_id,
                   CASE n.hop WHEN 0 THEN c.amount_fen ELSE 0 END
                     + coalesce((SELECT sum(b.amount_fen) FROM book_entry b WHERE b.row_id = c.id
                                    AND b.book = 'charge' AND b.kind = 'adjustment'), 0) AS fen,
                   coalesce((SELECT sum(l.amount_fen) FROM charge l
                              WHERE l.late_of = c.id AND l.reversed_at IS NULL
                                AND l.id NOT IN (SELECT to_id FROM over)), 0) AS late_fen
              FROM line n JOIN charge c ON c.id = n.id) part
     GROUP BY first_id
), undone AS MATERIALIZED (
    SELECT from_id, amount_fen, 1 AS sign, created_at AS at FROM over WHERE reversed_at IS NOT NULL
    UNION ALL SELECT from_id, amount_fen, -1, reversed_at FROM over WHERE reversed_at IS NOT NULL
), rate AS MATERIALIZED (
    SELECT item_id, late_ppm, until,
           coalesce(lag(until) OVER (PARTITION BY item_id ORDER BY until), '-infinity') AS since
      FROM (SELECT item_id, late_ppm, until FROM late_rate
            UNION ALL SELECT id, late_ppm, 'infinity' FROM charge_item) known
     WHERE item_id IN (SELECT id FROM charge_item WHERE office_id = ANY(%(offices)s))
), debt AS MATERIALIZED (
    SELECT c.id, c.office_id, c.customer_id, c.room_id, c.item, c.period, c.amount_fen, c.due_on, c.item_id,
           i.late_cap_percent, o.zone
      FROM charge c JOIN charge_item i ON i.id = c.item_id JOIN office o ON o.id = c.office_id
     WHERE c.office_id = ANY(%(offices)s) AND c.kind <> 'late' AND c.due_on < %(on)s::date
       AND i.id IN (SELECT item_id FROM rate WHERE late_ppm > 0)
       AND (%(customer)s::uuid IS NULL OR c.customer_id = %(customer)s) AND c.reversed_at IS NULL
       AND c.id NOT IN (SELECT to_id FROM over WHERE reversed_at IS NOT NULL)
), due AS (
    SELECT d.*, d.amount_fen + t.reduced_fen AS debt_fen, t.fen_days, t.accrued_fen, t.rates,
           l.before_fen, l.before_on, coalesce(w.first_id, d.id) AS first_id, coalesce(n.hop, 0) AS hop,
           floor(coalesce(w.whole_fen, d.amount_fen + t.reduced_fen) * late_cap_percent / 100)::bigint
             - coalesce(w.late_fen - l.before_fen, 0) AS left_fen,
           CASE WHEN coalesce(before_on < %(on)s::date, true)
                THEN greatest(0, accrued_fen - before_fen) ELSE 0 END AS new_fen
      FROM debt d LEFT JOIN line n ON n.id = d.id LEFT JOIN whole w ON w.first_id = n.first_id
     CROSS JOIN LATERAL (
           WITH added AS (
               SELECT b.id, b.kind, b.amount_fen, least(b.at, y.paid_at) AS at,
                      sum(b.amount_fen) OVER (PARTITION BY b.kind ORDER BY b.at, b.id) AS so_far
                 FROM book_entry b LEFT JOIN payment y ON y.id = b.payment_id
                WHERE b.row_id = d.id AND b.book = 'charge' AND y.reversed_at IS NULL
                  AND (b.kind <> 'allocation' OR b.payment_id IS NOT NULL)
           ), entry AS (
               SELECT CASE kind WHEN 'charged' THEN greatest(0, min(so_far) OVER (in_turn
                           ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) - so_far + amount_fen)
                                ELSE amount_fen END AS amount_fen,
                      CASE kind WHEN 'adjustment' THEN min(at) OVER () ELSE at END AS at
                 FROM added WINDOW in_turn AS (PARTITION BY kind ORDER BY at, id)
                UNION ALL
               SELECT -u.amount_fen, u.at FROM prepayment_use u
                WHERE u.charge_id = d.id AND u.reversed_at IS NULL
                UNION ALL
               SELECT u.amount_fen * u.sign, u.at FROM undone u WHERE u.from_id = d.id
           ), owed AS (
               SELECT day, coalesce(lead(day) OVER by_day, 'infinity') AS until,
                      greatest(0, sum(amount_fen) OVER by_day) AS fen
                 FROM (SELECT (at AT TIME ZONE d.zone)::date AS day, amount_fen FROM entry) dated
               WINDOW by_day AS (ORDER BY day)
           ), cost AS (
               SELECT r.late_ppm, r.until, sum(o.fen * greatest(0, least(%(on)s::date, r.until, o.until)
                                                                   - greatest(r.since, d.due_on, o.day)))
                        AS fen_days
                 FROM rate r CROSS JOIN owed o
                WHERE r.item_id = d.item_id AND r.since < %(on)s::date AND r.until > d.due_on
                GROUP BY r.late_ppm, r.until
           )
           SELECT sum(fen_days) AS fen_days,
                  coalesce(floor(sum(fen_days * late_ppm) / 1000000), 0)::bigint AS accrued_fen,
                  jsonb_agg(jsonb_build_object('late_ppm', late_ppm, 'fen_days', fen_days) ORDER BY until)
                    AS rates,
                  coalesce((SELECT sum(amount_fen) FROM added WHERE kind = 'adjustment'), 0)::bigint
                    AS reduced_fen
             FROM cost) t
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(l.amount_fen), 0) AS before_fen, max(l.due_on) AS before_on
             FROM charge l WHERE l.late_of = d.id AND l.reversed_at IS NULL
              AND l.id NOT IN (SELECT to_id FROM over)) l
), asked AS (
    SELECT due.*, greatest(0, left_fen - coalesce(sum(new_fen) OVER (PARTITION BY first_id ORDER BY hop, id
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint AS cap_fen
      FROM due
), made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, late_of, basis)
    SELECT guanjia_id(), office_id, customer_id, room_id, '违约金 ' || item, period,
           least(accrued_fen, cap_fen) - before_fen, least(accrued_fen, cap_fen) - before_fen, %(on)s::date,
           (%(on)s::date + interval '3 years')::date, %(actor)s, 'late', item_id, id,
           jsonb_build_object('debt_fen', debt_fen, 'since', due_on, 'on', %(on)s::date,
                              'fen_days', fen_days, 'rates', rates, 'accrued_fen', accrued_fen,
                              'cap_fen', cap_fen, 'capped', accrued_fen > cap_fen, 'before_fen', before_fen)
      FROM asked WHERE new_fen > 0 AND least(accrued_fen, cap_fen) > before_fen
    RETURNING id, office_id, amount_fen
), entered AS (
    INSERT INTO book_entry (id, office_id, book, row_id, kind, amount_fen, actor_id)
    SELECT guanjia_id(), m.office_id, 'charge', m.id, 'charged', m.amount_fen, %(actor)s FROM made m
)
SELECT count(*) AS lines, coalesce(sum(amount_fen), 0)::bigint AS amount_fen FROM made
"""


def charge_late(work: Work, order: LateOrder, *, actor: Caller) -> LateCharged:
    """Only what no earlier late charge of the same debt holds: twice on one day adds nothing."""
    offices = offices_for(work.sql, actor, MONEY_DESKS, order.office)
    customer = order.customer and customer_named(work.sql, offices, order.customer)["id"]
    today: Any = work.sql.one(TODAY, {"offices": offices})
    on = order.on or today["today"]
    if on > today["today"]:
        raise invalid_field("on", "日期不能晚于今天。", "The day must not be in the future.")
    asked: dict[str, list[UUID] | date | UUID | str | None] = {
        "offices": offices,
        "customer": customer or None,
        "on": on,
        "actor": actor.account_id,
    }
    work.sql.execute(TAKE_TURNS)
    made: Any = work.sql.one(CHARGE_LATE, asked)
    return LateCharged(**made)
