"""`guanjia up` on a Procfile of stubs: everything is real but the processes that it runs."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from service.embedded.folders import Unusable
from service.settings import read_settings
from service.up.run import Plan, run
from service.up.say import say


def prepare(environ: Mapping[str, str]) -> None:
    if "REFUSE" in environ:
        raise Unusable(environ["REFUSE"])
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")


def greet(environ: Mapping[str, str]) -> None:
    say("可以用了", environ["DATABASE_URL"])


if __name__ == "__main__":
    plan = Plan(read_settings(os.environ), dict(os.environ), [Path(sys.argv[1])], prepare, greet)
    sys.exit(run(plan))
