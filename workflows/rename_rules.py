"""The rules of renames: what each sentence of the table means."""

from datetime import datetime, timedelta

from workflows.case import Actor, Case, Form
from workflows.common import threshold
from workflows.terms import Rule

REVERT_DAYS = 30


def _new_name(case: Case, form: Form) -> str | None:
    name: str | None = form.get("new_name", case.details.get("new_name"))
    return name


name_differs = Rule(
    "name_differs",
    "新名称与现名称相同。",
    "The new name is the present one.",
    lambda case, actor, form: _new_name(case, form) != case.facts.get("customer_name"),
)
no_other_rename = Rule(
    "no_other_rename",
    "该客户已有一张未完结的更名单。",
    "There is already an open rename of this customer.",
    lambda case, actor, form: not case.facts.get("other_rename"),
)


def _revert_fits(case: Case, actor: Actor, form: Form) -> bool:
    """Only what was applied to this customer is reverted, to the name before it, and not for ever."""
    if case.details.get("reverts") is None:
        return True
    applied = case.facts.get("reverted") or {}
    if applied.get("state") != "approved_applied" or applied.get("customer") != case.facts.get("customer"):
        return False
    days = timedelta(days=threshold(case, "revert_days", REVERT_DAYS))
    in_time = case.now <= datetime.fromisoformat(applied["closed_at"]) + days
    return in_time and _new_name(case, form) == applied["old_name"]


revert_fits = Rule(
    "revert_fits",
    "只能在期限内把已生效的更名改回原名称。",
    "Only a rename that was applied is reverted, in time, and to the name before it.",
    _revert_fits,
)
same_person = Rule(
    "same_person",
    "更名不改变主体：证件不是同一人的，请办理过户。",
    "A rename keeps the person: where the ID is another's, a transfer (过户) is needed.",
    lambda case, actor, form: form.get("same_person") is True,
    needs_form=True,
)


not_the_submitter = Rule(
    "not_the_submitter",
    "提交人不能审核自己的更名单。",
    "Who submitted a rename does not audit it.",
    lambda case, actor, form: case.submitter not in actor.eyes,
    about_person=True,
)


def _unchanged(case: Case, actor: Actor, form: Form) -> bool:
    return case.facts.get("customer_version") == case.details.get("seen_version")


customer_unchanged = Rule(
    "customer_unchanged",
    "提交后客户资料已有变动，请退回重新提交。",
    "The customer was changed since the rename was submitted; return it to be submitted anew.",
    _unchanged,
)
customer_changed = Rule(
    "customer_changed",
    "提交后客户资料没有变动。",
    "The customer has not been changed since the rename was submitted.",
    lambda case, actor, form: not _unchanged(case, actor, form),
)
