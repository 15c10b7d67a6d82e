"""The closed lists of words that bodies may use; `contract.md` names each."""

from __future__ import annotations

SAID_BY = ("phone", "counter", "message", "letter", "link")
METHODS = ("cash", "wechat", "alipay", "transfer", "card")
DEPOSIT_KINDS = ("renovation", "rent", "card", "other")
DESKS = (
    "clerk",
    "dispatcher",
    "tech",
    "engineering_lead",
    "guard",
    "visitor",
    "supervisor",
    "pm",
    "finance",
    "cashier",
    "legal",
    "city",
    "hq",
    "auditor",
    "admin",
)
WORKFLOWS = (
    *("complaint", "repair", "dunning", "refund", "visit"),
    *("rename", "move", "handover", "transfer"),
)
WORK_ITEM_KINDS = ("task", "vote", "opinion")
WORK_ITEM_STATUSES = ("open", "claimed", "done", "cancelled", "not_needed")
BOXES = ("mine", "pool", "done", "watching", "started", "team", "planned")
PLACES = ("before", "after", "parallel")
AUDIENCES = ("internal", "customer")
CUSTOMER_KINDS = ("owner", "tenant", "resident", "buyer", "developer", "company", "other")
DEPOSIT_STATUSES = ("received", "audited", "refunded", "part_refunded", "forfeited")
EXCEPTIONS = ("terminate", "jump", "skip")
NATURES = ("owner", "tenant", "resident")
LESSORS = ("owner", "company")
IMPORT_KINDS = (
    "buildings",
    "rooms",
    "customers",
    "occupancies",
    "moves",
    "charges",
    "prepayments",
    "deposits",
)
IMPORT_STATUSES = ("reading", "ready", "refused", "saving", "saved", "expired")
