"""Words from a gateway before they reach a row or a page: short, without characters PostgreSQL refuses."""

from typing import Any

LONGEST_WORD = 100
LONGEST_REASON = 200


def plain_word(said: Any) -> str:
    """A reference as the gateway wrote it, or empty: a reference is compared, never mended."""
    if not isinstance(said, str) or len(said) > LONGEST_WORD or not said.isprintable():
        return ""
    return said.strip()


def shortened(said: Any) -> str:
    """A reason is only read by people, so it may be mended."""
    if not isinstance(said, str):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in said[:LONGEST_REASON]).strip()
