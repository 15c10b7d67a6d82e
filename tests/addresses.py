"""Each file of tests has an application of its own, with the same 400 addresses."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    """werkzeug makes two functions of each address, which its text, its defaults and its host decide."""
    compiled = Rule._compile_builder
    known: dict[tuple[Any, ...], Builder] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, repr(rule.defaults), rule.subdomain, rule.host, append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
