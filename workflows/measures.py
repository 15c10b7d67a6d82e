"""The ladder of dunning: its measures in order, who carries each out, and by which channels."""

from typing import Final

PROHIBITED: Final = frozenset({"stop_power", "stop_water", "stop_gas", "stop_heat"})
STEPS: Final[dict[str, int]] = {
    "sms": 1,
    "call": 2,
    "written_notice": 3,
    "lawyer_letter": 4,
    "mediation": 5,
    "payment_order": 6,
    "arbitration": 6,
    "lawsuit": 6,
    "repossess_room": 6,
}
REPOSSESSION: Final = "repossess_room"
COURT: Final = frozenset(measure for measure, step in STEPS.items() if step == 6)
BEYOND_CALLS: Final = 2
CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "sms": ("sms",),
    "call": ("call", "hand"),
    "written_notice": ("post", "hand"),
    "lawyer_letter": ("post", "hand"),
    "mediation": ("filing",),
}
CLERKS: Final = ("sms", "call", "written_notice")


def desk_of(measure: str) -> str:
    """Who carries the measure out."""
    if measure in CLERKS:
        return "clerk"
    return "pm" if measure == "mediation" else "legal"


def next_measure(measure: str) -> str | None:
    """The first measure of the next step; a court is the last."""
    wanted = STEPS[measure] + 1
    return next((each for each, step in STEPS.items() if step == wanted), None)


def channels_of(measure: str) -> tuple[str, ...]:
    return CHANNELS.get(measure, ("filing",))
