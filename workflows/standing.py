"""What a stand-in may decide: up to the amount that the substitution names, and never above it."""

from typing import Final

from workflows.case import Actor, Case, Form
from workflows.terms import Rule

# What a ticket moves, in the words of its details.
SUMS: Final = ("amount_fen", "quote_fen", "debt_fen", "compensation_fen")


def at_stake(case: Case) -> int:
    """In an approval what its levels were chosen by, otherwise the greatest sum among the details."""
    book = case.ladder
    asked = book.amount_fen if book.position < len(book.levels) else 0
    return max([asked, *(int(case.details.get(name) or 0) for name in SUMS)])


def _within_cap(case: Case, actor: Actor, form: Form) -> bool:
    return actor.behalf is None or actor.behalf.cap_fen is None or at_stake(case) <= actor.behalf.cap_fen


over_cap: Final = Rule(
    "over_cap",
    "金额超过代理上限，须由本人或其他有权人处理。",
    "The amount is over what the stand-in may decide; the absent person or somebody else has to.",
    _within_cap,
    about_person=True,
)
