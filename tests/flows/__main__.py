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
    house = House(asked.base.rstrip("/"), clock=clock_of(asked.data), secret=secret_of(asked.data))
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
    return parser.parse_args(words)


def clock_of(data: Path) -> Clock | None:
    """Only flows that move time need the database; without it they are left out."""
    if "DATABASE_URL" in os.environ:
        return Clock(os.environ["DATABASE_URL"])
    return Clock(postgres_url(named_runtime_folder(data.resolve()))) if data.is_dir() else None


def secret_of(data: Path) -> str:
    kept = read_secrets(data / "secrets.env")
    return os.environ.get("GUANJIA_PAYMENT_SECRET") or kept.get("GUANJIA_PAYMENT_SECRET", "")


def failed(flow: Flow, house: House) -> bool:
    if not flow.can_run(house):
        print(f"left out  {flow.name} (it needs the {flow.needs}: name the data folder by --data)")
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
