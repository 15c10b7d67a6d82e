"""Moves, handovers and transfers (迁入迁出, 入伙, 过户): one machine with three entrances, one end state."""

from datetime import datetime, time, timedelta
from typing import Final

from workflows.case import Actor, Case, Form
from workflows.common import four_eyes, ladder_passes, ladder_refuses, no_decision_yet, sets
from workflows.engine import Workflow
from workflows.exceptional import Exceptional, where_any
from workflows.follow_up import welcomes
from workflows.moments import zone
from workflows.moving_meters import READABLE
from workflows.moving_rules import (
    POSSIBLE,
    REVERSIBLE,
    all_placed,
    date_reached,
    day_of,
    debt_assumed,
    goes_out,
    in_force,
    moved_fen,
    needs_approval,
    nobody_left,
    not_being_dunned,
    other_than_weighed,
    weighed,
)
from workflows.terms import (
    STAY,
    Approval,
    Change,
    Fact,
    Move,
    State,
    desk,
    end,
    move,
    opening,
    signer,
    state,
    submitter,
    system,
    timer,
)

DETAILS: Final[dict[str, str]] = {
    "direction": "text",
    "nature": "text",
    "day": "date",
    "until": "date",
    "reenter_tenant": "bool",
    "resident_leaves": "bool",
    "arrears_to_new": "bool",
    "prepayment_to_new": "bool",
    "assumption_no": "text",
    "pass_code": "bool",
    "contract_no": "text",
    "letter_no": "text",
    "effective_at": "moment",
    "open_items": "json",
    "moved_fen": "int",
    "change": "uuid",
    "leaver": "uuid",
    "readings": "json",
    "kept_reason": "text",
    "reversal_reason": "text",
    "customer_moves_in": "bool",
    "others_move_out": "bool",
    "weighed": "json",
    "lessor": "text",
}
FACTS: Final[dict[str, str]] = {
    "zone": "the office's time zone",
    "customer": "who comes, or who leaves by a move-out",
    "customer_enabled": "that customer is not disabled",
    "stays": "all relations to the room that were not cancelled, with the days on which they hold",
    "leaver": "whom the newcomer follows, or who left",
    "arrears": "what the leaver owes for the room, row by row; no debt that a court has decided",
    "prepayments": "what is left of the leaver's prepayments, row by row",
    "dunned": "some of these arrears are being dunned",
    "deposits_fen": "what is left of the leaver's deposits for the room",
    "backdated": "the day is over, and the room was charged for its month or a later one",
    "open_items": "what is open around the room, counted by kind",
    "meters": "the room's meters, once it is in effect: up to where each was charged, what it showed last and"
    " when, and the room's prices for its item",
    "later_change": "a later change of the room builds on this one",
    "charged_since": "charges were made for the room since",
    "money_touched": "what went over was used or is dunned since",
    "visits_refused": "who comes wants no visits now (no_visits_until lies ahead)",
    "taken_back": "the change was taken back beside the workflow",
    "codes_changed": "one of the two customers got another code since",
}
BARRING: Final = ("amend", "submit")
FIELDS = ("day", "until", "nature", "direction", "reenter_tenant", "resident_leaves", "arrears_to_new",
          "prepayment_to_new", "assumption_no", "pass_code", "contract_no", "letter_no",
          "lessor")  # fmt: skip


def _counted(case: Case, actor: Actor, form: Form) -> Change:
    """The list that everybody sees from now on, and the moment at which the office's day begins."""
    day = day_of(case, form) + timedelta(days=1 if goes_out(case, form) else 0)
    at = datetime.combine(day, time(), zone(case))
    return Change(details={"effective_at": at, "open_items": case.facts.get("open_items")})


def _weighed(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"moved_fen": moved_fen(case), "weighed": weighed(case)})


def _asked_back(case: Case, actor: Actor, form: Form) -> Change:
    return Change(details={"reversal_reason": form["reason"]})


MONEY_RULES = [debt_assumed, not_being_dunned]
CHANGES = ["change_occupancy", "pass_code", "carry_money"]
BEFORE = ["draft", "precheck", "effective_pending"]


# fmt: off
def _states() -> list[State]:
    return [
        state("draft", "草稿", work=submitter, reminders=1),
        state("precheck", "预审", timers=[timer("checked")]),
        state("pending_approval", "审批", approval="moving"),
        state("effective_pending", "待生效",
              timers=[timer("effective_date", at="effective_at", again="P1D", told=("tell_desk:clerk",))]),
        state("effective", "已生效", work=desk("clerk"), clock="meter"),
        state("settling", "结算中", work=desk("finance"), clock="settle"),
        state("pending_reversal", "撤销审批", approval="reversal"),
        end("settled", "已结清"),
        end("rejected", "已驳回"),
        end("cancelled", "已取消"),
        end("reversed", "已撤销"),
    ]


