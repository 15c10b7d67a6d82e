"""Random walks: whoever does whatever, a ticket stays in declared states and never leaves an end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.build import CHARGES, DETAILS, FACTS, NOON, TWO_LEVELS, Declared, case, person, user
from workflows import catalog
from workflows.case import SYSTEM, Actor, Case, Ladder
from workflows.catalog import CATALOG, workflow
from workflows.effects import BOOKS, EFFECTS
from workflows.engine import Decision, Refused, Workflow
from workflows.ladder import Outcome, Vote, outcome
from workflows.rights import signer_seat
from workflows.terms import Who

NAMES = list(CATALOG)
STEPS = 40
TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "uuid": (str,),
    "int": (int,),
    "bool": (bool,),
    "moment": (datetime,),
    "date": (date,),
    "json": (list, dict, tuple),
}

fen = st.integers(0, 120_000)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
QUOTE_LINES = st.lists(
    st.fixed_dictionaries(
        {"item": st.just("x"), "quantity": st.integers(1, 3), "price_fen": st.integers(0, 400_000)}
    ),
    min_size=1,
    max_size=3,
)
CUTS = st.lists(
    st.fixed_dictionaries(
        {"charge": st.sampled_from(list(CHARGES)), "reduce_by_fen": st.integers(1, 26_000)}
    ),
    min_size=1,
    max_size=3,
)
FORMS = {
    name: st.fixed_dictionaries(
        {
            "to": st.just(user("tech", "visitor", "guard", load=1)),
            "reason": st.just("原因"),
            "until": moments,
            "by": st.dates(date(2026, 3, 1), date(2026, 5, 1)),
            "kind": st.just("other"),
            "file_no": st.just("1"),
            "decided_on": st.just(date(2026, 3, 1)),
            "amount_fen": fen,
            "ground": st.sampled_from(["limitation", "death"]),
            "proof": st.just(["f"]),
            "lines": CUTS if name == "dunning" else QUOTE_LINES,
            "deduction_fen": fen,
        },
        optional={
            "severity": st.sampled_from(["normal", "serious", "urgent"]),
            "urgency": st.sampled_from(["normal", "urgent", "danger"]),
            "place": st.sampled_from(["private", "common"]),
            "in_warranty": st.booleans(),
            "team": st.sampled_from(["tech", "guard"]),
            "root_cause": st.just("旧"),
            "prevention": st.just("新"),
            "cause": st.just("旧"),
            "plan": st.just("新"),
            "compensation_fen": fen,
            "discount_fen": st.integers(0, 100),
            "rating": st.integers(1, 5),
            "score": st.integers(1, 5),
            "measure": st.sampled_from(["sms", "call", "written_notice", "lawsuit", "stop_water"]),
            "charges": st.sampled_from([["c1"], "overdue", ["c9"]]),
            "skip_reason": st.just("搬走"),
            "pay_by": st.just(date(2026, 3, 20)),
            "passes_returned": st.booleans(),
            "receipt": st.sampled_from(["original", "lost"]),
            "channel": st.just("hand" if name == "dunning" else "door"),
            "at": moments,
            "eta_at": moments,
        },
    )
    for name in NAMES
}
ENDS_OF_VISITS = ["done_ok", "done_bad", "unreachable", "refused", "cancelled", None]
FACT_VALUES = {
    "visit_end": st.sampled_from(ENDS_OF_VISITS),
    "visit_open": st.booleans(),
    "children_open": st.integers(0, 1),
    "auto_assignee": st.sampled_from(["account-assignee", None]),
    "limitation_over": st.booleans(),
    "books_balanced": st.booleans(),
    "row_kind": st.sampled_from(["renovation", "other"]),
    "instruction_status": st.sampled_from(["failed", "sent"]),
    "hardship": st.booleans(),
    "step_proven": st.booleans(),
    "visits_refused": st.booleans(),
    "charges": st.fixed_dictionaries(
        {
            each: st.sampled_from([0, 25060]).map(lambda fen, row=row: {**row, "balance_fen": fen})
            for each, row in CHARGES.items()
        }
    ),
}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_walk_leaves_the_declared_states_or_an_end(name: str, data: st.DataObject) -> None:
    table = workflow(name)
    waiting = [state for state in table.states if not state.is_end]
    start = data.draw(st.sampled_from(waiting), label="start")
    at = case(name, start.name, ladder=Ladder(TWO_LEVELS) if start.approval else Ladder())
    for _ in range(STEPS):
        state = table.by_state[at.state]
        if state.is_end:
            assert_closed(table, at)
            return
        at = stepped(table, facing(name, at, data), data)


def facing(name: str, at: Case, data: st.DataObject) -> Case:
    """The next moment, with facts as they may be then."""
    declared = catalog.FACTS[name]
    drawn = {fact: data.draw(FACT_VALUES[fact], label=fact) for fact in declared if fact in FACT_VALUES}
    later = timedelta(hours=data.draw(st.integers(0, 400), label="hours"))
    return replace(at, now=at.now + later, facts=Declared({**FACTS[name], **drawn}, declared))


def stepped(table: Workflow, at: Case, data: st.DataObject) -> Case:
    trigger = data.draw(st.sampled_from(table.triggers_of(at.state)), label="trigger")
    rows = table.rows_of(at.state, trigger)
    who = data.draw(st.sampled_from([who for row in rows for who in row.by]), label="who")
    form = data.draw(FORMS[table.name], label="form")
    actor = actor_for(who, at)
    answer = table.decide(at, actor, trigger, form)
    if isinstance(answer, Refused):
        assert answer.kind in ("not_so", "not_you")
        return at
    assert_well_formed(table, at, answer)
    return after(table, at, actor, answer)


def actor_for(who: Who, at: Case) -> Actor:
    match who.kind:
        case "system":
            return SYSTEM
        case "submitter" | "assignee":
            return person("tech", "visitor", name=who.kind)
        case "customer":
            return person("clerk")
        case "signer":
            return person(
                "supervisor", "pm", "finance", name=f"signer{len(at.ladder.votes)}{at.ladder.position}"
            )
    return person(who.desk)


def assert_well_formed(table: Workflow, at: Case, decision: Decision) -> None:
    assert decision.dest.name in table.by_state
    assert decision.move in table.rows_of(at.state, decision.move.trigger)
    assert {each.partition(":")[0] for each in decision.effects} <= set(EFFECTS)
    assert {each.partition(":")[0] for each in decision.books} <= set(BOOKS)
    assert set(decision.change.ticket) <= {"assignee", "urgency", "resolution", "source_due_at"}
    for detail, value in decision.change.details.items():
        kind = catalog.DETAILS[table.name][detail]
        assert value is None or isinstance(value, TYPES[kind]), detail
        assert kind != "int" or not isinstance(value, bool), detail


def after(table: Workflow, at: Case, actor: Actor, decision: Decision) -> Case:
    """What the door would store of it."""
    assigned = decision.change.ticket.get("assignee", at.assignee)
    return replace(
        at,
        state=decision.dest.name,
        assignee="assignee" if assigned else None,
        urgency=decision.change.ticket.get("urgency", at.urgency),
        details={**at.details, **decision.change.details},
        ladder=ladder_after(at, actor, decision),
    )


def ladder_after(at: Case, actor: Actor, decision: Decision) -> Ladder:
    if decision.enters:
        return Ladder(TWO_LEVELS) if decision.dest.approval else Ladder()
    seat = signer_seat(at, actor)
    if decision.move.trigger != "approve" or seat is None or actor.person is None:
        return at.ladder
    votes = (*at.ladder.votes, Vote(actor.person, seat, "approve"))
    passed = outcome(TWO_LEVELS[at.ladder.position], votes) is Outcome.PASSED
    return (
        Ladder(TWO_LEVELS, at.ladder.position + 1)
        if passed
        else Ladder(TWO_LEVELS, at.ladder.position, votes)
    )


def assert_closed(table: Workflow, at: Case) -> None:
    assert table.triggers_of(at.state) == ()
    for trigger in {row.trigger for row in table.rows}:
        for actor in (SYSTEM, person("clerk"), person("tech", name="assignee")):
            assert table.decide(at, actor, trigger, {}) == Refused("not_now")


def test_the_walks_begin_with_ordinary_cases() -> None:
    assert set(DETAILS) == set(FACTS) == set(NAMES)
    assert NOON.tzinfo is not None
