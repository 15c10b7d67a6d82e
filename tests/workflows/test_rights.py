"""Every desk and relation × state × trigger, held against the answer that the document gives."""

from collections.abc import Iterator

import pytest

from tests.workflows import oracle
from tests.workflows.build import case, ladder, one_level, person, user
from workflows.case import SYSTEM, Actor, Case, Item
from workflows.catalog import CATALOG, workflow
from workflows.engine import Refused, Workflow
from workflows.ladder import Vote
from workflows.words import DESKS

NAMES = list(CATALOG)
APPROVALS = {
    "complaint": ["plan_review"],
    "repair": ["quote_review"],
    "dunning": ["pending_approval", "pending_write_off"],
    "refund": ["pending_approval"],
    "visit": [],
    "rename": ["auditing"],
    **dict.fromkeys(("move", "handover", "transfer"), ["pending_approval", "pending_reversal"]),
}
SIGNING = {"supervisor"}
# What holds in the cases below: which of the rows with a "Which row" is the one taken.
TAKEN = {("complaint", "timeout"): 0, ("refund", "submit"): 1, ("visit", "no_answer"): 1}
# Guards about the acting person whom a desk alone cannot satisfy: the desk of the measure (here sms).
ONLY = {("dunning", "execute"): {"clerk", "system"}}
BECOMES_ASSIGNEE = {"complaint": "tech", "repair": "tech", "visit": "visitor"}
POLICY = {
    "approvals": {
        name: {"levels": [{"name": "one", "seats": [{"desk": "supervisor"}], "over_fen": 0}]}
        for name in (*("plan", "quote", "measure", "write_off", "refund", "rename", "moving", "reversal"),)
    }
}
WHO = [*sorted(DESKS), "nobody", "submitter", "assignee", "system"]


def actor(who: str) -> Actor:
    if who == "system":
        return SYSTEM
    if who in ("nobody", "submitter", "assignee"):
        return person(name=who)
    return person(who)


def matches(name: str, allowed: str, who: str, *, unassigned: bool, ever: bool) -> bool:
    """Whether one word of the column "Who" means this actor. `ever`: in some state, not in this one."""
    match allowed:
        case "customer":
            return who == "clerk"
        case "signer":
            return who in SIGNING
        case "assignee" if unassigned:
            return ever and who == BECOMES_ASSIGNEE.get(name)
    return allowed == who


def expected(name: str, state: str, trigger: str, who: str, *, unassigned: bool) -> str:
    def means(row: oracle.Row, *, ever: bool = False) -> bool:
        return any(matches(name, each, who, unassigned=unassigned, ever=ever) for each in row[3].split())

    if not any(means(row, ever=True) for row in oracle.flat(name) if row[1] == trigger):
        return "403"
    rows = oracle.rows_of(name, state, trigger)
    if not rows:
        return "409"
    if who not in ONLY.get((name, trigger), {who}):
        return "403"
    taken = rows[TAKEN[name, trigger]] if (name, trigger) in TAKEN and len(rows) > 1 else rows[0]
    return "ok" if means(taken) else "403"


def answered(table: Workflow, at: Case, who: Actor, trigger: str) -> str:
    """The checks in the order of the contract: coarse 403, 409, fine 403."""
    if not table.could_ever(at, who, trigger):
        return "403"
    if not table.rows_of(at.state, trigger):
        return "409"
    return "403" if table.right(at, who, trigger) else "ok"


def cases(name: str) -> Iterator[tuple[Case, bool]]:
    everywhere = [*oracle.open_states(name), *oracle.ends(name)]
    for state in everywhere:
        book = one_level() if state in APPROVALS[name] else ladder(position=2)
        for assigned in ("assignee", None):
            yield (
                case(name, state, assignee=assigned, ladder=book, policy=POLICY, submitter="submitter"),
                assigned is None,
            )


