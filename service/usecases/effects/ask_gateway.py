"""The gateway is asked how a payment ended, at growing distances, until it says so or nobody waits for it."""

from datetime import datetime
from typing import LiteralString

from service.transaction import statements
from service.usecases.callbacks.settle_refund import FINAL, WAITING
from service.usecases.effects.pay_refund import ask_then_send, instruction_of, take_answer
from service.usecases.effects.shape import Done, Effect, Later, Outcome, Partners

SOONEST, LATEST = 2.0, 600.0


def ask_gateway(effect: Effect, partners: Partners) -> Outcome:
    instruction = instruction_of(effect)
    if instruction is None or instruction["status"] in FINAL or instruction["state"] not in WAITING:
        return Done("settled")
    age = _age(effect.created_at)
    if instruction["status"] == "made" or age < SOONEST:
        return _later(age)
    said = take_answer(effect, instruction, ask_then_send(instruction, partners))
    if said in ("accepted", "unknown"):
        return _later(age)
    return Done(said)


def _later(age: float) -> Later:
    """Also while it is not sent yet: who asks often then stands in the way of the sending."""
    return Later(min(max(age / 2, SOONEST), LATEST))


def _age(since: datetime) -> float:
    with statements() as sql:
        row = sql.one(AGE, [since])
    return float(row["age"]) if row else 0.0


AGE: LiteralString = "SELECT extract(epoch FROM guanjia_now() - %s::timestamptz) AS age"
