"""What a figure is worth: the machine, the versions, and how busy it was besides."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.house import House

PACKAGES = ("granian", "Flask", "psycopg", "SQLAlchemy", "rq", "redis", "marshmallow", "transitions")


def machine(house: House) -> dict[str, Any]:
    with house.connect() as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone() for name in SETTINGS}  # type: ignore[arg-type]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "postgresql": {name: str(row[0]) for name, row in shown.items() if row},
        "revision": _revision(),
        "load_before": round(os.getloadavg()[0], 2),
        "tickets": house.tickets,
    }


SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()


def _revision() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return told.stdout.strip() or "-"


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all its descendants that live."""
    parents: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = each.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(each.parent.name)
        parents.setdefault(int(words[1]), []).append(pid)
        times[pid] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        total += times.get(pid, 0.0)
        waiting += parents.get(pid, [])
    return total
