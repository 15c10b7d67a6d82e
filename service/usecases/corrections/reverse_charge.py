"""Takes back a charge that should not have been made (费用红冲): its month is free again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from service.errors import not_so
from service.queries.register.dunned import open_dunning
from service.transaction import Row, Work
from service.usecases.corrections.mistake import Mistake, leave_reason, locked, must_be_another
from service.usecases.register.books import enter
from service.usecases.register.months_by_hand import lock_meters, months_changed
from service.visibility import Caller

# Behind the runs of the office, as whoever ends a subsidy: both lock charges and what a developer promised.
TAKE_TURNS = """
SELECT pg_advisory_xact_lock(hashtextextended('charge_run ' || office_id, 0)) FROM charge
 WHERE id = %(id)s AND office_id = ANY(%(offices)s)
"""
# A line that a subsidy divided is one charge of one month; in the order of ids, as payments lock them.
LINE: Any = """
SELECT s.id, s.version FROM charge s
 WHERE s.id IN (SELECT %(id)s::uuid UNION
       SELECT o.id FROM charge c JOIN charge o ON o.room_id = c.room_id AND o.item_id = c.item_id
          AND o.period = c.period AND o.kind = c.kind AND o.share / 2 = c.share / 2
          AND o.reversed_at IS NULL
        WHERE c.id = %(id)s AND c.kind = 'routine')
   AND s.office_id = ANY(%(offices)s) ORDER BY s.id FOR UPDATE
"""
ROOM = """
SELECT room_id AS id FROM charge
 WHERE id = %(id)s AND office_id = ANY(%(offices)s) AND room_id IS NOT NULL
"""
# Under whichever account; an entry that names nobody is by whoever made the charge.
OWN: Any = """
SELECT coalesce(sum(e.amount_fen) FILTER (WHERE e.amount_fen > 0), 0)::bigint AS booked_fen,
       coalesce(-sum(e.amount_fen) FILTER (WHERE e.amount_fen < 0), 0)::bigint AS taken_fen
  FROM book_entry e JOIN charge c ON c.id = e.row_id
  JOIN account a ON a.id = coalesce(e.actor_id, c.created_by)
 WHERE e.row_id = ANY(%(ids)s) AND e.book = 'charge' AND e.kind <> 'allocation'
   AND a.person_id = %(person)s
"""
BINDS: Any = """
SELECT EXISTS (SELECT FROM charge l WHERE l.late_of = %(id)s AND l.reversed_at IS NULL
                  AND l.balance_fen + l.paid_fen > 0) AS late,
       EXISTS (SELECT FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
                WHERE m.to_id = %(id)s AND x.reversed_at IS NULL) AS came_over,
       EXISTS (SELECT FROM charge_run r WHERE r.id = %(run)s AND r.status <> 'done') AS running
