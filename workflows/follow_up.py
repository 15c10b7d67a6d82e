"""Which ticket gets a visit: drawn by the ticket's own id, so that asking twice answers the same."""

import hashlib

from workflows.case import Actor, Case, Form
from workflows.terms import Change, Then


def is_sampled(case: Case, *classes: str | None, otherwise: int = 100) -> bool:
    """Whether the policy's rate draws this ticket; the first class that the policy names counts."""
    if case.facts.get("visits_refused"):
        return False
    rates = case.policy.get("sampling", {})
    rate = next((rates[each] for each in classes if each in rates), otherwise)
    return _draw(case) < int(rate)


def _draw(case: Case) -> int:
    """0 to 99. The round of work counts, so that a second repair is not skipped because the first was."""
    again = case.details.get("reworked") or case.details.get("reopened") or 0
    digest = hashlib.sha256(f"{case.id}:{again}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100


def plans_visit(*, since: str) -> Then:
    """The visit is planned or not sampled; `since` keeps from when on a visit answers for this round."""

    def plan(case: Case, actor: Actor, form: Form) -> Change:
        sampled = is_sampled(case, case.details.get("category"), case.urgency, case.workflow)
        return Change(
            details={since: case.now, "visit_planned": sampled}, effects=("open_visit",) if sampled else ()
        )

    return plan


def visits_by_sample(case: Case, actor: Actor, form: Form) -> Change:
    """A withdrawn ticket is visited only where the policy says so."""
    sampled = is_sampled(case, "withdrawn", otherwise=0)
    return Change(effects=("open_visit",) if sampled else ())


def welcomes(case: Case, actor: Actor, form: Form) -> Change:
    """Whoever came is visited some days later; nobody is after a move out, or one that was taken back."""
    came = case.details.get("direction") != "out" and not case.facts.get("taken_back")
    return Change(effects=("open_visit",) if came and is_sampled(case, case.workflow) else ())