@pytest.mark.parametrize("name", NAMES)
def test_every_desk_state_and_trigger_gets_the_answer_of_the_document(name: str) -> None:
    table = workflow(name)
    wrong = [
        (at.state, trigger, who, unassigned)
        for at, unassigned in cases(name)
        for trigger in oracle.triggers(name)
        for who in WHO
        if answered(table, at, actor(who), trigger)
        != expected(name, at.state, trigger, who, unassigned=unassigned)
    ]
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_every_pair_outside_the_table_is_refused_by_anybody(name: str) -> None:
    table = workflow(name)
    inside = {row[:2] for row in oracle.flat(name)}
    everywhere = [*oracle.open_states(name), *oracle.ends(name)]
    for state in everywhere:
        for trigger in set(oracle.triggers(name)) - {t for s, t in inside if s == state}:
            for each in map(actor, WHO):
                assert table.decide(case(name, state), each, trigger, {}) == Refused("not_now")
            assert not table.rows_of(state, trigger)


@pytest.mark.parametrize("name", NAMES)
def test_what_only_the_system_fires_is_403_for_every_person(name: str) -> None:
    table = workflow(name)
    alone = {
        t for t in oracle.triggers(name) if {r[3] for r in oracle.TABLES[name] if r[1] == t} == {"system"}
    }
    boss = person(*DESKS, name="submitter")
    for trigger in alone:
        assert not table.could_ever(case(name, table.first.name, submitter="submitter"), boss, trigger)


def test_a_third_reopening_is_assigned_by_the_pm_alone() -> None:
    table = workflow("complaint")
    for count, holder, other in ((1, "supervisor", "pm"), (2, "supervisor", "pm"), (3, "pm", "supervisor")):
        at = case("complaint", "reopened", details={"reopened": count})
        assert table.right(at, person(holder), "assign") is None
        assert table.right(at, person(other), "assign") == Refused("not_you")
        assert table.by_state["reopened"].work.desk(at) == holder


def test_a_claimed_duty_is_the_claimers_alone() -> None:
    table = workflow("complaint")
    claimed = Item("i1", "task", "clerk", holder="wang", status="claimed")
    at = case("complaint", "registered", items=(claimed,))
    assert table.right(at, person("clerk", name="wang"), "accept") is None
    assert table.right(at, person("clerk", name="li"), "accept") == Refused("not_you")


def test_a_second_desk_is_no_way_around_the_claim_of_a_measure() -> None:
    table = workflow("dunning")
    claimed = Item("i1", "task", "clerk", holder="wang", status="claimed")
    at = case("dunning", "approved", items=(claimed,))
    refused = table.right(at, person("clerk", "pm", name="li"), "execute")
    assert refused is not None and [rule.name for rule in refused.rules] == ["desk_of_measure"]
    assert table.right(at, person("clerk", name="wang"), "execute") is None


@pytest.mark.parametrize(
    ("measure", "holder"),
    [
        ("sms", "clerk"),
        ("call", "clerk"),
        ("written_notice", "clerk"),
        ("mediation", "pm"),
        ("lawyer_letter", "legal"),
        ("payment_order", "legal"),
        ("arbitration", "legal"),
        ("lawsuit", "legal"),
        ("repossess_room", "legal"),
    ],
)
def test_each_measure_is_carried_out_by_its_own_desk(measure: str, holder: str) -> None:
    table = workflow("dunning")
    at = case("dunning", "approved", details={"measure": measure})
    for each in ("clerk", "pm", "legal"):
        assert (table.right(at, person(each), "execute") is None) == (each == holder)
    assert (table.right(at, SYSTEM, "execute") is None) == (measure == "sms")
    assert table.by_state["approved"].work.desk(at) == holder


