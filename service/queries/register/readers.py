"""Who reads which money: the desks that need it for a duty of theirs (PIPL 6: no more than needed)."""

from typing import Final

# Clerks open refunds and demands, supervisors to headquarters sign them, legal claims, the auditor checks.
MONEY: Final = ("clerk", "supervisor", "pm", "finance", "cashier", "legal", "city", "hq", "auditor")
# The lead inspects a renovation before its deposit goes back.
DEPOSITS: Final = (*MONEY, "engineering_lead")
