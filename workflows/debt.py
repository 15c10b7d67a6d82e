"""The debt of a dunning request: which charges, and what is owed on them now.

The fact `charges` holds every charge of the payer that still has a balance, and those of the ticket: id →
`{"balance_fen": int, "due_on": "YYYY-MM-DD", "limitation_on": "YYYY-MM-DD" or null, "let_by_company": bool}`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflows.case import Actor, Case, Form
from workflows.moments import office_day
from workflows.terms import Change


def known(case: Case) -> Mapping[str, Mapping[str, Any]]:
    return case.facts.get("charges") or {}


def wanted(case: Case, form: Form) -> tuple[str, ...]:
    """The charges that the form names, else those of the ticket."""
    named = form.get("charges", case.details.get("charges") or ())
    if named == "overdue":
        return tuple(each for each in known(case) if balance(case, each) > 0 and is_overdue(case, each))
    return tuple(named)


def balance(case: Case, charge: str) -> int:
    return int(known(case)[charge]["balance_fen"]) if charge in known(case) else 0


def is_overdue(case: Case, charge: str) -> bool:
    return charge in known(case) and date.fromisoformat(known(case)[charge]["due_on"]) < office_day(case)


def let_by_company(case: Case, charge: str) -> bool:
    """The company itself lets the room of this charge to the payer."""
    return bool(known(case).get(charge, {}).get("let_by_company"))


def owed(case: Case, charges: Sequence[str] | None = None) -> int:
    """Fen owed now on these charges, or on the ticket's."""
    return sum(balance(case, each) for each in (wanted(case, {}) if charges is None else charges))


def reduction(form: Form) -> int:
    return sum(int(line["reduce_by_fen"]) for line in form["lines"])


def takes_snapshot(case: Case, actor: Actor, form: Form) -> Change:
    """Which charges, how much, and when each becomes barred: as it is now."""
    charges = wanted(case, form)
    debt = owed(case, charges)
    dates = {each: known(case).get(each, {}).get("limitation_on") for each in charges}
    return Change(
        details={"charges": list(charges), "debt_fen": debt, "balance_fen": debt, "limitations": dates}
    )


def recomputes(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"balance_fen": owed(case)})


def adjusts(case: Case, actor: Actor, form: Form) -> Change:
    """The snapshot after the adjustment; what was delivered before demanded another sum."""
    left = owed(case) - reduction(form)
    return Change(details={"debt_fen": left, "balance_fen": left, "delivered_at": None, "pay_until": None})
