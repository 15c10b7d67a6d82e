"""The body of `PUT /policies/{workflow}`: levels, times and limits as data, every name from a closed list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from schemas import sentences
from schemas.base import Base, instance
from schemas.characters import NAME_KEY_PATTERN
from schemas.distribution import BegunOneByOne, Handing, Visibility
from schemas.fields import Choice, Fen, Flag, Name, UserRef, WholeNumber, Yes
from schemas.house import HouseField, Shape, wrong
from schemas.many import Inside, Listed, Mapped
from schemas.rules import ExactlyOne, Problems, Raw
from schemas.sentences import Sentence
from schemas.times import ClockTime, Term
from schemas.words import DESKS

MODES = ("any", "all", "sequence", "ratio", "weight")
NAME_EDIT = ("direct", "audit_only")
WITHDRAW = ("before_decision", "before_effect")
ON_TIMEOUT = ("escalate", "auto_reject", "auto_pass", "reassign")
# Every approval of these moves money, forgives it, or says who owes it.
MONEY = frozenset({"complaint", "repair", "dunning", "refund", "rename", "move", "handover", "transfer"})
OPEN_HOURS = ("service", "working")
_TIMER_KEY = r"^[a-z][a-z0-9_]{0,59}(\.[a-z0-9_]{1,60}){0,2}$"
# Why a ticket may rest, and whether that stops its clocks.
SUSPEND = {"waiting_customer": True, "waiting_parts": True, "waiting_third": True, "internal": False}
REOPEN_WITHIN = "P30D"
_REMINDER = re.compile(r"remind_[0-9]{1,2}")


class Seat(Base):
    """`superior`: so many steps above the submitter; `steward`: of the building that the room lies in."""

    desk = Choice(DESKS)
    user = UserRef()
    superior = WholeNumber(1, 5)
    steward = Yes()
    weight = WholeNumber(1, 100)
    conditions = (ExactlyOne(("desk", "user", "superior", "steward")),)


@dataclass(frozen=True, slots=True)
class QuorumWithinSeats:
    """Per cent for `ratio`, weights for `weight`, else people: a quorum nobody can reach is refused."""

    def problems(self, raw: Raw) -> Problems:
        most = _quorum_limit(raw)
        if most == 0:
            return {}
        given = {name: raw[name] for name in ("pass", "reject") if type(raw.get(name)) is int}
        return {name: sentences.QUORUM.format(most=most) for name, n in given.items() if not 1 <= n <= most}

    def shape(self) -> list[Shape]:
        return []


class Level(Base):
    name = Name(60, required=True)
    seats = Listed(Inside(Seat), least=1, most=20, required=True)
    mode = Choice(MODES, load_default="any")
    pass_ = WholeNumber(1, 2000, data_key="pass", attribute="pass")
    reject = WholeNumber(1, 2000)
    over_fen = Fen(load_default=0)
    only_if = Listed(Name(60), most=20, load_default=list)
    skip_if = Listed(Name(60), most=20, load_default=list)
    timeout = Term(allow_none=True)
    on_timeout = Choice(ON_TIMEOUT, load_default="escalate")
    conditions = (QuorumWithinSeats(),)


class Approval(Base):
    levels = Listed(Inside(Level), most=30, required=True)


class Span(HouseField[list[str]]):
    """`["09:00", "20:00"]`: from, until."""

    def taken(self, value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) != 2:
            raise wrong(sentences.NOT_A_SPAN)
        return [ClockTime().taken(part) for part in value]

    def shape(self) -> Shape:
        return {"type": "array", "items": ClockTime().shape(), "minItems": 2, "maxItems": 2}


class Apart(Term):
    """How far attempts lie apart: a duration, or the word `half_day`."""

    def taken(self, value: Any) -> Any:
        return value if value == "half_day" else super().taken(value)

    def shape(self) -> Shape:
        return {"anyOf": [{"const": "half_day"}, super().shape()]}


class Attempts(Base):
    max = WholeNumber(1, 100, required=True)
    apart = Apart(required=True)


class OpenHoursOnOneDay:
    """Calling hours may run over midnight; hours that clocks count may not."""

    def problems(self, raw: Raw) -> Problems:
        hours = raw.get("hours")
        spans = {name: hours.get(name) for name in OPEN_HOURS} if isinstance(hours, dict) else {}
        return {f"hours.{name}": sentences.SPAN_TURNED for name, span in spans.items() if _turned(span)}

    def shape(self) -> list[Shape]:
        return []


class PolicyBody(Base):
    """The whole of a policy but `workflow`, `office`, `version`; what is left out of the rest is empty."""

    approvals = Mapped(Inside(Approval), required=True)
    timers = Mapped(Term(allow_none=True), keys=_TIMER_KEY, most=200, required=True)
    clocks = Mapped(Mapped(Term()), load_default=dict)
    # A class is an urgency, a severity, the workflow, or a category in whatever words the office uses.
    sampling = Mapped(WholeNumber(0, 100), keys=NAME_KEY_PATTERN, load_default=dict)
    hours = Mapped(Span(), load_default=dict)
    attempts = Inside(Attempts, load_default=lambda: {"max": 3, "apart": "half_day"})
    evidence = Listed(Name(60), most=60, load_default=list)
    visit_after = Term(allow_none=True)
    load_limit = WholeNumber(1, 1_000_000, allow_none=True)
    thresholds = Mapped(WholeNumber(), load_default=dict)
    withdraw = Choice(WITHDRAW, load_default="before_decision")
    # What is left out of these is not kept either: a pool as it always was.
    distribution = Mapped(Inside(Handing))
    visibility = Inside(Visibility)
    batchable = Listed(Name(60), most=60)
    one_at_a_time = Flag()
    suspend = Mapped(Flag(), load_default=lambda: dict(SUSPEND))
    # Null: what has ended is never opened again.
    reopen_within = Term(allow_none=True, load_default=REOPEN_WITHIN)
    # Of `rename`: whether a customer's name is also changed without one. Left out: it is.
    name_edit = Choice(NAME_EDIT)
    # By state: whose desks get a copy when it is entered.
    copies = Mapped(Listed(Choice(DESKS), least=1, most=len(DESKS)), most=60)
    conditions = (OpenHoursOnOneDay(), BegunOneByOne())


@dataclass(frozen=True, slots=True)
class Names:
    """What a policy of one workflow may name; None where any name will do."""

    facts: Collection[str] = ()
    approvals: Collection[str] | None = None
    triggers: Collection[str] | None = None
    clocks: Collection[str] | None = None
    duties: Collection[str] | None = None
    states: Collection[str] | None = None


def load_policy(raw: object, *, workflow: str, names: Names) -> dict[str, Any]:
    """`raw` as it is kept, all of it JSON; ValidationError names every place that is wrong."""
    body: dict[str, Any] = instance(PolicyBody).load(raw)  # type: ignore[arg-type]
    errors: dict[str, Any] = {}
    for path, sentence in (*_strange_names(body, names), *_passing_by_time(body, workflow)):
        _put(errors, path, sentence)
    if errors:
        raise ValidationError(errors)
    return body


Path = tuple[str | int, ...]


def _strange_names(body: dict[str, Any], names: Names) -> Iterator[tuple[Path, Sentence]]:
    for path, level in _levels(body):
        for part in ("only_if", "skip_if"):
            for place, fact in enumerate(level[part]):
                if fact not in names.facts:
                    yield (*path, part, place), sentences.NO_SUCH_FACT.format(name=fact)
    for part, known in (("approvals", names.approvals), ("clocks", names.clocks)):
        yield from (
            ((part, key), _strange(key)) for key in body[part] if known is not None and key not in known
        )
    if names.triggers is not None:
        yield from _strange_triggers(body, names.triggers)
    yield from _strange_states(body, names)


def _strange_states(body: dict[str, Any], names: Names) -> Iterator[tuple[Path, Sentence]]:
    """Only a state that is somebody's work can be distributed, or decided by the dozen."""
    for part, known in (("distribution", names.duties), ("copies", names.states)):
        for key in body.get(part, {}):
            if known is not None and key not in known:
                yield (part, key), _strange(key)
    for place, key in enumerate(body.get("batchable", ())):
        if names.duties is not None and key not in names.duties:
            yield ("batchable", place), _strange(key)


