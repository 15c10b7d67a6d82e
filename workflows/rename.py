"""Renames of customers (客户更名): `docs/workflows.md`, row by row."""

from typing import Final

from workflows.case import Actor, Case, Form
from workflows.common import (
    four_eyes,
    ladder_passes,
    ladder_refuses,
    sets,
)
from workflows.engine import Workflow
from workflows.exceptional import Exceptional
from workflows.rename_rules import (
    customer_changed,
    customer_unchanged,
    name_differs,
    no_other_rename,
    not_the_submitter,
    revert_fits,
    same_person,
)
from workflows.terms import (
    STAY,
    Approval,
    Change,
    Fact,
    desk,
    end,
    move,
    opening,
    signer,
    state,
    submitter,
    system,
    timer,
)

DETAILS: Final[dict[str, str]] = {
    "new_name": "text",
    "old_name": "text",
    "ground": "text",
    "reason": "text",
    "evidence": "json",
    "seen_version": "int",
    "reverts": "uuid",
}
FACTS: Final[dict[str, str]] = {
    "customer": "the customer to be renamed",
    "customer_name": "the name borne now",
    "customer_version": "the version of the customer's row",
    "other_rename": "another rename of this customer is open",
    "company_with_lease": "a company that rents here today",
    "reverted": "of the rename that this one reverts: customer, state, old_name, closed_at",
}
BARRING: Final = ("amend", "submit")


def _as_seen(case: Case, actor: Actor, form: Form) -> Change:
    """What the customer was like: an approval counts for that, and for nothing later."""
    return Change(
        details={
            "old_name": case.facts.get("customer_name"),
            "seen_version": case.facts.get("customer_version"),
        }
    )


VOTED = [four_eyes, customer_unchanged]

# fmt: off
rename = Workflow(
    "rename",
    "客户更名",
    "Rename",
    version=1,
    prefix="RN",
    opening=opening(
        "create",
        by=[desk("clerk")],
        when=[no_other_rename, name_differs, revert_fits],
        then=[sets("new_name", "ground", "reason", "reverts"), _as_seen],
    ),
    states=[
        state("draft", "草稿", work=submitter, reminders=1),
        state("submitted", "已提交", work=desk("auditor"), clock="audit"),
        state("auditing", "审核中", approval="rename", timers=[timer("stale", again="PT1H")]),
        end("approved_applied", "已更名", en="Renamed"),
        end("rejected", "已驳回"),
        end("withdrawn", "已撤回"),
    ],
    moves=[
        move("amend", "draft", STAY, by=submitter, when=[name_differs, revert_fits],
             then=[sets("new_name", "ground", "reason")]),
        move("submit", "draft", "submitted", by=submitter, when=[same_person, name_differs, revert_fits],
             then=[sets("evidence"), _as_seen]),
        move("withdraw", "draft", "withdrawn", by=[submitter, desk("supervisor")]),
        move("withdraw", "submitted", "withdrawn", by=submitter),
        move("take", "submitted", "auditing", by=desk("auditor"), when=[not_the_submitter]),
        move("approve", "auditing", "approved_applied", by=signer, route=ladder_passes, when=VOTED,
             books=["rename_customer"], effects=["tell_customer:customer_renamed"]),
        move("approve", "auditing", STAY, by=signer, when=VOTED),
        move("return", "auditing", "draft", by=signer, when=[four_eyes]),
        move("reject", "auditing", "rejected", by=signer, route=ladder_refuses, when=[four_eyes]),
        move("reject", "auditing", STAY, by=signer, when=[four_eyes]),
        move("stale", "auditing", "draft", by=system, when=[customer_changed], effects=["tell_desk:clerk"]),
    ],
    facts=[
        Fact("company_with_lease", "承租公司", "Company with a lease",
             lambda c: bool(c.facts.get("company_with_lease"))),
        Fact("reverting", "改回原名", "Reverts a rename", lambda c: c.details.get("reverts") is not None),
    ],
    approvals={"rename": Approval(guards=("approved_applied",))},
    bound=("new_name",),
    exceptional=Exceptional(
        ends=("withdrawn", "rejected"),
        reopens=("withdrawn", "rejected"),
        needs={"submitted": ("evidence",), "auditing": ("evidence",)},
    ),
)
# fmt: on
