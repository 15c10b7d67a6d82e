"""The final reading of a move: whose meters, from where they are to be charged, by which price."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from workflows.case import Actor, Case, Form
from workflows.moments import office_day
from workflows.terms import Rule

Meter = Mapping[str, Any]
# What nobody uses between two readings, but a slip of the finger says.
MOST_UNITS = 1_000_000


def latest_reading(today: date) -> date:
    """As far ahead as a bill is prepared: the last day of the month to come."""
    following = (today.replace(day=1) + timedelta(days=62)).replace(day=1)
    return following - timedelta(days=1)


def metered_fen(units: int, price_fen: int, per: int) -> int:
    """Half a fen is rounded up."""
    return (2 * units * price_fen + per) // (2 * per)


def meter_named(case: Case, key: str) -> Meter | None:
    """One of the room's, by number or id."""
    meters = case.facts.get("meters") or ()
    return next((each for each in meters if key in (each["id"], each["number"])), None)


def read(case: Case, form: Form) -> Iterator[tuple[Meter | None, int, date]]:
    """Each reading of the form: its meter, what it showed, on which day."""
    for each in form.get("readings") or ():
        yield meter_named(case, each["meter"]), each["reading"], each["on"]


def stretch(meter: Meter, user: str) -> tuple[int, list[str]]:
    """From where somebody is to be charged: the last readings in a row of theirs that are on no charge."""
    since: int = meter["last"]
    readings = []
    for each in meter["uncharged"]:
        if each["used_by"] != user or each["value"] != since:
            break
        since = each["since"]
        readings.append(each["id"])
    return since, readings


def charged_by_hand(meter: Meter, on: date) -> str | None:
    """The charge by hand of that month on which a reading stands: the user's own before another's."""
    return next((each["id"] for each in meter["by_hand"] if each["period"] == f"{on:%Y-%m}"), None)


def price_on(meter: Meter, day: date) -> Mapping[str, Any] | None:
    """`{tariff, price_fen, per}` of the room's tariff by meter on that day."""
    return next((each for each in meter["prices"] if _holds(each, day.isoformat())), None)


def _holds(price: Mapping[str, Any], day: str) -> bool:
    begins, ends = price["begins_on"], price["ends_on"]
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _are_of_the_room(case: Case, actor: Actor, form: Form) -> bool:
    found = [meter["id"] if meter else None for meter, _, _ in read(case, form)]
    return None not in found and len(set(found)) == len(found)


meter_of_room = Rule(
    "meter_of_room",
    "有表不属于该房间，或同一块表读了两次。",
    "A meter is not the room's, or is read twice.",
    _are_of_the_room,
    needs_form=True,
)


def _goes_on(case: Case, actor: Actor, form: Form) -> bool:
    return all(
        meter is None or (value >= meter["last"] and on.isoformat() >= meter["read_on"])
        for meter, value, on in read(case, form)
    )


reading_goes_on = Rule(
    "reading_goes_on",
    "读数和日期不能早于或小于上次抄表。",
    "A reading is neither earlier nor lower than the one before.",
    _goes_on,
    needs_form=True,
)


def _is_charged(meter: Meter, on: date) -> bool:
    """Nobody where nobody lived, or where the month was charged by hand."""
    return meter["user"] is not None and charged_by_hand(meter, on) is None


def _is_priced(case: Case, actor: Actor, form: Form) -> bool:
    return all(
        meter is None or not _is_charged(meter, on) or price_on(meter, on) is not None
        for meter, _, on in read(case, form)
    )


has_tariff = Rule(
    "has_tariff",
    "该房间没有这一项目的计表收费标准。",
    "The room has no tariff by meter for this item on that day.",
    _is_priced,
    needs_form=True,
)


def _is_likely(case: Case, actor: Actor, form: Form) -> bool:
    return all(
        meter is None or value - meter["last"] <= MOST_UNITS and on <= latest_reading(office_day(case))
        for meter, value, on in read(case, form)
    )


reading_is_likely = Rule(
    "reading_is_likely",
    "读数比上次多出 1,000,000 以上，或抄表日期过晚，请核对。",
    "More than 1,000,000 units since the last reading, or of a day too far ahead: read it again.",
    _is_likely,
    needs_form=True,
)


def _still_counts(case: Case, actor: Actor, form: Form) -> bool:
    return all(
        meter is None or meter.get("retired_on") is None or on.isoformat() <= meter["retired_on"]
        for meter, _, on in read(case, form)
    )


not_retired = Rule(
    "not_retired",
    "该表在此之前已停用。",
    "The meter was retired before that day.",
    _still_counts,
    needs_form=True,
)
READABLE = (meter_of_room, reading_goes_on, reading_is_likely, not_retired, has_tariff)