"""
RULES = (
    (
        "not_paid",
        "该费用已有缴款，请先红冲缴款或办理退费。",
        "It was paid: take the payment back or refund it.",
    ),
    (
        "untouched",
        "该费用已减免或已转移，不能红冲。",
        "A part of it was reduced or went over to somebody else.",
    ),
    ("not_judged", "该费用已经判决，不能红冲。", "A court has decided it."),
    ("not_being_dunned", "该费用正在催收，请先结束催收单。", "It is being dunned: end that request first."),
    ("no_late_charges", "该费用已生成违约金，请先红冲违约金。", "Take its late charges back first."),
    ("not_moved", "该费用随过户转移而来，请撤销过户。", "It came with a transfer: take that back."),
    ("run_is_done", "生成该费用的任务尚未完成。", "The run that made it goes on: wait until it is done."),
)
REVERSE = "UPDATE charge SET balance_fen = 0, reversed_at = guanjia_now() WHERE id = %(id)s"
# The units are free again, if no other charge by hand is for them, as is what a developer promised.
FREE_READINGS = "UPDATE meter_reading SET charge_id = NULL WHERE charge_id = %(id)s"
GIVE_BACK = """
UPDATE subsidy SET balance_fen = balance_fen + %(fen)s WHERE id = %(id)s AND balance_fen IS NOT NULL
"""


def reverse_charge(work: Work, mistake: Mistake, *, actor: Caller) -> None:
    """With the other share of its line. 422 `not_so` says what binds one: money, a court, dunning, a move.

    What was paid and given back whole binds none: the refund has settled it, and only the rest is taken back.
    """
    line = _locked_line(work, mistake, actor)
    fen = sum(charge["balance_fen"] for charge in line)
    must_be_another_hand(work, line, fen, actor)
    for charge in line:
        must_be_free(work, charge)
    for charge in line:
        _take_back(work, charge, mistake, actor)
    if line[0]["room_id"] is not None:
        months_changed(work, [line[0]["room_id"]])


def _locked_line(work: Work, mistake: Mistake, actor: Caller) -> list[Row]:
    """The charge named first, as the caller saw it; the other share as it is."""
    asked = {"id": mistake.id, "offices": list(actor.offices)}
    _take_turns(work, asked)
    others = [row for row in work.sql.all(LINE, asked) if row["id"] != mistake.id]
    seen = [replace(mistake, id=row["id"], version=row["version"]) for row in others]
    return [locked(work, "charge", each, actor=actor) for each in (mistake, *seen)]


def _take_back(work: Work, charge: Row, mistake: Mistake, actor: Caller) -> None:
    work.sql.execute(REVERSE, {"id": charge["id"]})
    free_readings(work, charge["id"])
    if charge["subsidy_id"] is not None:
        work.sql.execute(GIVE_BACK, {"id": charge["subsidy_id"], "fen": charge["amount_fen"]})
    if charge["balance_fen"] > 0:
        enter_charged(work, charge, -charge["balance_fen"], actor)
    leave_reason(work, "charge", charge, replace(mistake, id=charge["id"]), actor=actor)
    work.session.flush()


def locked_charge(work: Work, mistake: Mistake, *, actor: Caller) -> Row:
    _take_turns(work, {"id": mistake.id, "offices": list(actor.offices)})
    return locked(work, "charge", mistake, actor=actor)


def _take_turns(work: Work, asked: Row) -> None:
    """The room's meters before its charges, as whoever reads them."""
    work.sql.all(TAKE_TURNS, asked)
    room = work.sql.one(ROOM, asked)
    if room is not None:
        lock_meters(work, [room["id"]])


def must_be_another_hand(work: Work, line: Sequence[Row], fen: int, actor: Caller) -> None:
    """Nobody takes alone, in one piece or in slices, more than 1,000.00 yuan out of what they booked."""
    if fen > 0:
        own: Any = work.sql.one(OWN, {"ids": [charge["id"] for charge in line], "person": actor.person_id})
        undone = min(own["booked_fen"], own["taken_fen"] + fen)
        must_be_another(actor.person_id, undone, actor)


def must_be_free(work: Work, charge: Row) -> None:
    charge_id: UUID = charge["id"]
    found = work.sql.one(BINDS, {"id": charge_id, "run": charge["run_id"]}) or {}
    whole = charge["balance_fen"] + charge["paid_fen"] == charge["amount_fen"]
    binds = (
        charge["paid_fen"] > charge["refunded_fen"],
        not whole,
        charge["judged_at"] is not None,
        bool(open_dunning(work.sql, [charge_id])),
        *(found[name] for name in ("late", "came_over", "running")),
    )
    failed = [rule for bound, rule in zip(binds, RULES, strict=True) if bound]
    if failed:
        raise not_so(*failed[0], more=failed[1:])


def free_readings(work: Work, charge_id: UUID) -> None:
    work.sql.execute(FREE_READINGS, {"id": charge_id})


def enter_charged(work: Work, charge: Row, fen: int, actor: Caller) -> None:
    office = charge["office_id"]
    enter(work, "charge", charge["id"], office_id=office, kind="charged", amount_fen=fen, actor=actor)
