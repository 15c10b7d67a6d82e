"""Reads a Procfile: one `name: command` a line."""

import re
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>.+)")


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    command: str


def read_procfile(path: Path) -> list[Entry]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [parse(line.strip(), path) for line in lines if line.strip() and not line.startswith("#")]


def parse(line: str, path: Path) -> Entry:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"{path.name}: this is no `name: command`: {line!r}")
    return Entry(found["name"], found["command"])
