"""What needs signatures goes by a ticket: a quick call neither makes it nor takes it back."""

from datetime import date
from typing import LiteralString
from uuid import UUID

from service.errors import NotSo, not_so
from service.models.occupancy_change import OccupancyChange
from service.transaction import Row, Work
from service.usecases.occupancy.money import OWED_BY, UNUSED_OF, Wish
from workflows.moving_rules import Stakes

BACKDATED: LiteralString = """
SELECT r.id FROM room r JOIN office o ON o.id = r.office_id
 WHERE r.id = %(room)s AND %(day)s < (guanjia_now() AT TIME ZONE o.zone)::date
   AND EXISTS (SELECT FROM charge c WHERE c.room_id = r.id AND c.reversed_at IS NULL
                  AND c.period >= to_char(%(day)s::date, 'YYYY-MM'))
"""
MONEY: LiteralString = f"""
SELECT (SELECT coalesce(sum(c.balance_fen), 0) FROM charge c WHERE {OWED_BY}) AS owed_fen,
       (SELECT coalesce(sum(p.balance_fen - p.frozen_fen), 0)
          FROM prepayment p WHERE {UNUSED_OF}) AS unused_fen
"""
MADE_BY = """
SELECT t.number, t.state FROM ticket t
 WHERE t.room_id = %(room)s AND t.workflow IN ('move', 'handover', 'transfer')
   AND %(change)s IN (SELECT change FROM move WHERE ticket_id = t.id
                      UNION ALL SELECT change FROM handover WHERE ticket_id = t.id
                      UNION ALL SELECT change FROM transfer WHERE ticket_id = t.id)
"""


def must_need_no_signature(work: Work, room: Row, on: date, *, leaver: UUID | None, wish: Wish) -> None:
    """Asks what the ticket's precheck asks; 422 `needs_approval` for more than a quick call may do.

    Practice (workflows.md 2.10): a leaver who owes, money that goes over, a day whose month was charged.
    """
    who = {"office": room["office_id"], "room": room["id"], "customer": leaver, "day": on}
    found = work.sql.one(MONEY, who) or {}
    owed, unused = int(found["owed_fen"]), int(found["unused_fen"])
    moved = (owed if wish.arrears else 0) + (unused if wish.prepayment else 0)
    stakes = Stakes(moved, owed, backdated=is_backdated(work, room["id"], on))
    if not stakes.may_be_quick:
        raise _needs_approval(stakes)


def is_backdated(work: Work, room_id: UUID, on: date) -> bool:
    """Before today in the office, and the room was charged for the month of that day or a later one."""
    return work.sql.one(BACKDATED, {"room": room_id, "day": on}) is not None


def must_not_be_backdated(work: Work, room_id: UUID, on: date) -> None:
    if is_backdated(work, room_id, on):
        raise _needs_approval(Stakes(0, 0, backdated=True))


def must_be_quick(work: Work, change: OccupancyChange) -> None:
    """422 `needs_approval` where a ticket made the change: its reversal is signed (workflows.md 2.10)."""
    found = work.sql.one(MADE_BY, {"room": change.room_id, "change": change.id})
    if found is not None:
        raise _by_ticket(found)


def _by_ticket(ticket: Row) -> NotSo:
    number = ticket["number"]
    if ticket["state"] == "effective":
        zh = f"该登记由流程单 {number} 办理，须在该单上申请撤销并经审批。"
        en = f"Ticket {number} made this change: ask for its reversal there, which is signed."
    else:
        zh = f"该登记由流程单 {number} 办理，该单已不能撤销，请另开流程单。"
        en = f"Ticket {number} made this change and can take it back no more: open a ticket of its own."
    return not_so("needs_approval", zh, en)


def _needs_approval(stakes: Stakes) -> NotSo:
    """Says which of the three it is, and what to do."""
    ticket_zh, ticket_en = "须经流程审批，请开迁入迁出、入伙或过户流程单。", "open a ticket, which is signed."
    if stakes.backdated:
        zh, en = (
            "该房间在这一天所属月份或以后已出账，倒签",
            "The room was charged for the month of that day or later",
        )
    elif stakes.moved_fen > stakes.owed_fen:
        zh, en = "随迁转移的金额超过 1,000.00 元，", "More than 1,000.00 yuan would go over"
    else:
        zh, en = "原客户欠费超过 1,000.00 元，", "Who leaves owes more than 1,000.00 yuan"
    return not_so("needs_approval", f"{zh}{ticket_zh}", f"{en}: {ticket_en}")