def _strange_triggers(body: dict[str, Any], known: Collection[str]) -> Iterator[tuple[Path, Sentence]]:
    for place, trigger in enumerate(body["evidence"]):
        if trigger not in known:
            yield ("evidence", place), _strange(trigger)
    for key in body["timers"]:
        trigger = (key.split(".")[1:2] or [key])[0]
        if trigger not in known and not _REMINDER.fullmatch(trigger):
            yield ("timers", key), _strange(key)


def _passing_by_time(body: dict[str, Any], workflow: str) -> Iterator[tuple[Path, Sentence]]:
    if workflow in MONEY:
        for path, level in _levels(body):
            if level["on_timeout"] == "auto_pass":
                yield (*path, "on_timeout"), sentences.AUTO_PASS_BARRED


def _levels(body: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for name, approval in body["approvals"].items():
        for place, level in enumerate(approval["levels"]):
            yield ("approvals", name, "levels", place), level


def _quorum_limit(raw: Raw) -> int:
    listed = raw.get("seats")
    seats: list[Any] = listed if isinstance(listed, list) else []
    if raw.get("mode") == "ratio":
        return 100
    if raw.get("mode") == "weight":
        weights = [seat.get("weight", 1) for seat in seats if isinstance(seat, dict)]
        return sum(weight for weight in weights if type(weight) is int)
    return len(seats)


def _turned(span: object) -> bool:
    ends = span if isinstance(span, list) and len(span) == 2 else ["", ""]
    return all(isinstance(end, str) and end for end in ends) and not ends[0] < ends[1]


def _strange(name: str) -> Sentence:
    return sentences.NO_SUCH_NAME.format(name=name)


def _put(errors: dict[str, Any], path: Path, sentence: Sentence) -> None:
    """What is strange as a whole needs no word about its parts."""
    here: Any = errors
    for part in path[:-1]:
        here = here.setdefault(part, {})
        if isinstance(here, list):
            return
    if isinstance(here.get(path[-1]), dict):
        del here[path[-1]]
    here.setdefault(path[-1], []).append(sentence)
