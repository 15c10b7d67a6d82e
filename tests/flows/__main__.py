"""`python -m tests.flows`: the flows by hand, against a service that runs already (`make run`)."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from service.embedded.folders import named_runtime_folder
from service.embedded.postgres import postgres_url
from service.up.secrets import read_secrets
from tests.flows.catalog import FLOWS
from tests.flows.client import House
from tests.flows.clock import Clock
from tests.flows.flow import Flow, walk


def main(words: list[str]) -> int:
    asked = arguments(words)
    house = House(asked.base.rstrip("/"), clock=clock_of(asked), secret=secret_of(asked.data))
    house.settle_in()
    try:
        return 1 if sum(failed(flow, house) for flow in FLOWS if asked.only in flow.name) else 0
    finally:
        house.leave()


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.flows", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the service answers")
    parser.add_argument("--only", default="", help="a part of a flow's name, such as refund or withdrawn")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("GUANJIA_DATA", "var")))
    move = "also the flows that set the service's time forward; timers of its other tickets fire as well"
    parser.add_argument("--move-time", action="store_true", help=move)
    return parser.parse_args(words)


def clock_of(asked: argparse.Namespace) -> Clock | None:
    """Only flows that move time need the database."""
    if not asked.move_time:
        return None
    url = os.environ.get("DATABASE_URL") or postgres_url(named_runtime_folder(asked.data.resolve()))
    return Clock(url)


def secret_of(data: Path) -> str:
    kept = read_secrets(data / "secrets.env")
    return os.environ.get("GUANJIA_PAYMENT_SECRET") or kept.get("GUANJIA_PAYMENT_SECRET", "")


def failed(flow: Flow, house: House) -> bool:
    if not flow.can_run(house):
        print(f"left out  {flow.name} (it needs the {flow.needs}: see --help)")
        return False
    began = time.monotonic()
    try:
        ticket = walk(flow, house)
    except AssertionError as error:
        print(f"FAILED    {flow.name}: {error}", flush=True)
        return True
    print(f"{time.monotonic() - began:6.2f} s  {flow.name} ({ticket.number})", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
