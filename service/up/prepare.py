"""Before the processes start: the database is migrated, and an empty one gets the demo offices."""

import signal
import subprocess
import sys
from collections.abc import Mapping

from service.embedded.folders import Unusable
from service.embedded.process import dying_with_parent
from service.settings import Settings

OPERATOR = "from service.app import main; main()"


def prepare(environ: Mapping[str, str], *, settings: Settings) -> None:
    """In processes of their own: the supervisor stays small, and Ctrl-C tears no migration apart."""
    run_operator_command("migrate", environ=environ)
    if not settings.production:
        run_operator_command("seed", "--if-empty", environ=environ)


def run_operator_command(*words: str, environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPERATOR, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),
    )
    if done.returncode != 0:
        raise Unusable(f"`guanjia {' '.join(words)}` said no (exit code {done.returncode}).")
