"""A good body for every form and opening, each with all of its fields."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

ID = "0191f5b2-7c3e-7d4a-8b1c-0123456789ab"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LATER = "2026-11-23T09:00:00+08:00"
EARLIER = "2026-11-21T09:00:00+08:00"
PAYEE = {"name": "张伟", "bank": "工商银行", "account": "6222021234567890"}
REASON = {"reason": "说明"}
BY_CUSTOMER = {"reason": "说明", "said_by": "phone"}
REPAIR = {
    "category": "漏水",
    "urgency": "urgent",
    "place": "private",
    "text": "厨房",
    "appointment_at": LATER,
}

MOVED = {
    "day": "2026-12-01",
    "reenter_tenant": True,
    "arrears_to_new": True,
    "prepayment_to_new": True,
    "assumption_no": "CD-1",
    "pass_code": True,
    "contract_no": "HT-1",
}
MOVING: dict[str, dict[str, Any]] = {
    "submit": {},
    "approve": {},
    "return": REASON,
    "reject": REASON,
    "cancel": REASON,
    "meter_billed": {"readings": [{"meter": "水表", "reading": 135, "on": "2026-11-20"}]},
    "settled": {"kept_reason": "保证金留待退房"},
    "reverse": REASON,
}

OPENINGS: dict[str, dict[str, Any]] = {
    "complaint": {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上太吵了"},
    "repair": REPAIR,
    "dunning": {"customer": "A-1-0101", "measure": "sms", "charges": "overdue", "reason": "欠费"},
    "refund": {"deposit": ID, "amount_fen": 200000, "payee": PAYEE, "reason": "装修完工"},
    "visit": {"parent": "RP-GZ01-20261122-0001", "due_at": LATER, "questions": ["满意吗"]},
    "rename": {"new_name": "张炜", "ground": "error", "reason": "录入有误", "reverts": ID},
    "move": MOVED
    | {
        "nature": "tenant",
        "direction": "in",
        "until": "2027-12-01",
        "resident_leaves": True,
        "lessor": "company",
    },
    "handover": MOVED | {"letter_no": "SL-1", "customer_moves_in": True, "others_move_out": True},
    "transfer": MOVED,
}
FORMS: dict[str, dict[str, dict[str, Any]]] = {
    "complaint": {
        "accept": {"category": "噪音", "severity": "urgent", "team": "guard", "source_due_at": LATER},
        "reject_invalid": REASON,
        "confirm_invalid": {"reply": "已核实"},
        "send_back": REASON,
        "assign": {"to": "tech"},
        "need_info": {"question": "哪一层？"},
        "info_received": {"text": "五层", "said_by": "phone", "files": [ID]},
        "spawn_repair": {"details": REPAIR},
        "propose": {"cause": "a", "plan": "b", "finish_on": "2026-11-22", "compensation_fen": 100},
        "approve": {},
        "return": REASON,
        "done": {"result": "好", "files": [ID], "root_cause": "a", "prevention": "b"},
        "visit_bad": BY_CUSTOMER,
        "withdraw": BY_CUSTOMER,
        "reclassify": {"category": "保洁", "severity": "serious", "reason": "a"},
        "escalate": BY_CUSTOMER,
    },
    "repair": {
        "triage": {"place": "common", "in_warranty": True, "category": "电", "urgency": "danger"},
        "out_of_scope": {"reason": "a", "contact": "供电局 95598"},
        "dispatch": {"to": "tech", "override_reason": "a"},
        "grab": {},
        "accept": {"eta_at": LATER},
        "refuse": REASON,
        "arrive": {"proof": {"kind": "code", "value": "1234"}},
        "quote": {"lines": [{"item": "阀门", "quantity": 2, "price_fen": 5000}], "discount_fen": 10000},
        "approve": {},
        "return": REASON,
        "accept_quote": {"amount_fen": 0, "signature": [ID], "said_by": "link"},
        "refuse_quote": BY_CUSTOMER,
        "start": {},
        "wait_parts": {"reason": "a", "until": LATER},
        "wait_customer": {"reason": "a", "until": LATER},
        "wait_third": {"reason": "a", "until": LATER},
        "resume": {},
        "complete": {
            "hours": "1.25",
            "parts": [{"name": "阀门", "quantity": 1}],
            "photos_before": [ID],
            "photos_after": [ID],
        },
        "accept_work": {"rating": 5, "said_by": "counter"},
        "rework": BY_CUSTOMER,
        "paid": {"amount_fen": 1, "method": "cash", "reference": "no 1"},
        "to_arrears": REASON,
        "cancel": BY_CUSTOMER,
        "reclassify": {"category": "水", "urgency": "normal", "appointment_at": LATER, "reason": "a"},
        "force_finish": REASON,
    },
    "dunning": {
        "amend": {"measure": "call", "charges": [ID], "reason": "a"},
        "submit": {"skip_reason": "a", "pay_by": "2026-12-20"},
        "approve": {},
        "return": REASON,
        "reject": REASON,
        "withdraw": REASON,
        "execute": {"channel": "post", "reference": "EMS1"},
        "delivered": {"at": EARLIER, "proof": [ID], "reference": "EMS1"},
        "undelivered": {"reason": "a", "next_channel": "hand"},
        "promise": {"by": "2026-12-22", "amount_fen": 1, "said_by": "phone"},
        "dispute": {"kind": "quality", "reason": "a", "said_by": "phone"},
        "dispute_rejected": REASON,
        "dispute_upheld": REASON,
        "adjusted": {"lines": [{"charge": ID, "reduce_by_fen": 1}], "reason": "a"},
        "escalate_step": {"measure": "lawsuit", "reason": "a"},
        "judgment": {"file_no": "(2026)1", "decided_on": "2026-11-01", "amount_fen": 0},
        "write_off": {"ground": "death", "proof": [ID]},
    },
    "refund": {
        "amend": {"amount_fen": 1, "payee": PAYEE, "reason": "a"},
        "submit": {"receipt": "original", "proxy": {"power_of_attorney": [ID], "id_copies": [ID, ID]}},
        "first_pass": {"certificate": [ID], "passes_returned": True},
        "fail": {"deduction_fen": 1, "reason": "a", "quote": [ID], "photos": [ID]},
        "damage": {"deduction_fen": 1, "reason": "a", "quote": [ID], "photos": [ID]},
        "pass": {"photos": [ID]},
        "customer_agrees": {"deduction_fen": 1, "signature": [ID], "said_by": "counter"},
        "customer_objects": BY_CUSTOMER,
        "settle": {"deduction_fen": 0, "minutes": "a"},
        "approve": {},
        "return": REASON,
        "reject": REASON,
        "withdraw": REASON,
        "cancel": REASON,
        "pay": {"route": "original"},
        "retry": {"route": "bank"},
        "confirm_paid": {"provider_ref": "P1", "statement": [ID]},
        "confirm_failed": {"reason": "a", "statement": [ID]},
    },
    "visit": {
        "assign": {"to": "visitor"},
        "attempt": {"channel": "door"},
        "answered_ok": {"score": 5, "answers": {"1": "好"}},
        "answered_bad": {"reason": "a", "score": 1, "answers": {"1": "差"}},
        "no_answer": {},
        "refuse": REASON,
        "cancel": REASON,
    },
    "move": MOVING | {"amend": MOVED | {"nature": "owner", "until": "2027-12-01", "resident_leaves": True}},
    "handover": MOVING | {"amend": MOVED | {"letter_no": "SL-1"}},
    "transfer": MOVING | {"amend": MOVED},
    "rename": {
        "amend": {"new_name": "张炜", "ground": "legal_change", "reason": "a"},
        "submit": {"evidence": [ID], "same_person": True},
        "withdraw": REASON,
        "take": {},
        "approve": {},
        "return": REASON,
        "reject": REASON,
    },
}
