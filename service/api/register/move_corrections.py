"""Handovers, moves and transfers that were registered wrongly: corrected, taken back, deleted."""

from typing import Any

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.register.move_bodies import ChangeCorrection, MoveCorrection, Reversal
from service.api.register.move_shapes import CHANGE_ROW, MOVE_ROW
from service.api.register.rows import act_on_version, asked_of, delete_shown, key_of
from service.api.work import unit_of_work
from service.queries.register.changes import HANDOVERS, MOVES, TRANSFERS
from service.queries.register.listing import Listing, shown, told_to
from service.transaction import Row, Work
from service.usecases.occupancy.change_occupancy import MOVING_DESKS
from service.usecases.occupancy.correct_change import Correction, correct_change, correct_stay
from service.usecases.occupancy.delete_change import delete_change, delete_stay
from service.usecases.occupancy.reverse_change import latest_move, reverse_change
from service.visibility import Caller

area = Area("corrections", "Handovers, moves and transfers that were registered wrongly")


@area.call("PATCH", "/handovers/<handover>", body=ChangeCorrection, answer=CHANGE_ROW, version=True)
def correct_handover(handover: str) -> Response:
    """Change the papers' numbers, or the day while nothing builds on it."""
    return _corrected(HANDOVERS, handover)


@area.call("PATCH", "/transfers/<transfer>", body=ChangeCorrection, answer=CHANGE_ROW, version=True)
def correct_transfer(transfer: str) -> Response:
    """Change the papers' numbers, or the day while nothing builds on it."""
    return _corrected(TRANSFERS, transfer)


@area.call("PATCH", "/moves/<move>", body=MoveCorrection, answer=MOVE_ROW, version=True)
def correct_move(move: str) -> Response:
    """Change the day of a move in, or of a move out, while nothing builds on it."""
    return act_on_version(MOVES, move, _correct_stay, desks=MOVING_DESKS)


def _correct_stay(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
    ((field, day),) = asked.items()
    correct_stay(work, row["id"], day, began=field == "in_on", version=row["version"], actor=caller)


@area.call("DELETE", "/handovers/<handover>", status=204)
def delete_a_handover(handover: str) -> Response:
    """Take a mistake back and list it no longer; 409 while something builds on it."""
    return delete_shown(HANDOVERS, handover, delete_change)


@area.call("DELETE", "/transfers/<transfer>", status=204)
def delete_a_transfer(transfer: str) -> Response:
    """Take a mistake back and list it no longer; 409 while something builds on it."""
    return delete_shown(TRANSFERS, transfer, delete_change)


@area.call("DELETE", "/moves/<move>", status=204)
def delete_a_move(move: str) -> Response:
    """Take back a stay that came by a move in; 409 while something builds on it."""
    return delete_shown(MOVES, move, delete_stay)


@area.call("POST", "/handovers/<handover>/reverse", body=Reversal, answer=CHANGE_ROW)
def reverse_handover(handover: str) -> Response:
    """Take it back while nothing builds on it: relations, money and codes are as before."""
    return _reversed(HANDOVERS, handover)


@area.call("POST", "/transfers/<transfer>/reverse", body=Reversal, answer=CHANGE_ROW)
def reverse_transfer(transfer: str) -> Response:
    """Take it back while nothing builds on it: relations, money and codes are as before."""
    return _reversed(TRANSFERS, transfer)


@area.call("POST", "/moves/<move>/reverse", body=Reversal, answer=MOVE_ROW)
def reverse_move(move: str) -> Response:
    """Take back the latest move in or out of this stay, while nothing builds on it."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, MOVES, move, offices=caller.offices)
        asked = asked_of(caller, MOVING_DESKS)
        reverse_change(work, latest_move(work, row["id"]), asked["reason"], actor=caller)
        after = shown(work.sql, MOVES, key_of(row), offices=caller.offices)
    return answer(after, version=after["version"])


def _reversed(listing: Listing, key: str) -> Response:
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, listing, key, offices=caller.offices)
        asked = asked_of(caller, MOVING_DESKS)
        reverse_change(work, row["id"], asked["reason"], actor=caller)
        after = told_to(caller, listing, shown(work.sql, listing, key_of(row), offices=caller.offices))
    return answer(after, version=after["version"])


def _corrected(listing: Listing, key: str) -> Response:
    return act_on_version(listing, key, _correct, desks=MOVING_DESKS)


def _correct(work: Work, row: Row, asked: dict[str, Any], caller: Caller) -> None:
    papers = tuple((name, number) for name, number in asked.items() if name != "on")
    correction = Correction(asked.get("on"), papers)
    correct_change(work, row["id"], correction, version=row["version"], actor=caller)
