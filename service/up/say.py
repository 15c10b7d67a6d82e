"""What the person at the terminal is told, in both languages and at once."""

import sys
from contextlib import suppress


def say(zh: str, en: str) -> None:
    say_lines(f"guanjia: {zh} {en}")


def say_lines(text: str) -> None:
    """Quietly when the terminal is gone: the service is not."""
    with suppress(OSError):
        print(text, flush=True)


def never_fail_on_letters() -> None:
    """A terminal that knows no Chinese shows question marks instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
