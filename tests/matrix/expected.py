"""What the document answers for a person, a state and a trigger: worked out without the engine."""

from dataclasses import dataclass

from service.transaction import Row
from tests.workflows import oracle
from workflows.words import DESKS

# The desks that a level of the default policies names: such a person could sign in some state.
SIGNING = {
    "complaint": "supervisor pm finance city hq",
    "repair": "supervisor pm finance city",
    "dunning": "supervisor pm finance legal city hq",
    "refund": "supervisor pm finance city hq",
    "visit": "",
    "rename": "auditor legal pm",
    **dict.fromkeys(("move", "handover", "transfer"), "supervisor pm finance city"),
}
# Whom the walks leave as the one who is asked.
ASKED = {
    "plan_review": "supervisor",
    "quote_review": "supervisor",
    "pending_approval": "supervisor",
    "pending_write_off": "hq",
    "auditing": "auditor",
    "pending_reversal": "pm",
}
BECOMES_ASSIGNEE = {"complaint": "tech", "repair": "tech", "visit": "visitor"}
# Which of the rows with a "Which row" is taken, where they differ in who may.
TAKEN = {("complaint", "reopened", "assign"): 0}
# Guards about the acting person that a desk alone cannot satisfy: the desk of the measure (here sms).
ONLY = {("dunning", "execute"): {"clerk"}}
# Right person, right moment, right form, and a fact that says no.
GUARDED = {
    ("repair", "on_site", "start"): "free_work",
    ("dunning", "executing", "escalate_step"): "every_channel_failed",
    ("dunning", "waiting_payment", "escalate_step"): "reasonable_time_over",
    ("dunning", "waiting_payment", "judgment"): "court_measure",
}


@dataclass(frozen=True, slots=True)
class Person:
    """`words`: everything of the column "Who" that means this person, while somebody is at work on it."""

    name: str
    desk: str
    is_submitter: bool = False
    is_assignee: bool = False


def cast(workflow: str) -> list[Person]:
    """One person a desk, who opened it, and who is at work on it."""
    desks = [Person(desk, desk) for desk in sorted(DESKS)]
    worker = BECOMES_ASSIGNEE.get(workflow)
    submitter = "supervisor" if workflow == "visit" else "clerk"
    workers = [Person(f"{worker}2", worker, is_assignee=True)] if worker else []
    return [*desks, Person(f"{submitter}2", submitter, is_submitter=True), *workers]


def could_ever(workflow: str, trigger: str, person: Person, *, assigned: bool) -> bool:
    """Some state of this ticket could let the person fire it: no coarse 403."""
    named = {who for row in oracle.flat(workflow) if row[1] == trigger for who in row[3].split()}
    return any(_could(workflow, who, person, assigned=assigned) for who in named)


def _could(workflow: str, who: str, person: Person, *, assigned: bool) -> bool:
    if who == "signer":
        return person.desk in SIGNING[workflow].split()
    if who == "assignee" and not assigned:
        return person.desk == BECOMES_ASSIGNEE[workflow]
    return _means(who, person)


def _means(who: str, person: Person) -> bool:
    relations = {"submitter": person.is_submitter, "assignee": person.is_assignee}
    return relations[who] if who in relations else person.desk == {"customer": "clerk"}.get(who, who)


def may_now(ticket: Row, trigger: str, person: Person) -> bool:
    """The rows of this state name the person: no fine 403."""
    workflow, state = ticket["workflow"], ticket["state"]
    rows = oracle.rows_of(workflow, state, trigger)
    row = rows[TAKEN.get((workflow, state, trigger), 0)]
    if person.desk not in ONLY.get((workflow, trigger), {person.desk}):
        return False
    return any(_may(state, who, person) for who in row[3].split())


def _may(state: str, who: str, person: Person) -> bool:
    return person.desk == ASKED[state] if who == "signer" else _means(who, person)


def expected(ticket: Row, trigger: str, person: Person) -> str:
    """`not_you`, `not_now` or `ok`; then the form and the guards have their say."""
    workflow, assigned = ticket["workflow"], ticket["assignee"] is not None
    if not could_ever(workflow, trigger, person, assigned=assigned):
        return "not_you"
    if not oracle.rows_of(workflow, ticket["state"], trigger):
        return "not_now"
    return "ok" if may_now(ticket, trigger, person) else "not_you"
