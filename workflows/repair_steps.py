"""What the moves of a repair set: urgency by its words, the quote, who was sent and came back."""

from workflows.case import Actor, Case, Form
from workflows.repair_rules import quote_sums
from workflows.terms import Change

RANK = ("normal", "urgent", "danger")
ALARMS = {"困人": "danger", "燃气": "danger", "漏水": "urgent", "停电": "urgent"}


def begins(case: Case, actor: Actor, form: Form) -> Change:
    """Urgency is raised, never lowered, by words that mean danger; the answer names the word."""
    parts = (form["category"], form.get("text"), case.facts.get("words"))
    said = " ".join(str(part) for part in parts if part)
    heard = [word for word in ALARMS if word in said and _worse(ALARMS[word], form["urgency"])]
    urgency = ALARMS[heard[0]] if heard else form["urgency"]
    return Change({"urgency": urgency}, {"urgency": urgency, "raised_by": heard[0] if heard else None})


def _worse(urgency: str, than: str) -> bool:
    return RANK.index(urgency) > RANK.index(than)


def takes_urgency(case: Case, actor: Actor, form: Form) -> Change:
    if "urgency" not in form:
        return Change()
    return Change({"urgency": form["urgency"]}, {"urgency": form["urgency"]})


def judges_warranty(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"in_warranty": bool(form.get("in_warranty"))})


def assigns_chosen(case: Case, actor: Actor, form: Form) -> Change:
    """Whom the policy's rule picks: named by the timer's form, or known as a fact."""
    chosen = form["to"].account if "to" in form else case.facts.get("auto_assignee")
    return Change({"assignee": chosen})


def gives_back(case: Case, actor: Actor, form: Form) -> Change:
    """Nobody's again; who had it is remembered, for another tech is sent by default."""
    return Change({"assignee": None}, {"last_tech": case.assignee})


def takes_quote(case: Case, actor: Actor, form: Form) -> Change:
    """A new quote is accepted by nobody yet."""
    total, payable = quote_sums(form)
    return Change(
        details={
            "lines": form["lines"],
            "discount_fen": form.get("discount_fen") or 0,
            "quote_sum_fen": total,
            "quote_fen": payable,
            "quote_accepted": False,
        }
    )


def suspends(case: Case, actor: Actor, form: Form) -> Change:
    return Change(
        details={"suspended_from": case.state, "suspended_for": form["reason"], "until": form["until"]}
    )


def starts_over(case: Case, actor: Actor, form: Form) -> Change:
    """The next tech quotes anew where work is paid for, and the next visit answers for the new work."""
    return Change(
        details={
            "reworked": int(case.details.get("reworked") or 0) + 1,
            "quote_accepted": False,
            "unconfirmed": False,
            "visiting_at": None,
            "visit_planned": None,
        }
    )