def _moves() -> list[list[Move]]:
    return [
        move("amend", "draft", STAY, by=submitter, then=[sets(*FIELDS)]),
        move("submit", "draft", "precheck", by=submitter, when=[*POSSIBLE, *MONEY_RULES], then=[_counted]),
        move("checked", "precheck", "pending_approval", by=system, route=needs_approval, then=[_weighed]),
        move("checked", "precheck", "effective_pending", by=system, then=[_weighed]),
        move("approve", "pending_approval", "effective_pending", by=signer, route=ladder_passes,
             when=[four_eyes, *MONEY_RULES]),
        move("approve", "pending_approval", STAY, by=signer, when=[four_eyes, *MONEY_RULES]),
        move("return", "pending_approval", "draft", by=signer, when=[four_eyes]),
        move("reject", "pending_approval", "rejected", by=signer, route=ladder_refuses, when=[four_eyes]),
        move("reject", "pending_approval", STAY, by=signer, when=[four_eyes]),
        move("cancel", BEFORE, "cancelled", by=[submitter, desk("supervisor")]),
        move("cancel", "pending_approval", "cancelled", by=submitter, when=[no_decision_yet]),
        move("effective_date", "effective_pending", "precheck", by=system, route=other_than_weighed),
        move("effective_date", "effective_pending", "effective", by=system,
             when=[date_reached, *POSSIBLE, *MONEY_RULES], books=CHANGES),
        move("meter_billed", "effective", "settled", by=desk("clerk"), route=nobody_left,
             when=[in_force, *READABLE], then=[sets("readings"), welcomes], books=["bill_meters"]),
        move("meter_billed", "effective", "settling", by=desk("clerk"), when=[in_force, *READABLE],
             then=[sets("readings")], books=["bill_meters"]),
        move("settled", "settling", "settled", by=desk("finance"), when=[all_placed],
             then=[sets("kept_reason"), welcomes]),
        move("reverse", "effective", "pending_reversal", by=desk("supervisor"), when=REVERSIBLE,
             then=[_asked_back]),
        move("approve", "pending_reversal", "reversed", by=signer, route=ladder_passes,
             when=[four_eyes, *REVERSIBLE], books=["reverse_change"]),
        move("approve", "pending_reversal", STAY, by=signer, when=[four_eyes, *REVERSIBLE]),
        move("return", "pending_reversal", "effective", by=signer, when=[four_eyes]),
        move("reject", "pending_reversal", "effective", by=signer, route=ladder_refuses, when=[four_eyes]),
        move("reject", "pending_reversal", STAY, by=signer, when=[four_eyes]),
    ]
# fmt: on


def _workflow(name: str, zh: str, en: str, prefix: str) -> Workflow:
    return Workflow(
        name,
        zh,
        en,
        version=1,
        prefix=prefix,
        opening=opening("create", by=[desk("clerk")], then=[sets(*FIELDS)]),
        states=_states(),
        moves=_moves(),
        facts=[
            Fact(
                "debt_moves",
                "欠费随迁",
                "Arrears go over",
                lambda c: bool(c.details.get("arrears_to_new") and c.facts.get("arrears")),
            ),
            Fact(
                "backdated",
                "倒签到已出账的月份",
                "In a month that was charged",
                lambda c: bool(c.facts.get("backdated")),
            ),
        ],
        approvals={
            "moving": Approval(moved_fen, guards=("effective_pending", "effective", "settling")),
            "reversal": Approval(moved_fen, guards=("reversed",)),
        },
        bound=FIELDS,
        exceptional=Exceptional(
            ends=("cancelled", "rejected"),
            reopens=("cancelled", "rejected"),
            money=where_any("arrears_to_new", "prepayment_to_new"),
            sealed=("effective", "settling", "pending_reversal"),
            no_jump=("precheck", "pending_approval", "effective_pending"),
        ),
    )


# `move` is a word of the tables, so the workflow of that name goes by another here.
move_in_out = _workflow("move", "迁入迁出", "Move in or out", "MV")
handover = _workflow("handover", "入伙", "Handover", "HO")
transfer = _workflow("transfer", "过户", "Transfer", "TR")
