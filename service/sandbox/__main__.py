"""`python -m service.sandbox`: one process, so that `kill -9` takes all of it; its state is the journals."""

import logging
import os
import signal
import sys
from collections.abc import Mapping
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from service.sandbox.app import create_sandbox
from service.sandbox.journal import BrokenJournal
from service.sandbox.options import Options, read_options
from service.sandbox.partner import Partner
from service.settings import read_settings


class QuietRequests(WSGIRequestHandler):
    """One line a request would say nothing that the journal does not."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main(environ: Mapping[str, str]) -> int:
    logging.basicConfig(level=logging.INFO, format="sandbox: %(message)s")
    try:
        options = read_options(environ, read_settings(environ))
        _serve(options)
    except (ValueError, OSError, BrokenJournal) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(options: Options) -> None:
    partner = Partner(options)
    server = make_server(
        "127.0.0.1", options.port, create_sandbox(partner), threaded=True, request_handler=QuietRequests
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    print(f"sandbox: http://127.0.0.1:{server.port} ({options.mode}, {options.delay:g} s)", flush=True)
    server.serve_forever()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """At once: what was promised is on disk, and a callback under way is told again after a start."""
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(os.environ))
