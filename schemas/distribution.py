"""The part of a policy that says who gets a duty, when work counts as begun, and who sees whose."""

from __future__ import annotations

from typing import Any

from schemas import sentences
from schemas.base import Base
from schemas.fields import Choice, Flag, Name, WholeNumber
from schemas.house import HouseField, Shape
from schemas.rules import Problems, Raw

RULES = ("first", "random", "round_robin", "shortest_queue", "history", "familiar", "case_handler")
STARTS = ("on_creation", "on_allocation", "by_hand")
AUTONOMY = ("free", "top")
POOL_SEEN_BY = ("desk", "office", "supervisors")
ALLOCATED_SEEN_BY = ("own", "desk", "office")
# They look for the very person whom `separate` keeps away.
SAME_PERSON = frozenset({"familiar", "case_handler"})
MOST_OFFERED = 100


class OfferedTo(HouseField[Any]):
    """To how many it is offered, or the word `all`."""

    def taken(self, value: Any) -> Any:
        return value if value == "all" else WholeNumber(1, MOST_OFFERED).taken(value)

    def shape(self) -> Shape:
        return {"anyOf": [{"const": "all"}, WholeNumber(1, MOST_OFFERED).shape()]}


class SeparateOrSame:
    def problems(self, raw: Raw) -> Problems:
        named = {name: raw.get(name) for name in ("rule", "then")}
        if raw.get("separate") is not True:
            return {}
        return {name: sentences.SEPARATE for name, rule in named.items() if rule in SAME_PERSON}

    def shape(self) -> list[Shape]:
        return []


class Handing(Base):
    """Of one state: `rule`, else `then`, finds a person among those who fit.

    `offer`: it is offered to so many instead of given; `release_under`: only to whom holds fewer open duties;
    `separate`: to nobody who did an earlier step; `skill`: only with that certificate, `$category` being the
    one named like the ticket's category; `autonomy` `top`: out of the pool only the most urgent.
    """

    rule = Choice(RULES)
    then = Choice(RULES)
    offer = OfferedTo()
    release_under = WholeNumber(1, 1000)
    separate = Flag()
    skill = Name(60)
    start = Choice(STARTS)
    autonomy = Choice(AUTONOMY)
    conditions = (SeparateOrSame(),)


class Visibility(Base):
    """Who sees a pool in the queue, and who sees the duties that others hold. Rights are another matter."""

    pool = Choice(POOL_SEEN_BY)
    allocated = Choice(ALLOCATED_SEEN_BY)


class BegunOneByOne:
    """Work that the house begins for somebody cannot wait until their other work has ended."""

    def problems(self, raw: Raw) -> Problems:
        states = raw.get("distribution")
        if raw.get("one_at_a_time") is not True or not isinstance(states, dict):
            return {}
        begun = {name for name, each in states.items() if _begins_by_itself(each)}
        return {f"distribution.{name}.start": sentences.BEGUN_BY_HAND for name in begun}

    def shape(self) -> list[Shape]:
        return []


def _begins_by_itself(handing: object) -> bool:
    return isinstance(handing, dict) and handing.get("start") in ("on_creation", "on_allocation")
