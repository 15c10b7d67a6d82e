"""A fresh house has something to show on every page, and leaves the rows of the first example alone.

By its name this comes first: later tests move the time of the same house, and its timers fire.
"""

from collections import Counter
from typing import Any

import pytest

from tests.flows.client import House, Json
from workflows.catalog import CATALOG

# On their way through these a house that runs is too quick, or the demo has nobody to stop there for.
MOVED = {
    "precheck",
    "pending_approval",
    "effective",
    "settling",
    "pending_reversal",
    "settled",
    "rejected",
    "reversed",
}
PASSING = {
    "complaint": set[str](),
    "repair": set[str](),
    "dunning": set[str](),
    "refund": {"approved", "paying", "paid", "reconcile"},
    "visit": {"planned", "attempting", "done_ok", "refused"},
    "rename": {"approved_applied"},
    **dict.fromkeys(("move", "handover", "transfer"), MOVED),
}


def listed(house: House, path: str, who: str = "clerk") -> list[Json]:
    """Every page of a list."""
    rows: list[Json] = []
    cursor: Any = ""
    while cursor is not None:
        page = house.do(who, "GET", f"{path}&limit=200" + (f"&cursor={cursor}" if cursor else ""))
        rows, cursor = [*rows, *page["items"]], page["next"]
    return rows


@pytest.mark.parametrize("workflow", CATALOG)
def test_there_are_tickets_in_nearly_every_state(workflow: str, house: House) -> None:
    found = Counter(row["state"] for row in listed(house, f"/tickets?workflow={workflow}&office=GZ01"))
    states = {state.name for state in CATALOG[workflow].newest.states}
    assert states - set(found) <= PASSING[workflow], found


@pytest.mark.parametrize("who", ["clerk", "supervisor", "pm", "finance", "tech", "visitor", "dispatcher"])
def test_every_desk_finds_work_in_its_queue(who: str, house: House) -> None:
    counts = house.do(who, "GET", "/work-items/counts")
    assert counts["mine"] + counts["pool"] > 0


def test_something_is_overdue(house: House) -> None:
    assert listed(house, "/tickets?overdue=true&open=true")


def test_the_rows_of_the_first_example_are_free(house: House) -> None:
    deposits = listed(house, "/deposits?customer=A-1-0101", "finance")
    assert [(row["kind"], row["balance_fen"], row["frozen"]) for row in deposits] == [
        ("other", 200_000, False),
        ("renovation", 300_000, False),
    ]
    charges = listed(house, "/charges?customer=A-1-0101", "finance")
    assert [row["balance_fen"] for row in charges] == [25_060] * 3
    assert listed(house, "/tickets?customer=A-1-0101") == []


def test_the_first_deposit_of_the_list_is_still_the_first(house: House) -> None:
    first = house.do("finance", "GET", "/deposits?limit=1")["items"][0]
    assert (first["customer"]["code"], first["amount_fen"]) == ("A-1-0101", 200_000)
