"""What an event or an answer may show of a form: bank accounts shrink to their last four digits."""

from collections.abc import Mapping
from typing import Any

SECRET = frozenset({"account"})


def masked(said: Any) -> Any:
    """The same plain data without secrets; dates and other kinds are left as they are."""
    if said is None or isinstance(said, str):
        return said
    if isinstance(said, Mapping):
        return dict(_member(name, value) for name, value in said.items())
    if isinstance(said, list | tuple):
        return [masked(each) for each in said]
    return said


def _member(name: str, value: Any) -> tuple[str, Any]:
    if name in SECRET and isinstance(value, str):
        return f"{name}_last4", value[-4:]
    return name, masked(value)
