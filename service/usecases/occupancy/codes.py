"""The code goes with the ownership (过户): the old owner's gets a "-1", the new owner gets the old one."""

from uuid import UUID

import psycopg

from service.db import new_id
from service.errors import NotSo, not_so
from service.models.occupancy_change import OccupancyChange
from service.queries.register.suggestion import free_code
from service.transaction import Row, Work
from service.usecases.register.change_customer import keep
from service.usecases.register.create_customer import customer_code_taken
from service.usecases.register.trail import leave_trail
from service.visibility import Caller

# In the order of ids, so that two changes of the same two people wait for each other instead of for ever.
BOTH = "SELECT * FROM customer WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
OF_ANOTHER_ROOM = """
SELECT id FROM room WHERE office_id = %(office)s AND code = %(code)s AND id <> %(room)s
"""
# No name that anybody sends may hold this character.
NAMELESS = "\x01"
SET_CODE = "UPDATE customer SET code = %(code)s, version = version + 1 WHERE id = %(id)s"


def take_turns(work: Work, *customers: UUID | None) -> None:
    """Before anything of theirs is locked: payments too lock a customer before their books."""
    work.sql.execute(BOTH, {"ids": [each for each in customers if each is not None]})


def pass_code(
    work: Work, change: OccupancyChange, *, old_owner: UUID | None, asked: bool | None, actor: Caller
) -> None:
    """`asked` None: with a transfer only, and only where neither code is the label of another room.

    Internal ids carry all links, so that charges, deposits and tickets stay with whom they were. Both codes
    stay in the history of their customers.
    """
    if old_owner is None or not (asked or (asked is None and change.entrance == "transfer")):
        return
    old, new = _both(work, old_owner, change.customer_id)
    if asked is None and any(_names_another_room(work, change, each["code"]) for each in (old, new)):
        return
    change.passed_code = old["code"]
    change.former_code = None if is_nameless(new["code"]) else new["code"]
    change.left_code = free_code(work.sql, change.office_id, old["code"])
    _set(work, old, change.left_code, actor)
    _set(work, new, change.passed_code, actor)


def name_newcomer(work: Work, change: OccupancyChange, wanted: str, *, given: bool, actor: Caller) -> None:
    """A first code for whom no code was passed to: `given` ones as they are, else the next that is free."""
    (new,) = _both(work, change.customer_id)
    if is_nameless(new["code"]):
        code = wanted if given else free_code(work.sql, change.office_id, wanted)
        _set(work, new, code, actor)


def nameless() -> str:
    """The code of a customer whom the running change enters, before it is known which it gets."""
    return f"{NAMELESS}{new_id()}"


def is_nameless(code: str) -> bool:
    return code.startswith(NAMELESS)


def give_code_back(work: Work, change: OccupancyChange, *, old_owner: UUID | None, actor: Caller) -> None:
    """422 `codes_unchanged` when one of the two has got another since. Who had none gets the old owner's."""
    if change.passed_code is None or old_owner is None:
        return
    old, new = _both(work, old_owner, change.customer_id)
    if (old["code"], new["code"]) != (change.left_code, change.passed_code):
        raise codes_changed()
    _set(work, new, change.former_code or nameless(), actor)
    _set(work, old, change.passed_code, actor)
    if change.former_code is None:
        _set(work, new | {"code": NAMELESS}, old["code"], actor)


def _both(work: Work, *ids: UUID) -> tuple[Row, ...]:
    found = {row["id"]: row for row in work.sql.all(BOTH, {"ids": list(ids)})}
    return tuple(found[customer_id] for customer_id in ids)


def _names_another_room(work: Work, change: OccupancyChange, code: str) -> bool:
    asked = {"office": change.office_id, "code": code, "room": change.room_id}
    return work.sql.one(OF_ANOTHER_ROOM, asked) is not None


def _set(work: Work, customer: Row, code: str, actor: Caller) -> None:
    if not is_nameless(customer["code"]):
        keep(work.sql, customer, "code", actor)
    office, who = customer["office_id"], customer["id"]
    leave_trail(work.sql, "change", "customer", who, office=office, actor=actor, fields=["code"])
    try:
        work.sql.execute(SET_CODE, {"id": who, "code": code})
    except psycopg.errors.UniqueViolation as error:
        raise customer_code_taken(code) from error


def codes_changed() -> NotSo:
    zh = "客户编号此后又有变更，不能撤销。"
    return not_so("codes_unchanged", zh, "A customer's code has been changed since.")
