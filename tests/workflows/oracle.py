"""The tables of `domain/workflows.md` 2.2 to 2.6 and of `docs/workflows.md`, typed from the documents.

Each row is (from, trigger, to, who, which row). Lists are separated by a blank; `OPEN` is every open state.
"""

STATES = {
    "complaint": (
        "registered invalid_pending accepted investigating waiting_customer waiting_repair plan_review"
        " executing resolved reopened",
        "closed closed_unconfirmed invalid withdrawn",
    ),
    "repair": (
        "reported pending_dispatch dispatched accepted on_site quote_review waiting_quote in_progress"
        " suspended completed waiting_payment visiting",
        "closed closed_out_of_scope closed_refused cancelled closed_forced",
    ),
    "dunning": (
        "draft pending_approval approved executing waiting_payment promised disputed adjusting"
        " pending_write_off",
        "settled rejected withdrawn escalated written_off closed_by_judgment",
    ),
    "refund": (
        "draft inspection cooling second_inspection deduction_proposed disputed pending_approval approved"
        " paying pay_failed reconcile paid",
        "closed rejected cancelled",
    ),
    "visit": ("planned assigned attempting", "done_ok done_bad unreachable refused cancelled"),
    "rename": ("draft submitted auditing", "approved_applied rejected withdrawn"),
    **dict.fromkeys(
        ("move", "handover", "transfer"),
        (
            "draft precheck pending_approval effective_pending effective settling pending_reversal",
            "settled rejected cancelled reversed",
        ),
    ),
}

OPENINGS = {
    "complaint": ("register", "registered", "customer clerk"),
    "repair": ("report", "reported", "customer clerk tech guard system"),
    "dunning": ("create", "draft", "clerk system"),
    "refund": ("create", "draft", "clerk"),
    "visit": ("plan", "planned", "system supervisor"),
    "rename": ("create", "draft", "clerk"),
    "move": ("create", "draft", "clerk"),
    "handover": ("create", "draft", "clerk"),
    "transfer": ("create", "draft", "clerk"),
}

Row = tuple[str, str, str, str, str]

COMPLAINT: list[Row] = [
    ("registered", "accept", "accepted", "clerk", ""),
    ("registered", "reject_invalid", "invalid_pending", "clerk", ""),
    ("invalid_pending", "confirm_invalid", "invalid", "supervisor", ""),
    ("invalid_pending", "send_back", "registered", "supervisor", ""),
    ("accepted", "assign", "investigating", "supervisor", ""),
    ("reopened", "assign", "investigating", "supervisor", "first and second reopening"),
    ("reopened", "assign", "investigating", "pm", "otherwise"),
    ("investigating", "need_info", "waiting_customer", "assignee", ""),
    ("waiting_customer", "info_received", "investigating", "customer assignee", ""),
    ("waiting_customer", "timeout", "resolved", "system", "severity normal"),
    ("waiting_customer", "timeout", "investigating", "system", "otherwise"),
    ("investigating", "spawn_repair", "waiting_repair", "assignee", ""),
    ("waiting_repair", "child_closed", "investigating", "system", ""),
    ("investigating", "propose", "plan_review", "assignee", ""),
    ("plan_review", "approve", "executing", "signer", "the ladder passes with this vote"),
    ("plan_review", "approve", "=", "signer", "otherwise"),
    ("plan_review", "return", "investigating", "signer", ""),
    ("executing", "done", "resolved", "assignee", ""),
    ("resolved", "visit_ok", "closed", "system", ""),
    ("resolved", "visit_bad", "reopened", "system customer", ""),
    ("resolved", "auto_close", "closed_unconfirmed", "system", ""),
    (
        "registered invalid_pending accepted investigating waiting_customer waiting_repair plan_review",
        "withdraw",
        "withdrawn",
        "customer submitter",
        "",
    ),
    ("OPEN", "reclassify", "=", "clerk supervisor", ""),
    ("OPEN", "escalate", "=", "system customer supervisor", ""),
]

