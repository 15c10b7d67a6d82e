"""Turns Procfile entries and servers into processes that can be started again and again."""

import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, Popen

from service.embedded.process import dying_with_parent
from service.embedded.server import Server
from service.up.procfile import Entry
from service.up.stopping import OTHERS, PATIENCE, PATIENCE_FOR_WORK, STAGES
from service.up.supervised import Supervised


def supervised_entry(entry: Entry, *, environ: Mapping[str, str], folder: Path) -> Supervised:
    spawn = partial(spawn_entry, entry, environ=environ, folder=folder)
    stage = STAGES.get(entry.name, OTHERS)
    endings = PATIENCE_FOR_WORK if stage == STAGES["worker"] else PATIENCE
    return Supervised(entry.name, spawn, endings, stage)


def spawn_entry(entry: Entry, *, environ: Mapping[str, str], folder: Path) -> "Popen[bytes]":
    """`exec`, so that the pid is the program's; a session of its own, so that Ctrl-C reaches only us.

    SIGTERM on our death and not SIGKILL: it lets a job in hand end, and lets a master end its own workers.
    """
    return Popen(
        ["/bin/sh", "-c", f"exec {entry.command}"],
        cwd=folder,
        env=dict(environ),
        stdin=DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),
    )


def supervised_server(server: Server, child: "Popen[bytes]", *, stage: int) -> Supervised:
    return Supervised(server.name, server.spawn, server.endings, stage, child=child)
