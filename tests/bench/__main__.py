"""`python -m tests.bench [--quick] [--only P1,P7]`: one JSON document, progress on standard error."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

import orjson

from tests.bench.company import charged, pages, seeded
from tests.bench.counts import counts
from tests.bench.effects import effects
from tests.bench.figures import Pace, Told, moves, openings, queue_pages
from tests.bench.house import House, Web, built, empty, web
from tests.bench.machine import machine

FULL, QUICK = Pace(rounds=5, seconds=5.0), Pace(rounds=1, seconds=2.0)
FIGURES = ("P1", "P2", "P3", "P5", "P7", "P9", "P10", "pages")
OF_COMPANY = ("P10", "pages", "P9")


def main(words: list[str]) -> int:
    asked: Any = _asked(words)
    names = asked.only.split(",")
    of_tickets = [name for name in names if name not in OF_COMPANY]
    told: Told = {}
    if of_tickets:
        told |= _of_tickets(of_tickets, quick=asked.quick)
    if set(names) & set(OF_COMPANY):
        told |= _of_company(set(names), quick=asked.quick)
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS) + b"\n")
    return 0


def _of_tickets(names: list[str], *, quick: bool) -> Told:
    pace, tickets = (QUICK, 10_000) if quick else (FULL, 100_000)
    say(f"making {tickets} tickets …")
    with built(tickets=tickets) as house:
        told: Told = {
            "machine": machine(house),
            "connections": 16,
            "rounds": pace.rounds,
            "seconds": pace.seconds,
        }
        with web(house) as server:
            for name in names:
                say(f"{name} …")
                told |= MEASURES[name](house, server, pace)
    return told


def _of_company(names: set[str], *, quick: bool) -> Told:
    """The company is made in any case; its charge runs come last, for they make every list longer."""
    pace, rooms, months = (QUICK, 2_000, 1) if quick else (FULL, 50_000, 6)
    say(f"P10 … a company of {rooms} rooms")
    with empty() as house:
        told: Told = {"company": machine(house), "P10": seeded(house, rooms=rooms)}
        if "pages" in names:
            say("pages …")
            with web(house) as server:
                told["pages"] = pages(house, server, pace)
        if "P9" in names:
            say("P9 …")
            told["P9"] = charged(house, months=months)
    return told


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("--quick", action="store_true", help="few tickets, one short round: does it work?")
    parser.add_argument(
        "--only", default=",".join(FIGURES), help=f"some of {','.join(FIGURES)} (P6 comes with P1)"
    )
    return parser.parse_args(words)


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _moves(house: House, server: Web, pace: Pace) -> Told:
    p1, p6 = moves(house, server, pace)
    return {"P1": p1, "P6": p6}


def _effects(house: House, server: Web, pace: Pace) -> Told:
    count = min(20_000, house.tickets)
    return {"P7": effects(house, server, count=count, seconds=2 * pace.seconds)}


MEASURES: dict[str, Callable[[House, Web, Pace], Told]] = {
    "P1": _moves,
    "P2": lambda house, server, pace: {"P2": openings(house, server, pace)},
    "P3": lambda house, server, pace: {"P3": queue_pages(house, server, pace)},
    "P5": lambda house, server, pace: {"P5": counts(house)},
    "P7": _effects,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
