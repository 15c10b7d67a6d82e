"""A reminder goes into the dunning log (催款跟进); a promise begins limitation anew."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.db import new_id
from service.errors import invalid_field, not_so
from service.models.dunning_log import DunningLog
from service.transaction import Work
from service.usecases.register.references import customer_named, offices_for
from service.visibility import Caller

DESKS = ("clerk", "finance", "legal", "supervisor", "pm")


@dataclass(frozen=True, slots=True)
class NewReminder:
    """`happened_on` null: today."""

    customer: str
    channel: str
    happened_on: date | None = None
    text: str | None = None
    promised_on: date | None = None
    promised_fen: int | None = None
    office: str | None = None


DUE: Any = """
SELECT (guanjia_now() AT TIME ZONE o.zone)::date AS today,
       (SELECT coalesce(sum(c.balance_fen), 0)::bigint FROM charge c
         WHERE c.customer_id = %(customer)s AND c.office_id = o.id AND c.balance_fen > 0
           AND c.due_on < (guanjia_now() AT TIME ZONE o.zone)::date) AS owed_fen
  FROM office o WHERE o.id = %(office)s
"""
# An agreement to perform interrupts (Civil Code 195): three years from the day it was given. Locked in the
# order of ids, as payments lock, so that both wait for each other instead of for ever.
PROMISED: Any = """
WITH owed AS MATERIALIZED (
    SELECT id FROM charge WHERE customer_id = %(customer)s AND office_id = %(office)s AND balance_fen > 0
       AND due_on < %(on)s::date ORDER BY id FOR UPDATE
), due AS (
    UPDATE charge c SET limitation_on = greatest(c.limitation_on,
           (%(on)s::date + interval '3 years')::date) FROM owed WHERE c.id = owed.id RETURNING c.id)
INSERT INTO limitation_event (charge_id, kind, at)
SELECT d.id, 'promise', %(on)s::date::timestamp AT TIME ZONE o.zone FROM due d, office o
 WHERE o.id = %(office)s ON CONFLICT DO NOTHING
"""


def log_dunning(work: Work, order: NewReminder, *, actor: Caller) -> UUID:
    """Raises Invalid for a day to come; 422 `not_so` rule `something_due` where nothing is overdue."""
    offices = offices_for(work.sql, actor, DESKS, order.office)
    customer = customer_named(work.sql, offices, order.customer)
    who = {"customer": customer["id"], "office": customer["office_id"]}
    due = work.sql.one(DUE, who) or {}
    happened_on = order.happened_on or due["today"]
    _must_be_in_order(order, happened_on, due["today"])
    if due["owed_fen"] == 0:
        raise not_so("something_due", "该客户没有到期欠费。", "Nothing of this customer is overdue.")
    row = DunningLog(
        id=new_id(),
        office_id=customer["office_id"],
        customer_id=customer["id"],
        channel=order.channel,
        happened_on=happened_on,
        text=order.text,
        promised_on=order.promised_on,
        promised_fen=order.promised_fen,
        owed_fen=due["owed_fen"],
        actor_id=actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    if order.promised_on is not None:
        work.sql.execute(PROMISED, who | {"on": happened_on})
    return row.id


def _must_be_in_order(order: NewReminder, happened_on: date, today: date) -> None:
    if happened_on > today:
        raise invalid_field("happened_on", "日期不能晚于今天。", "The day must not be in the future.")
    if order.promised_on is not None and order.promised_on < happened_on:
        zh = "承诺日期不能早于跟进日期。"
        raise invalid_field("promised_on", zh, "A promise is not for a day before it was given.")
