"""What is shown of a number without a right to all of it, and the one form that equal numbers have."""

import re

STAR = "*"
NUMBER = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")
CHINA = re.compile(r"^(?:00)?86(?=1\d{10}$)")


def canonical(kind: str, value: str) -> str:
    """Equal numbers are equal here, however they were typed: `+86 138-0000-0001` is `13800000001`."""
    if kind == "phone":
        return CHINA.sub("", re.sub(r"[^0-9]", "", value))
    return re.sub(r"[\s-]", "", value).upper()


def masked(kind: str, value: str) -> str:
    """`138****0001`, `****1234`; of a short number less, so that more is hidden than shown."""
    text = canonical(kind, value)
    if kind != "phone":
        return STAR * 4 + text[-_tail(text) :]
    head = text[:3] if len(text) > 9 else ""
    tail = text[-_tail(text) :]
    return head + STAR * (len(text) - len(head) - len(tail)) + tail


def without_numbers(text: str) -> str:
    """A partner's sentence may name a phone or an account: numbers of seven digits or more are masked."""
    return NUMBER.sub(lambda found: masked("number", found[0]), text)


def _tail(text: str) -> int:
    return 4 if len(text) >= 8 else 2