REPAIR: list[Row] = [
    ("reported", "triage", "pending_dispatch", "dispatcher", ""),
    ("reported", "out_of_scope", "closed_out_of_scope", "dispatcher", ""),
    ("pending_dispatch", "dispatch", "dispatched", "dispatcher", ""),
    ("pending_dispatch", "grab", "dispatched", "tech", ""),
    ("pending_dispatch", "auto", "dispatched", "system", ""),
    ("dispatched", "accept", "accepted", "assignee", ""),
    ("dispatched", "timeout", "pending_dispatch", "system", ""),
    ("dispatched accepted", "refuse", "pending_dispatch", "assignee", ""),
    ("accepted", "arrive", "on_site", "assignee", ""),
    ("on_site waiting_quote", "quote", "quote_review", "assignee", "over 5,000.00, or discount over 10 %"),
    ("on_site waiting_quote", "quote", "waiting_quote", "assignee", "otherwise"),
    ("quote_review", "approve", "waiting_quote", "signer", "the ladder passes with this vote"),
    ("quote_review", "approve", "=", "signer", "otherwise"),
    ("quote_review", "return", "on_site", "signer", ""),
    ("waiting_quote", "accept_quote", "in_progress", "customer", ""),
    ("waiting_quote", "refuse_quote", "closed_refused", "customer", ""),
    ("waiting_quote", "timeout", "closed_refused", "system", ""),
    ("on_site", "start", "in_progress", "assignee", ""),
    ("on_site", "wait_customer", "suspended", "assignee", ""),
    ("in_progress", "wait_parts", "suspended", "assignee", ""),
    ("in_progress", "wait_customer", "suspended", "assignee", ""),
    ("in_progress", "wait_third", "suspended", "assignee", ""),
    ("suspended", "resume", "on_site", "assignee system", "it was suspended on site, before start"),
    ("suspended", "resume", "in_progress", "assignee system", "otherwise"),
    ("in_progress", "complete", "completed", "assignee", ""),
    ("completed", "accept_work", "waiting_payment", "customer", "a quote was accepted"),
    ("completed", "accept_work", "visiting", "customer", "otherwise"),
    ("completed", "auto_accept", "waiting_payment", "system", "a quote was accepted"),
    ("completed", "auto_accept", "visiting", "system", "otherwise"),
    ("completed visiting", "rework", "pending_dispatch", "customer system", ""),
    ("waiting_payment", "paid", "visiting", "system cashier", ""),
    ("waiting_payment", "to_arrears", "visiting", "system finance", ""),
    ("visiting", "visit_done", "closed", "system", ""),
    ("visiting", "not_sampled", "closed", "system", ""),
    ("reported pending_dispatch dispatched accepted", "cancel", "cancelled", "customer clerk", ""),
    ("OPEN", "reclassify", "=", "dispatcher supervisor", ""),
    ("OPEN", "force_finish", "closed_forced", "pm", ""),
]

DUNNING: list[Row] = [
    ("draft", "amend", "=", "submitter", ""),
    ("pending_approval approved", "amend", "draft", "submitter", ""),
    ("draft", "submit", "pending_approval", "submitter", ""),
    ("pending_approval", "approve", "approved", "signer", "the ladder passes with this vote"),
    ("pending_approval", "approve", "=", "signer", "otherwise"),
    ("pending_approval", "return", "draft", "signer", ""),
    ("pending_approval", "reject", "rejected", "signer", "the ladder can no longer pass after this vote"),
    ("pending_approval", "reject", "=", "signer", "otherwise"),
    ("pending_approval", "withdraw", "withdrawn", "submitter", ""),
    ("draft", "withdraw", "withdrawn", "submitter supervisor", ""),
    ("approved executing waiting_payment promised", "withdraw", "withdrawn", "supervisor", ""),
    ("approved", "execute", "executing", "clerk pm legal system", ""),
    ("executing", "delivered", "waiting_payment", "system clerk pm legal", ""),
    ("executing", "undelivered", "=", "system clerk pm legal", ""),
    ("waiting_payment", "promise", "promised", "clerk", ""),
    ("promised", "broken", "waiting_payment", "system", ""),
    ("OPEN", "payment_full", "settled", "system", ""),
    ("OPEN", "payment_part", "=", "system", ""),
    (
        "draft pending_approval approved executing waiting_payment promised",
        "dispute",
        "disputed",
        "clerk customer",
        "",
    ),
    ("disputed", "dispute_rejected", "waiting_payment", "supervisor", "a delivery was proven before"),
    ("disputed", "dispute_rejected", "draft", "supervisor", "otherwise"),
    ("disputed", "dispute_upheld", "adjusting", "supervisor finance", ""),
    ("adjusting", "adjusted", "settled", "finance", "nothing is owed after the adjustment"),
    ("adjusting", "adjusted", "draft", "finance", "otherwise"),
    ("executing waiting_payment", "escalate_step", "escalated", "system clerk", ""),
    ("waiting_payment", "judgment", "closed_by_judgment", "legal", ""),
    ("waiting_payment", "write_off", "pending_write_off", "finance", ""),
    ("pending_write_off", "approve", "written_off", "signer", "the ladder passes with this vote"),
    ("pending_write_off", "approve", "=", "signer", "otherwise"),
    ("pending_write_off", "return", "waiting_payment", "signer", ""),
    (
        "pending_write_off",
        "reject",
        "waiting_payment",
        "signer",
        "the ladder can no longer pass after this vote",
    ),
    ("pending_write_off", "reject", "=", "signer", "otherwise"),
]

