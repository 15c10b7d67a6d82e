"""Faults that an office could put into a policy, each with the name under which the proof must find it."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.engine import Workflow

Body = dict[str, Any]
Level = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyFault:
    name: str
    found: str
    inject: Callable[[Workflow, Body], Iterator[Body]]


def changed(body: Body, *path: str | int, to: Any) -> Body:
    """A copy with one place changed, made where it was not there; an Ellipsis takes it away."""
    made = copy.deepcopy(body)
    here: Any = made
    for part in path[:-1]:
        here = here[part]
    if to is ...:
        del here[path[-1]]
    else:
        here[path[-1]] = to
    return made


def places(body: Body) -> Iterator[tuple[tuple[str | int, ...], Level]]:
    for name, approval in body["approvals"].items():
        for number, level in enumerate(approval["levels"]):
            yield ("approvals", name, "levels", number), level


def with_level(change: Mapping[str, Any]) -> Callable[[Workflow, Body], Iterator[Body]]:
    """Every level in turn, changed so."""

    def inject(table: Workflow, body: Body) -> Iterator[Body]:
        for path, level in places(body):
            yield changed(body, *path, to={**level, **change})

    return inject


def approval_left_out(table: Workflow, body: Body) -> Iterator[Body]:
    for name in body["approvals"]:
        yield changed(body, "approvals", name, to=...)


def strange_approval(table: Workflow, body: Body) -> Iterator[Body]:
    yield changed(body, "approvals", "wish", to={"levels": []})


def no_levels(table: Workflow, body: Body) -> Iterator[Body]:
    for name in body["approvals"]:
        yield changed(body, "approvals", name, to={"levels": []})


def quorum_too_high(table: Workflow, body: Body) -> Iterator[Body]:
    for path, level in places(body):
        yield changed(body, *path, to={**level, "pass": len(level["seats"]) + 1})
        yield changed(body, *path, to={**level, "mode": "ratio", "pass": 101})
        yield changed(body, *path, to={**level, "mode": "weight", "pass": 1000})


def ghost_desk(table: Workflow, body: Body) -> Iterator[Body]:
    for path, level in places(body):
        for seat in range(len(level["seats"])):
            yield changed(body, *path, "seats", seat, to={"desk": "boss"})


def never_asked(table: Workflow, body: Body) -> Iterator[Body]:
    for fact in (each.name for each in table.facts):
        for path, level in places(body):
            yield changed(body, *path, to={**level, "only_if": [fact], "skip_if": [fact]})


def exclusive_facts(table: Workflow, body: Body) -> Iterator[Body]:
    for fact in table.facts:
        for other in fact.excludes:
            for path, level in places(body):
                yield changed(body, *path, to={**level, "only_if": [fact.name, other], "skip_if": []})


def same_person_twice(table: Workflow, body: Body) -> Iterator[Body]:
    seats = [{"user": "p1"}, {"user": "p1"}]
    for path, level in places(body):
        yield changed(body, *path, to={**level, "seats": seats, "mode": "all"})


def same_person_on_two_levels(table: Workflow, body: Body) -> Iterator[Body]:
    level = {"name": "own", "seats": [{"user": "p1"}], "mode": "any", "over_fen": 0}
    for name in body["approvals"]:
        yield changed(body, "approvals", name, to={"levels": [level, {**level, "name": "again"}]})


def beyond_the_clock(table: Workflow, body: Body) -> Iterator[Body]:
    """Where a clock runs while the approval is asked."""
    clocked = {state.approval for state in table.states if state.approval and state.clocks}
    for path, level in places(body):
        if path[1] in clocked:
            yield changed(body, *path, to={**level, "timeout": {"for": "P8D", "calendar": "working"}})
            yield changed(body, *path, to={**level, "timeout": "P30D"})


def clock_cut(table: Workflow, body: Body) -> Iterator[Body]:
    for state in table.states:
        for clock in state.clocks if state.approval else ():
            yield changed(body, "clocks", clock, "normal", to="PT1H")


def timer_beyond_clock(table: Workflow, body: Body) -> Iterator[Body]:
    for state in table.states:
        for timer in state.timers:
            if state.clocks and not (timer.base or timer.at):
                yield changed(body, "timers", f"{state.name}.{timer.trigger}", to="P60D")


def handed_on_nowhere(table: Workflow, body: Body) -> Iterator[Body]:
    yield {**body, "distribution": {"nowhere": {"rule": "first"}}}
    yield {**body, "batchable": ["nowhere"]}
    for state in table.states:
        if state.is_end:
            yield {**body, "distribution": {state.name: {"rule": "first"}}}


def copied_nowhere(table: Workflow, body: Body) -> Iterator[Body]:
    yield {**body, "copies": {"nowhere": ["pm"]}}


def copied_to_nobody(table: Workflow, body: Body) -> Iterator[Body]:
    yield {**body, "copies": {table.first.name: ["pm", "boss"]}}


def nobody_to_reassign(table: Workflow, body: Body) -> Iterator[Body]:
    for path, level in places(body):
        mine = {**level, "seats": [{"user": "p1"}], "on_timeout": "reassign"}
        yield changed(body, *path, to=mine)


def strange_timer(table: Workflow, body: Body) -> Iterator[Body]:
    yield changed(body, "timers", "explode", to="P1D")
    for state in table.states:
        yield changed(body, "timers", f"{state.name}.explode", to="P1D")


def timer_of_another_state(table: Workflow, body: Body) -> Iterator[Body]:
    timers = {timer.trigger for state in table.states for timer in state.timers}
    for state in table.states:
        for trigger in sorted(timers - {timer.trigger for timer in state.timers}):
            yield changed(body, "timers", f"{state.name}.{trigger}", to="P1D")


def reminder_too_many(table: Workflow, body: Body) -> Iterator[Body]:
    for state in table.states:
        yield changed(body, "timers", f"{state.name}.remind_{state.reminders + 1}", to="P1D")


def stuck(table: Workflow, body: Body) -> Iterator[Body]:
    """The timers that alone lead on, switched off."""
    for state in table.states:
        people = state.work or state.approval
        if state.timers and not people and not any(timer.at or timer.hours for timer in state.timers):
            off = dict.fromkeys(timer.trigger for timer in state.timers)
            yield {**body, "timers": {**body["timers"], **off}}


def unwatched(table: Workflow, body: Body) -> Iterator[Body]:
    if any(s.work and s.clocks and not (s.timers or s.reminders) for s in table.states):
        yield {**body, "clocks": {}}


def late_reminder(table: Workflow, body: Body) -> Iterator[Body]:
    for state in table.states:
        timed = any(
            f"{state.name}.{t.trigger}" in body["timers"] or t.trigger in body["timers"] for t in state.timers
        )
        if state.reminders and timed and not any(timer.base or timer.at for timer in state.timers):
            yield changed(body, "timers", f"{state.name}.remind_1", to="P300D")


def unreadable(table: Workflow, body: Body) -> Iterator[Body]:
    for key in body["timers"]:
        yield changed(body, "timers", key, to="soon")
    for clock in body["clocks"]:
        yield changed(body, "clocks", clock, "normal", to="P1Y")
    for path, level in places(body):
        yield changed(body, *path, to={**level, "timeout": {"for": "P1D", "calendar": "lunar"}})
    yield {**body, "visit_after": "later"}


def first_limit_raised(table: Workflow, body: Body) -> Iterator[Body]:
    """A gap below: small amounts are asked of nobody. A threshold of the table is no gap."""
    for name, approval in body["approvals"].items():
        if not table.approvals[name].above:
            levels = [{**level, "over_fen": level["over_fen"] + 100} for level in approval["levels"]]
            yield changed(body, "approvals", name, to={"levels": levels})


def threshold_lowered(table: Workflow, body: Body) -> Iterator[Body]:
    """The table comes to the approval sooner than the first level is asked."""
    for approval in table.approvals.values():
        if approval.above:
            yield changed(body, "thresholds", approval.above, to=1)


def level_dropped(table: Workflow, body: Body) -> Iterator[Body]:
    """The levels without a limit: what they alone were asked for is asked of nobody."""
    for name, approval in body["approvals"].items():
        kept = [level for level in approval["levels"] if level["over_fen"]]
        yield changed(body, "approvals", name, to={"levels": kept})


def level_doubled(table: Workflow, body: Body) -> Iterator[Body]:
    for name, approval in body["approvals"].items():
        yield changed(body, "approvals", name, to={"levels": [*approval["levels"], *approval["levels"]]})


def strange_evidence(table: Workflow, body: Body) -> Iterator[Body]:
    yield {**body, "evidence": ["explode"]}


def strange_clock(table: Workflow, body: Body) -> Iterator[Body]:
    yield changed(body, "clocks", "lunch", to={"normal": "PT1H"})


POLICY_FAULTS = [
    PolicyFault("an approval left out", "approval_missing", approval_left_out),
    PolicyFault("an approval that the table has not", "approval_unknown", strange_approval),
    PolicyFault("an approval without levels", "nobody_asked", no_levels),
    PolicyFault("small amounts that nobody is asked for", "nobody_asked", first_limit_raised),
    PolicyFault("an approval that is entered below its first limit", "nobody_asked", threshold_lowered),
    PolicyFault("the level of all amounts left out", "nobody_asked", level_dropped),
    PolicyFault("a level without seats", "level_undecidable", with_level({"seats": []})),
    PolicyFault("a quorum that nobody reaches", "level_undecidable", quorum_too_high),
    PolicyFault("a quorum of nobody", "level_undecidable", with_level({"pass": 0})),
    PolicyFault("a reject quorum of nobody", "level_undecidable", with_level({"reject": 0})),
    PolicyFault("a mode that is not there", "level_undecidable", with_level({"mode": "lottery"})),
    PolicyFault("a seat that is nobody's", "level_undecidable", with_level({"seats": [{}]})),
    PolicyFault(
        "a seat of a desk and a person",
        "level_undecidable",
        with_level({"seats": [{"desk": "pm", "user": "p1"}]}),
    ),
    PolicyFault(
        "a seat without weight", "level_undecidable", with_level({"seats": [{"desk": "pm", "weight": 0}]})
    ),
    PolicyFault(
        "a time-out that does what is not there", "level_undecidable", with_level({"on_timeout": "explode"})
    ),
    PolicyFault("a seat of an unknown desk", "desk_unknown", ghost_desk),
    PolicyFault("a fact that the workflow has not", "fact_unknown", with_level({"only_if": ["rich"]})),
    PolicyFault(
        "a fact skipped that the workflow has not", "fact_unknown", with_level({"skip_if": ["rich"]})
    ),
    PolicyFault("a level asked and skipped for one fact", "level_never_asked", never_asked),
    PolicyFault("a level for facts that exclude each other", "level_never_asked", exclusive_facts),
    PolicyFault("one person on two seats of a level", "person_twice", same_person_twice),
    PolicyFault("one person on two levels of a round", "person_twice", same_person_on_two_levels),
    PolicyFault("a time-out later than the clock", "timeouts_beyond_clock", beyond_the_clock),
    PolicyFault("a clock shorter than the time-outs", "timeouts_beyond_clock", clock_cut),
    PolicyFault("a step that times out after its clock", "timer_beyond_clock", timer_beyond_clock),
    PolicyFault("a duty handed on in a state that has none", "state_unknown", handed_on_nowhere),
    PolicyFault("copies of a state that is not there", "state_unknown", copied_nowhere),
    PolicyFault("copies to an unknown desk", "desk_unknown", copied_to_nobody),
    PolicyFault("a time-out that comes at once", "timeout_at_once", with_level({"timeout": "PT0S"})),
    PolicyFault("money passed by silence", "auto_pass_money", with_level({"on_timeout": "auto_pass"})),
    PolicyFault("a duty given back to no pool", "reassign_to_nobody", nobody_to_reassign),
    PolicyFault("a timer of an unknown trigger", "timer_unknown", strange_timer),
    PolicyFault("a timer of another state", "timer_unknown", timer_of_another_state),
    PolicyFault("a reminder more than the state has", "timer_unknown", reminder_too_many),
    PolicyFault("the one timer that leads on, off", "timer_needed", stuck),
    PolicyFault("duties without any time", "clock_missing", unwatched),
    PolicyFault("a clock that the table has not", "clock_unknown", strange_clock),
    PolicyFault("a reminder behind the time-out", "reminder_late", late_reminder),
    PolicyFault("a duration that nobody can read", "duration_unreadable", unreadable),
    PolicyFault("one level asked twice", "level_doubled", level_doubled),
    PolicyFault("evidence for an unknown trigger", "evidence_unknown", strange_evidence),
]
