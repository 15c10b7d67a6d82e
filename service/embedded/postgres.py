"""The embedded PostgreSQL: a child of its owner, on a unix socket only."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from service.embedded.account import Account
from service.embedded.cluster import ENVIRONMENT, make_cluster, refuse_other_major
from service.embedded.folders import Unusable
from service.embedded.process import Ending, dying_with_parent, end_stranger, is_alive, works_in
from service.embedded.programs import postgres_programs
from service.embedded.server import open_log

# The few pages that a move reads lie in memory: an index costs what a scan of a small table seems to cost.
SETTINGS = ("listen_addresses=", "random_page_cost=1.1")
ENDINGS = (Ending(signal.SIGINT, 30), Ending(signal.SIGQUIT, 30), Ending(signal.SIGKILL, 5))


@dataclass(frozen=True, slots=True)
class Postgres:
    """`options` are settings such as `fsync=off`."""

    data: Path
    run: Path
    account: Account
    options: tuple[str, ...] = ()
    name: str = "PostgreSQL"
    endings: tuple[Ending, ...] = ENDINGS

    @property
    def cluster(self) -> Path:
        return self.data / "pg"

    @property
    def log(self) -> Path:
        return self.data / "log" / "postgres.log"

    @property
    def url(self) -> str:
        return postgres_url(self.run)

    def prepare(self) -> None:
        if not self.cluster.exists():
            make_cluster(self.cluster, account=self.account)
        refuse_other_major(self.cluster)
        end_leftover(self.cluster)

    def spawn(self) -> "Popen[bytes]":
        """Our own pid goes into a stale pid file: the postmaster ignores its parent's, and only its parent's.

        Otherwise a dead server's number that names a foreign program by now stops the start.
        """
        put_own_pid(self.cluster / "postmaster.pid")
        for left in self.run.glob(".s.PGSQL.*"):  # its lock names a pid too, alive as a zombie perhaps
            left.unlink(missing_ok=True)
        with open_log(self.log) as log:
            return Popen(
                self.command(),
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                umask=0o077,
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGINT),
                **self.account.identity,
            )

    def command(self) -> list[str]:
        program = str(postgres_programs() / "postgres")
        settings = [word for each in (*SETTINGS, *self.options) for word in ("-c", each)]
        folders = ["-D", os.path.realpath(self.cluster), "-k", str(self.run)]
        return [*self.account.prefix, program, *folders, *settings]

    def is_ready(self, child: "Popen[bytes]") -> bool:
        pid, status = pid_and_status(self.cluster)
        return pid == child.pid and status == "ready"


def postgres_url(run: Path, *, database: str = "guanjia") -> str:
    return f"postgresql://guanjia@/{database}?host={quote(str(run), safe='')}"


def is_served(data: Path) -> bool:
    """Whether some living server, ours or not, answers for this data folder."""
    pid, status = pid_and_status(data / "pg")
    return status == "ready" and is_alive(pid)


def pid_and_status(cluster: Path) -> tuple[int, str]:
    """Lines 1 and 8 of the pid file; zeros while there is none or it is half written."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (OSError, ValueError, IndexError):
        return 0, ""


def end_leftover(cluster: Path) -> None:
    """A server whose owner was killed is stopping; it is never adopted, so that ours is a child."""
    pid, _ = pid_and_status(cluster)
    if pid and pid != os.getpid() and works_in(pid, cluster) and not end_stranger(pid, ENDINGS):
        raise Unusable(f"A PostgreSQL server (pid {pid}) still runs on {cluster} and cannot be stopped.")


def put_own_pid(pid_file: Path) -> None:
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return
    pid_file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]), encoding="utf-8")