REFUND: list[Row] = [
    ("draft", "amend", "=", "submitter", ""),
    ("pending_approval approved pay_failed", "amend", "draft", "submitter", ""),
    (
        "draft",
        "submit",
        "inspection",
        "submitter",
        "renovation deposit whose inspections are not passed and no deduction is settled",
    ),
    ("draft", "submit", "pending_approval", "submitter", "otherwise"),
    ("inspection", "first_pass", "cooling", "engineering_lead", ""),
    ("inspection", "fail", "deduction_proposed", "engineering_lead", ""),
    ("cooling", "cooled", "second_inspection", "system", ""),
    ("second_inspection", "pass", "pending_approval", "engineering_lead", ""),
    ("second_inspection", "damage", "deduction_proposed", "engineering_lead", ""),
    ("deduction_proposed", "customer_agrees", "pending_approval", "customer", ""),
    ("deduction_proposed", "customer_objects", "disputed", "customer", ""),
    ("deduction_proposed", "timeout", "disputed", "system", ""),
    ("disputed", "settle", "pending_approval", "pm", ""),
    ("pending_approval", "approve", "closed", "signer", "the ladder passes and nothing is left to pay"),
    ("pending_approval", "approve", "approved", "signer", "the ladder passes with this vote"),
    ("pending_approval", "approve", "=", "signer", "otherwise"),
    ("pending_approval", "return", "draft", "signer", ""),
    ("pending_approval", "reject", "rejected", "signer", "the ladder can no longer pass after this vote"),
    ("pending_approval", "reject", "=", "signer", "otherwise"),
    ("pending_approval", "withdraw", "cancelled", "submitter", ""),
    (
        "draft inspection cooling second_inspection deduction_proposed disputed",
        "cancel",
        "cancelled",
        "submitter supervisor",
        "",
    ),
    ("approved pay_failed", "cancel", "cancelled", "pm", ""),
    ("approved", "pay", "paying", "finance", ""),
    ("paying", "callback_ok", "paid", "system", ""),
    ("paying", "callback_fail", "pay_failed", "system", ""),
    ("paying", "mismatch", "reconcile", "system", ""),
    ("paying", "timeout", "reconcile", "system", ""),
    ("pay_failed", "retry", "paying", "finance", ""),
    ("pay_failed", "callback_ok", "reconcile", "system", ""),
    ("reconcile", "callback_ok", "paid", "system", ""),
    ("reconcile", "callback_fail", "pay_failed", "system", ""),
    ("reconcile", "confirm_paid", "paid", "finance", ""),
    ("reconcile", "confirm_failed", "pay_failed", "finance", ""),
    ("paid", "close", "closed", "system", ""),
]

VISIT: list[Row] = [
    ("planned", "assign", "assigned", "system supervisor", ""),
    ("assigned", "attempt", "attempting", "assignee", ""),
    ("attempting", "answered_ok", "done_ok", "assignee", ""),
    ("attempting", "answered_bad", "done_bad", "assignee", ""),
    ("attempting", "no_answer", "unreachable", "assignee", "this is the third attempt"),
    ("attempting", "no_answer", "assigned", "assignee", "otherwise"),
    ("attempting", "refuse", "refused", "assignee", ""),
    ("attempting", "lapse", "assigned", "system", ""),
    ("planned assigned", "overdue", "=", "system", ""),
    ("planned assigned", "expire", "unreachable", "system", ""),
    ("planned assigned attempting", "cancel", "cancelled", "supervisor system", ""),
]

