"""Substring search without an extension: a text is found by the pairs of characters in it."""

from collections.abc import Iterable


def bigrams(*texts: str | None) -> list[str]:
    """Every pair of neighbouring characters, folded; one character alone stands for itself."""
    return sorted({pair for text in texts if text for pair in _pairs(text.casefold())})


def marks(*texts: str | None) -> list[str]:
    """What is stored with a ticket: the pairs, and each character, so that one alone is found as well."""
    return sorted({*bigrams(*texts), *(each for text in texts if text for each in text.casefold())})


def _pairs(text: str) -> Iterable[str]:
    return (text[i : i + 2] for i in range(max(len(text) - 1, 1)))
