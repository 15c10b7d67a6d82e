"""Makes the files of a new PostgreSQL cluster, whole or not at all."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from service.embedded.account import Account
from service.embedded.folders import Unusable
from service.embedded.programs import postgres_programs

INITDB = (
    *("-U", "guanjia", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    # `trust` is safe only because the socket lies in a folder of mode 0700 and no TCP port is open.
    *("--auth-local=trust", "--auth-host=reject", "--set", "timezone=UTC"),
)
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}


def make_cluster(target: Path, *, account: Account) -> None:
    """Under another name until it is complete: an initdb whose starter was killed goes on writing."""
    for unfinished in target.parent.glob("pg.new.*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix="pg.new.", dir=target.parent))
    if account.uid is not None and account.gid is not None:
        os.chown(new, account.uid, account.gid)
    run_program(["initdb", "-D", str(new), *INITDB], account=account)
    # Before the rename, so that nobody meets a ready server without its database.
    run_program(
        ["postgres", "--single", "-D", str(new), "postgres"],
        account=account,
        stdin="create database guanjia\n",
    )
    new.rename(target)


def run_program(command: Sequence[str], *, account: Account, stdin: str = "") -> None:
    program = str(postgres_programs() / command[0])
    done = subprocess.run(
        [*account.prefix, program, *command[1:]],
        input=stdin,
        capture_output=True,
        text=True,
        cwd="/",
        env=ENVIRONMENT,
        umask=0o077,
        **account.identity,
    )
    if done.returncode != 0:
        raise Unusable(f"{command[0]} failed:\n{done.stderr.strip()}")


def refuse_other_major(cluster: Path) -> None:
    """Another major version must be dumped and restored; a start would only say so in a log."""
    have = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
    if have != "18":
        raise Unusable(
            f"{cluster} was made by PostgreSQL {have}, this is 18. Dump it there and restore it here."
        )
