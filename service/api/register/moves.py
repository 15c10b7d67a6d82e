"""Handovers, moves in and out, and transfers: three entrances to one change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.guard import current_caller
from service.api.problems import in_language
from service.api.register.move_bodies import (
    ChangeQuery,
    MoveQuery,
    NewHandover,
    NewMove,
    NewTransfer,
    QuickMoves,
)
from service.api.register.move_shapes import CHANGE_MADE, CHANGE_ROW, MOVE_MADE, MOVE_ROW, MOVES_MADE
from service.api.register.nouns import Noun, add
from service.api.register.rows import asked_of
from service.api.work import unit_of_work
from service.queries.register.changes import HANDOVERS, MOVES, TRANSFERS
from service.queries.register.listing import Listing, shown, told_to
from service.queries.register.readers import MONEY
from service.transaction import Row, Sql, Work
from service.usecases.occupancy.acceptance import Finding
from service.usecases.occupancy.change_occupancy import MOVING_DESKS, Changed, NewChange, change_occupancy
from service.usecases.occupancy.charges import Picked
from service.usecases.occupancy.meters import Reading
from service.usecases.occupancy.move_out import NewMoveOut
from service.usecases.occupancy.promised import Promised
from service.usecases.occupancy.quick_moves import quick_moves, register_move
from service.usecases.register.create_customer import NewCustomer
from service.visibility import Caller

area = Area("moves", "Handovers, moves and transfers: who comes into a room and who leaves it")

OUT = ("office", "room", "customer", "nature", "on")
Make = Callable[[Work, dict[str, Any], Caller], tuple[UUID, Changed]]


def _readers(sql: Sql, asked: dict[str, Any], caller: Caller) -> Row:
    """Whose contract it is learns by its number only who reads it in the row."""
    return {"readers": list(caller.offices_of(*MONEY))}


HANDOVER = Noun(
    address="handovers",
    one="handover",
    listing=HANDOVERS,
    row=CHANGE_ROW,
    query=ChangeQuery,
    prepared=_readers,
    lists="Handovers (入伙), those that were taken back too.",
    shows="One handover, by id.",
)
add(area, HANDOVER)


@area.call("POST", "/handovers", body=NewHandover, answer=CHANGE_MADE, status=201)
def create_a_handover() -> Response:
    """The customer becomes owner, all earlier ones leave; `left` says who, `warnings` what to think of."""
    return _made(HANDOVERS, "handovers", _handover)


TRANSFER = Noun(
    address="transfers",
    one="transfer",
    listing=TRANSFERS,
    row=CHANGE_ROW,
    query=ChangeQuery,
    prepared=_readers,
    lists="Transfers (过户) from one owner to the next.",
    shows="One transfer, by id.",
)
add(area, TRANSFER)


@area.call("POST", "/transfers", body=NewTransfer, answer=CHANGE_MADE, status=201)
def create_a_transfer() -> Response:
    """The room goes from its owner to the customer; all earlier ones leave, as with a handover."""
    return _made(TRANSFERS, "transfers", _transfer)


MOVE = Noun(
    address="moves",
    one="move",
    listing=MOVES,
    row=MOVE_ROW,
    query=MoveQuery,
    lists="One row for each stay (迁入迁出), whichever entrance it came by, with its days in and out.",
    shows="One stay, by id.",
    many="register_moves",
)
add(area, MOVE)


@area.call("POST", "/moves", body=NewMove, answer=MOVE_MADE, status=201)
def create_a_move() -> Response:
    """A move in, or with `direction: out` a move out; an owner's move-in leaves what a handover leaves."""
    return _made(MOVES, "moves", _move)


@area.call("POST", "/moves/batch", body=QuickMoves, answer=MOVES_MADE, status=201)
def create_many_moves() -> Response:
    """Quick moves (快速迁入迁出): all or none; what is wrong is named by line."""
    caller = current_caller()
    asked = asked_of(caller, MOVING_DESKS)
    office = {"office": asked["office"]} if "office" in asked else {}
    with unit_of_work() as work:
        made = quick_moves(work, [_ordered(office | line) for line in asked["moves"]], actor=caller)
        rows = [_row(work, MOVES, each.stay_id, each, caller) for each in made]
    return answer({"items": rows}, 201)


def _made(listing: Listing, address: str, make: Make) -> Response:
    caller = current_caller()
    asked = asked_of(caller, MOVING_DESKS)
    with unit_of_work() as work:
        row_id, changed = make(work, asked, caller)
        row = _row(work, listing, row_id, changed, caller)
    return answer(row, 201, version=row["version"], location=f"/api/v1/{address}/{row_id}")


def _row(work: Work, listing: Listing, row_id: UUID, changed: Changed, caller: Caller) -> Row:
    row = shown(work.sql, listing, str(row_id), offices=caller.offices)
    return told_to(caller, listing, row) | {"warnings": in_language(changed.warnings)}


def _change_asked(asked: dict[str, Any]) -> dict[str, Any]:
    """Nested bodies as the use case takes them."""
    findings = tuple(Finding(**each) for each in asked.pop("acceptance", ()))
    newcomer = asked.pop("new_customer", None)
    asked |= _readings(asked)
    return asked | {"acceptance": findings, "new_customer": newcomer and NewCustomer(**newcomer)}


def _readings(asked: dict[str, Any]) -> dict[str, Any]:
    return {"readings": tuple(Reading(**each) for each in asked.pop("readings", ()))}


def _handover(work: Work, asked: dict[str, Any], caller: Caller) -> tuple[UUID, Changed]:
    del asked["customer_moves_in"], asked["others_move_out"]
    asked |= {"charges": tuple(Picked(**each) for each in asked.pop("charges", ()))}
    asked |= {"subsidies": tuple(Promised(**each) for each in asked.pop("subsidies", ()))}
    changed = change_occupancy(work, NewChange("handover", **_change_asked(asked)), actor=caller)
    return changed.id, changed


def _transfer(work: Work, asked: dict[str, Any], caller: Caller) -> tuple[UUID, Changed]:
    changed = change_occupancy(work, NewChange("transfer", **_change_asked(asked)), actor=caller)
    return changed.id, changed


def _move(work: Work, asked: dict[str, Any], caller: Caller) -> tuple[UUID, Changed]:
    changed = register_move(work, _ordered(asked), actor=caller)
    return changed.stay_id, changed


def _ordered(asked: dict[str, Any]) -> NewChange | NewMoveOut:
    named = {name: value for name, value in asked.items() if name != "direction"}
    if asked["direction"] == "in":
        return NewChange("move_in", **_change_asked(named))
    return NewMoveOut(**_readings(named), **{name: named[name] for name in OUT if name in named})