@pytest.mark.parametrize("trigger", ["approve", "return", "reject"])
def test_who_is_barred_never_signs(trigger: str) -> None:
    table = workflow("dunning")
    boss = person("supervisor", name="boss")
    free = case("dunning", "pending_approval", ladder=one_level())
    barred = case("dunning", "pending_approval", ladder=one_level(), barred=frozenset({"boss"}))
    assert table.right(free, boss, trigger) is None
    refused = table.right(barred, boss, trigger)
    assert refused is not None and [rule.name for rule in refused.rules] == ["four_eyes"]


def test_the_assignee_never_signs_the_own_quote_even_with_the_desk() -> None:
    table = workflow("repair")
    at = case("repair", "quote_review", ladder=one_level(), assignee="both")
    assert table.right(at, person("supervisor", "tech", name="both"), "approve") is not None
    assert table.right(at, person("supervisor", name="boss"), "approve") is None


def test_one_person_has_one_vote_in_a_level() -> None:
    table = workflow("complaint")
    voted = ladder(Vote("pm1", 0, "approve"), position=1)
    at = case("complaint", "plan_review", ladder=voted)
    assert table.right(at, person("pm", "finance", name="pm1"), "approve") == Refused("not_you")
    assert table.right(at, person("pm", name="pm2"), "approve") == Refused("not_you")
    assert table.right(at, person("finance", name="fin1"), "approve") is None


@pytest.mark.parametrize(
    ("name", "state", "trigger", "facts", "details"),
    [
        ("complaint", "invalid_pending", "confirm_invalid", {"rejected_by": ["me"]}, {}),
        ("refund", "approved", "pay", {"approvers": ["me"]}, {}),
        ("refund", "pay_failed", "retry", {"approvers": ["me"]}, {}),
        ("refund", "reconcile", "confirm_paid", {"paid_by": ["me"]}, {}),
        ("refund", "reconcile", "confirm_failed", {"paid_by": ["me"]}, {}),
        ("visit", "planned", "assign", {"handlers": ["me"]}, {}),
        ("visit", "planned", "cancel", {"handlers": ["me"]}, {}),
    ],
)
def test_rules_about_the_person_answer_not_you(
    name: str, state: str, trigger: str, facts: dict[str, object], details: dict[str, object]
) -> None:
    table, me = workflow(name), person("supervisor", "finance", name="me")
    refused = table.right(case(name, state, facts=facts, details=details), me, trigger)
    assert refused is not None and refused.kind == "not_you" and refused.rules
    assert table.right(case(name, state, details=details), me, trigger) is None


def test_a_handler_cannot_even_attempt_the_visit() -> None:
    table = workflow("visit")
    at = case("visit", "assigned", facts={"handlers": ["assignee"]})
    refused = table.right(at, person("visitor", name="assignee"), "attempt")
    assert refused is not None and [rule.name for rule in refused.rules] == ["visitor_not_handler"]


def test_force_finish_is_for_a_pm_who_is_not_part_of_it() -> None:
    table = workflow("repair")
    for name in ("submitter", "assignee"):
        assert table.right(case("repair", "on_site"), person("pm", name=name), "force_finish") is not None
    assert table.right(case("repair", "on_site"), person("pm", name="pm"), "force_finish") is None


def test_the_person_named_is_no_matter_of_the_actors_right() -> None:
    table = workflow("visit")
    at = case("visit", "planned", facts={"handlers": ["named"]})
    refused = table.decide(at, person("supervisor"), "assign", {"to": user("visitor")})
    assert isinstance(refused, Refused) and refused.kind == "not_so"
    assert [rule.name for rule in refused.rules] == ["visitor_not_handler"]


def test_a_draft_of_a_job_is_the_clerks_until_somebody_claims_it() -> None:
    table = workflow("dunning")
    work = table.by_state["draft"].work
    assert work is not None
    assert work.desk(case("dunning", "draft", submitter=None)) == "clerk"
    assert work.desk(case("dunning", "draft")) == ""
    assert table.could_ever(case("dunning", "draft", submitter=None), person("clerk"), "submit")
