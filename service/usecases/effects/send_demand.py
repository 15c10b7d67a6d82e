"""A demand goes out: a text message by us, anything else by the desk that carries it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service.policies import policy_body
from service.policy import hours_of
from service.transaction import Sql, statements
from service.usecases.effects.about import About, about, later_of
from service.usecases.effects.demand_ended import demand_ended
from service.usecases.effects.notices import notify_desk
from service.usecases.effects.send_sms import send_sms
from service.usecases.effects.shape import Done, Effect, Later, Outcome, Partners
from workflows.hours import next_allowed_hour
from workflows.measures import desk_of


def send_demand(effect: Effect, partners: Partners) -> Outcome:
    """Nothing leaves the house once the ticket has moved on or another channel is being tried."""
    with statements() as sql:
        found = about(sql, effect)
        if found.ticket["state"] != "executing" or later_of(sql, effect, "send_demand"):
            return Done("outdated")
        if found.at_event("channel") != "sms":
            notify_desk(sql, effect, desk_of(str(found.details.get("measure"))))
            return Done("desk_told")
        wait = _until_allowed(sql, found)
    return Later(wait.total_seconds()) if wait else _by_sms(effect, partners, found)


def _by_sms(effect: Effect, partners: Partners, found: About) -> Outcome:
    sent = send_sms(effect, partners, found, "dunning_demand")
    if sent.refused and effect.ticket is not None:
        form, message = {"reason": sent.outcome}, effect.id_of("message")
        demand_ended(effect.ticket, "undelivered", form, message=message, seq=effect.seq)
    return Done(sent.outcome)


def _until_allowed(sql: Sql, found: About) -> timedelta:
    """Work that lay overnight must not wake anybody up."""
    row: Any = sql.one("SELECT guanjia_now() AS now")
    now: datetime = row["now"]
    hours = hours_of(policy_body(found.ticket["policy_id"]))
    return next_allowed_hour(now, hours, ZoneInfo(found.ticket["zone"])) - now
