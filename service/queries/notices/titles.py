"""What a notice says to a person: by its template, in Chinese or English."""

from typing import Final

from workflows.catalog import CATALOG
from workflows.words import title

SAID: Final[dict[str, tuple[str, str]]] = {
    "customer.changed": ("客户资料已变更", "A customer's data have changed"),
    "urge": ("催办", "You are urged"),
    "stood_in": ("代理已处理", "Done by a stand-in"),
    "copied": ("抄送", "A copy for you"),
    "handed_over": ("转办交接", "Handed over to you"),
    "substitution.made": ("代理已设置", "A stand-in was appointed"),
    "substitution.ended": ("代理已结束", "A substitution has ended"),
    "approval.nobody": ("审批无人可签", "Nobody there can complete this approval"),
}
CLOCK: Final = ("时限已到", "Time is up")
LAST_SIGNER: Final = "approval.last_signer."
REMINDER: Final = ("提醒", "Reminder")


def notice_title(template: str, lang: str) -> str:
    """A move is called by its own title; what nobody has named is called by its template."""
    said = SAID.get(template) or _of_signer(template) or _of_time(template) or _of_move(template)
    return template if said is None else said[0] if lang == "zh" else said[1]


def _of_signer(template: str) -> tuple[str, str] | None:
    """`approval.last_signer.NAME`: an account's name may have dots of its own."""
    head, _, name = template.partition(LAST_SIGNER)
    return (
        None if head or not name else (f"审批只差此人可签：{name}", f"Approvals hang on one person: {name}")
    )


def _of_time(template: str) -> tuple[str, str] | None:
    if template.startswith("clock."):
        return CLOCK
    return REMINDER if template.startswith("remind_") else None


def _of_move(template: str) -> tuple[str, str] | None:
    workflow, _, trigger = template.partition(".")
    versions = CATALOG.get(workflow)
    known = versions is not None and any(each.knows(trigger) for each in versions.values())
    return title(workflow, trigger) if known else None
