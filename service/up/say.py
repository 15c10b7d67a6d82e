"""What the person at the terminal is told, in both languages and at once."""

import sys


def say(zh: str, en: str) -> None:
    print(f"guanjia: {zh} {en}", flush=True)


def say_lines(text: str) -> None:
    print(text, flush=True)


def never_fail_on_letters() -> None:
    """A terminal that knows no Chinese shows question marks instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