RENAME: list[Row] = [
    ("draft", "amend", "=", "submitter", ""),
    ("draft", "submit", "submitted", "submitter", ""),
    ("draft", "withdraw", "withdrawn", "submitter supervisor", ""),
    ("submitted", "withdraw", "withdrawn", "submitter", ""),
    ("submitted", "take", "auditing", "auditor", ""),
    ("auditing", "approve", "approved_applied", "signer", "the ladder passes with this vote"),
    ("auditing", "approve", "=", "signer", "otherwise"),
    ("auditing", "return", "draft", "signer", ""),
    ("auditing", "reject", "rejected", "signer", "the ladder can no longer pass after this vote"),
    ("auditing", "reject", "=", "signer", "otherwise"),
    ("auditing", "stale", "draft", "system", ""),
]

MOVING: list[Row] = [
    ("draft", "amend", "=", "submitter", ""),
    ("draft", "submit", "precheck", "submitter", ""),
    ("precheck", "checked", "pending_approval", "system", "somebody owes, money goes over, or backdated"),
    ("precheck", "checked", "effective_pending", "system", "otherwise"),
    ("pending_approval", "approve", "effective_pending", "signer", "the ladder passes with this vote"),
    ("pending_approval", "approve", "=", "signer", "otherwise"),
    ("pending_approval", "return", "draft", "signer", ""),
    ("pending_approval", "reject", "rejected", "signer", "the ladder can no longer pass after this vote"),
    ("pending_approval", "reject", "=", "signer", "otherwise"),
    ("draft precheck effective_pending", "cancel", "cancelled", "submitter supervisor", ""),
    ("pending_approval", "cancel", "cancelled", "submitter", ""),
    (
        "effective_pending",
        "effective_date",
        "precheck",
        "system",
        "other or more would go over than was noted",
    ),
    ("effective_pending", "effective_date", "effective", "system", "otherwise"),
    ("effective", "meter_billed", "settled", "clerk", "nobody has left"),
    ("effective", "meter_billed", "settling", "clerk", "otherwise"),
    ("settling", "settled", "settled", "finance", ""),
    ("effective", "reverse", "pending_reversal", "supervisor", ""),
    ("pending_reversal", "approve", "reversed", "signer", "the ladder passes with this vote"),
    ("pending_reversal", "approve", "=", "signer", "otherwise"),
    ("pending_reversal", "return", "effective", "signer", ""),
    ("pending_reversal", "reject", "effective", "signer", "the ladder can no longer pass after this vote"),
    ("pending_reversal", "reject", "=", "signer", "otherwise"),
]

TABLES = {
    "complaint": COMPLAINT,
    "repair": REPAIR,
    "dunning": DUNNING,
    "refund": REFUND,
    "visit": VISIT,
    "rename": RENAME,
    "move": MOVING,
    "handover": MOVING,
    "transfer": MOVING,
}

# (state, what fires) of the column "Clock, timer (default)".
TIMERS = {
    "complaint": [("waiting_customer", "timeout"), ("resolved", "auto_close")],
    "repair": [
        ("pending_dispatch", "auto"),
        ("dispatched", "timeout"),
        ("waiting_quote", "timeout"),
        ("suspended", "resume"),
        ("completed", "auto_accept"),
        ("waiting_payment", "to_arrears"),
        ("visiting", "not_sampled"),
    ],
    "dunning": [("approved", "execute"), ("waiting_payment", "escalate_step"), ("promised", "broken")],
    "refund": [
        ("cooling", "cooled"),
        ("deduction_proposed", "timeout"),
        ("paying", "timeout"),
        ("paid", "close"),
    ],
    "visit": [
        ("planned", "assign"),
        ("planned", "overdue"),
        ("planned", "expire"),
        ("assigned", "overdue"),
        ("assigned", "expire"),
        ("attempting", "lapse"),
    ],
    "rename": [("auditing", "stale")],
    **dict.fromkeys(
        ("move", "handover", "transfer"),
        [("precheck", "checked"), ("effective_pending", "effective_date")],
    ),
}


def open_states(workflow: str) -> list[str]:
    return STATES[workflow][0].split()


def ends(workflow: str) -> list[str]:
    return STATES[workflow][1].split()


def flat(workflow: str) -> list[Row]:
    """One row for each source state."""
    return [
        (state, trigger, dest, who, route)
        for sources, trigger, dest, who, route in TABLES[workflow]
        for state in (open_states(workflow) if sources == "OPEN" else sources.split())
    ]


def rows_of(workflow: str, state: str, trigger: str) -> list[Row]:
    return [row for row in flat(workflow) if row[:2] == (state, trigger)]


def triggers(workflow: str) -> list[str]:
    return list(dict.fromkeys(row[1] for row in TABLES[workflow]))
