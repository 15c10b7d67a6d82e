"""Before the processes start: the database is migrated, and an empty one gets the demo offices."""

import signal
import subprocess
import sys
from collections.abc import Mapping

from service.embedded.folders import Unusable
from service.embedded.process import dying_with_parent
from service.settings import Settings

OPERATOR = "from service.app import main; main()"
# Built once before anything runs, so that a refusal is said once and not at every restart; without a trace.
BUILD = "import sys; sys.tracebacklimit = 0; from service.app import create_app; create_app()"


def prepare(environ: Mapping[str, str], *, settings: Settings) -> None:
    """In processes of their own: the supervisor stays small, and Ctrl-C tears no migration apart."""
    run_python(OPERATOR, "migrate", environ=environ)
    if settings.production:
        run_python(BUILD, environ=environ)
    else:
        run_python(OPERATOR, "seed", "--if-empty", environ=environ)


def run_python(code: str, *words: str, environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),
    )
    if done.returncode != 0:
        raise Unusable("上面说明了原因。The reason is said above.")
