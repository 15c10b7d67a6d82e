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
# What is owed is a sum of entries, so what it costs is the sum of each entry's days: a payment ends the days
# of what it paid. What was reduced never was owed. A late charge that went over with its debt was made for
# days before, so it is none of those charged here, but counts towards the cap.
CHARGE_LATE: Any = """
WITH debt AS MATERIALIZED (
    SELECT c.id, c.office_id, c.customer_id, c.room_id, c.item, c.period, c.amount_fen, c.due_on, c.item_id,
           i.late_ppm, i.late_cap_percent, o.zone
      FROM charge c JOIN charge_item i ON i.id = c.item_id JOIN office o ON o.id = c.office_id
     WHERE c.office_id = ANY(%(offices)s) AND c.kind <> 'late' AND i.late_ppm > 0 AND c.due_on < %(on)s::date
       AND (%(customer)s::uuid IS NULL OR c.customer_id = %(customer)s)
), counted AS (
    SELECT d.*, (SELECT coalesce(sum(e.amount_fen * greatest(0, %(on)s::date - CASE WHEN e.kind = 'adjustment'
                          THEN d.due_on ELSE greatest(d.due_on, (e.at AT TIME ZONE d.zone)::date) END)), 0)
                   FROM book_entry e WHERE e.row_id = d.id AND e.book = 'charge') AS fen_days,
           l.before_fen, l.before_on, l.came_fen
      FROM debt d CROSS JOIN LATERAL (
           SELECT coalesce(sum(l.amount_fen) FILTER (WHERE m.to_id IS NULL), 0) AS before_fen,
                  coalesce(sum(l.amount_fen) FILTER (WHERE m.to_id IS NOT NULL), 0) AS came_fen,
                  max(l.due_on) FILTER (WHERE m.to_id IS NULL) AS before_on
             FROM charge l LEFT JOIN occupancy_change_money m ON m.to_id = l.id WHERE l.late_of = d.id) l
), due AS (
    SELECT *, floor(fen_days * late_ppm / 1000000)::bigint AS accrued_fen,
           greatest(0, floor(amount_fen::numeric * late_cap_percent / 100)::bigint - came_fen) AS cap_fen
      FROM counted
), made AS (
    INSERT INTO charge (id, office_id, customer_id, room_id, item, period, amount_fen, balance_fen, due_on,
           limitation_on, created_by, kind, item_id, late_of, basis)
    SELECT guanjia_id(), office_id, customer_id, room_id, '违约金 ' || item, period,
           least(accrued_fen, cap_fen) - before_fen, least(accrued_fen, cap_fen) - before_fen, %(on)s::date,
           (%(on)s::date + interval '3 years')::date, %(actor)s, 'late', item_id, id,
           jsonb_build_object('debt_fen', amount_fen, 'since', due_on, 'on', %(on)s::date,
                              'fen_days', fen_days, 'late_ppm', late_ppm,
                              'accrued_fen', accrued_fen, 'cap_fen', cap_fen,
                              'capped', accrued_fen > cap_fen, 'before_fen', before_fen)
      FROM due WHERE least(accrued_fen, cap_fen) > before_fen AND coalesce(before_on < %(on)s::date, true)
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
