"""A constraint that said no, as the refusal a person understands."""

import psycopg

from service.errors import Duplicate, Problem, not_so

BALANCE = ("within_balance", "可用余额不足。", "The free balance is not enough.")
OTHER_SLIP = (
    "no_other_slip",
    "该款项已有一张未完结的退款单。",
    "There is already an open refund for this row.",
)
TWICE = ("four_eyes", "同一人在一轮审批中只能表决一次。", "One person has one vote in a round.")
FIRED = (
    "effect_fired",
    "该决定已对外生效，不能拿回。",
    "What was decided has had its effect outside already; it cannot be taken back.",
)
ROOM_CHANGED = (
    "room_unchanged",
    "该房间的居住关系刚有变动，请重试。",
    "Who is in the room was just changed; please try again.",
)
RULES = {
    "outbox_attempts": FIRED,
    "deposit_within_balance": BALANCE,
    "prepayment_within_balance": BALANCE,
    "charge_within_amount": BALANCE,
    "charge_within_paid": BALANCE,
    "charge_adds_up": BALANCE,
    "deposit_one_open_slip": OTHER_SLIP,
    "prepayment_one_open_slip": OTHER_SLIP,
    "charge_one_open_slip": OTHER_SLIP,
    "deposit_frozen_when_audited": ("audited", "该保证金尚未审核。", "The deposit has not been audited."),
    "instruction_one_alive": (
        "failure_is_final",
        "上一次付款尚无最终结果。",
        "The last payment is still open.",
    ),
    "work_item_one_seat_a_person": TWICE,
    "work_item_one_vote": TWICE,
    "customer_named": (
        "customer_unchanged",
        "提交后客户资料已有变动，请退回重新提交。",
        "The customer was changed since the rename was submitted; return it to be submitted anew.",
    ),
    "occupancy_in_order": ROOM_CHANGED,
    "meter_read_in_turn": (
        "meter_unread_since",
        "该表刚有新的读数，请重试。",
        "The meter was just read by somebody else; please try again.",
    ),
    "occupancy_change_reversed": ("in_force", "该登记已撤销。", "This has been taken back already."),
    **{
        f"occupancy_one_{nature}": (
            "one_of_each_nature",
            "该房间在这段时间已有同一性质的客户。",
            "The room already has somebody of this nature on one of these days.",
        )
        for nature in ("owner", "tenant", "resident")
    },
    "rename_once_a_customer": (
        "no_other_rename",
        "该客户已有一张未完结的更名单。",
        "There is already an open rename of this customer.",
    ),
    "visit_once_a_round": (
        "one_open_visit",
        "该工单已有一个未结束的回访。",
        "This ticket already has an open visit.",
    ),
}
NUMBER_BOOKED = ("该付款编号已入账。", "A payment with this number is booked already.")
TAKEN = {
    "ticket_reopened_once": ("该工单已经重新打开过。", "This ticket was reopened already."),
    "customer_code": ("客户编号刚被使用，请重试。", "A customer code was just taken; please try again."),
    "ticket_external_ref": ("外部编号已存在。", "This external reference exists already."),
    "uq_payment_payment_no": NUMBER_BOOKED,
    "payment_of_gateway": NUMBER_BOOKED,
}


def clash_of(error: psycopg.errors.IntegrityError, workflow: str) -> Problem | None:
    """None for the idempotency row: then the first answer is read. Raises what nobody foresaw."""
    name = error.diag.constraint_name or ""
    if name == "pk_idempotency":
        return None
    if name in TAKEN:
        return Duplicate(*TAKEN[name])
    if name in RULES:
        return not_so(*RULES[name])
    raise error
