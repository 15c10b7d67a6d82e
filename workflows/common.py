"""Rules and consequences that several tables share."""

from collections.abc import Iterable
from typing import Any

from workflows.case import Actor, Case, Form
from workflows.ladder import Level, Verdict, Vote, asked, passes_with, refuses_with
from workflows.rights import signer_seat
from workflows.terms import Approval, Change, Fact, Rule, Then


def _not_barred(case: Case, actor: Actor, form: Form) -> bool:
    return actor.eyes.isdisjoint(case.barred | case.passed_by)


four_eyes = Rule(
    "four_eyes",
    "四眼原则：提交人、最后修改金额或收款人的人、本轮已表决的人以及收款相关人员不得审批。",
    "Four eyes: who submitted, last changed, already voted in this round or benefits may not decide.",
    _not_barred,
    about_person=True,
)


def _passes(case: Case, actor: Actor, form: Form) -> bool:
    votes, book = _votes(case, actor, "approve"), case.ladder
    return votes is not None and passes_with(book.levels, book.position, votes)


def _refuses(case: Case, actor: Actor, form: Form) -> bool:
    votes, book = _votes(case, actor, "refuse"), case.ladder
    return votes is not None and refuses_with(book.levels, book.position, votes)


def _votes(case: Case, actor: Actor, verdict: Verdict) -> tuple[Vote, ...] | None:
    """Those there are and the actor's; the system has none and only says what the others amount to."""
    seat, given = signer_seat(case, actor), case.ladder.votes
    if actor.person is None:
        return given
    return None if seat is None else (*given, Vote(actor.person, seat, verdict))


ladder_passes = Rule(
    "ladder_passes", "这一票使审批全部通过", "The whole approval passes with this vote", _passes
)
ladder_refuses = Rule(
    "ladder_refuses", "这一票使审批不再可能通过", "The approval can no longer pass after this vote", _refuses
)


def sets(*names: str) -> Then:
    """What the form gives of these fields goes into the details."""
    return lambda case, actor, form: Change(details={name: form[name] for name in names if name in form})


def clears(*names: str) -> Then:
    return lambda case, actor, form: Change(details=dict.fromkeys(names))


def notes(**values: Any) -> Then:
    """Fixed values for details."""
    return lambda case, actor, form: Change(details=values)


def stamps(name: str) -> Then:
    """The moment of the move, kept as a detail."""
    return lambda case, actor, form: Change(details={name: case.now})


def counts(name: str) -> Then:
    return lambda case, actor, form: Change(details={name: (case.details.get(name) or 0) + 1})


def resolves(name: str) -> Then:
    """A finer word than the end's name."""
    return lambda case, actor, form: Change(ticket={"resolution": name})


def assigns_to(case: Case, actor: Actor, form: Form) -> Change:
    """`to` of the form becomes the assignee (an account; the case compares persons)."""
    return Change(ticket={"assignee": form["to"].account})


def assigns_actor(case: Case, actor: Actor, form: Form) -> Change:
    return Change(ticket={"assignee": actor.owner})


def approval(amount: str, *, guards: tuple[str, ...] = (), above: str = "") -> Approval:
    """A ladder asked with the amount kept in this detail; missing: 0."""
    return Approval(lambda case: int(case.details.get(amount) or 0), guards, above=above)


def _undecided(case: Case, actor: Actor, form: Form) -> bool:
    """While it is being approved nothing has left the house, so a policy may allow it to the end of that."""
    undecided = not case.ladder.votes and case.ladder.position == 0
    return undecided or case.policy.get("withdraw") == "before_effect"


no_decision_yet = Rule(
    "no_decision_yet",
    "已有人作出审批决定，不能撤回。",
    "Somebody has decided already; it cannot be withdrawn.",
    _undecided,
)


def evidence(trigger: str, *fields: str) -> Rule:
    """Files that the policy asks for at this trigger (`evidence`)."""

    def check(case: Case, actor: Actor, form: Form) -> bool:
        return trigger not in case.policy.get("evidence", ()) or all(form.get(field) for field in fields)

    return Rule(
        "evidence_given",
        "请附上规定的凭证。",
        "The evidence that the policy asks for is missing.",
        check,
        needs_form=True,
    )


def threshold(case: Case, name: str, default: int) -> int:
    """A limit of the ticket's policy."""
    return int(case.policy.get("thresholds", {}).get(name, default))


def asked_levels(case: Case, approval: str, amount_fen: int, facts: Iterable[Fact]) -> tuple[Level, ...]:
    """The levels that the policy would ask of this case: for routes and guards, ahead of the state."""
    levels = case.policy.get("approvals", {}).get(approval, {}).get("levels", ())
    return asked(levels, amount_fen=amount_fen, facts=[fact.name for fact in facts if fact.check(case)])
