"""A fault that was proven: its name, where it is, and a sentence in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` names the kind of fault; `is_error`: it must not be published. A warning may be lived with."""

    rule: str
    where: str
    zh: str
    en: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.en} ({self.rule})"


def error(rule: str, where: str, zh: str, en: str) -> Finding:
    return Finding(rule, where, zh, en)


def warning(rule: str, where: str, zh: str, en: str) -> Finding:
    return Finding(rule, where, zh, en, is_error=False)
