"""A valid form for every trigger that a person may fire: the shortest that its guards accept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from service.transaction import Row
from tests.stage import Stage

Form = Callable[[Stage, Row], Row]
REASON = {"reason": "原因"}
QUOTE = {"lines": [{"item": "水管", "quantity": 1, "price_fen": 10_000}]}
REPAIR = {"category": "水电", "urgency": "normal", "place": "private"}


def plain(**form: Any) -> Form:
    return lambda stage, ticket: form


def to(name: str, **form: Any) -> Form:
    return lambda stage, ticket: {"to": stage.who(name).username, **form}


def files(field: str, **form: Any) -> Form:
    return lambda stage, ticket: {field: [stage.attach(ticket)], **form}


def moment(field: str, delta: timedelta, **form: Any) -> Form:
    return lambda stage, ticket: {field: (datetime.now(UTC) + delta).isoformat(), **form}


def adjusted(fen: int) -> Form:
    def form(stage: Stage, ticket: Row) -> Row:
        return {"lines": [{"charge": ticket["details"]["charges"][0], "reduce_by_fen": fen}], **REASON}

    return form


def day(field: str, delta: timedelta) -> Form:
    return lambda stage, ticket: {field: (datetime.now(UTC) + delta).date().isoformat()}


NOTHING, REASONED = plain(), plain(**REASON)
SOON, JUST_NOW = timedelta(days=2), timedelta(seconds=-60)

MOVING: dict[str, Form] = {
    "submit": NOTHING,
    "approve": NOTHING,
    "return": REASONED,
    "reject": REASONED,
    "cancel": REASONED,
    "meter_billed": plain(waived_by_both=True),
    "settled": NOTHING,
    "reverse": REASONED,
}
# A trigger with a stroke is the same trigger with another form: `quote/cut`.
FORMS: dict[str, dict[str, Form]] = {
    "complaint": {
        "accept": NOTHING,
        "reject_invalid": REASONED,
        "confirm_invalid": NOTHING,
        "send_back": REASONED,
        "assign": to("tech2"),
        "need_info": plain(question="几点？"),
        "info_received": plain(text="晚上"),
        "spawn_repair": plain(details=REPAIR),
        "propose": plain(cause="水管旧", plan="更换"),
        "approve": NOTHING,
        "return": REASONED,
        "done": NOTHING,
        "visit_bad": REASONED,
        "withdraw": REASONED,
        "reclassify": plain(category="漏水", **REASON),
        "escalate": REASONED,
    },
    "repair": {
        "triage": plain(place="private"),
        "triage/free": plain(place="common"),
        "out_of_scope": plain(contact="燃气公司", **REASON),
        "dispatch": to("tech2"),
        "grab": NOTHING,
        "accept": NOTHING,
        "refuse": REASONED,
        "arrive": NOTHING,
        "quote": plain(**QUOTE),
        "quote/cut": plain(**QUOTE, discount_fen=2_000),
        "approve": NOTHING,
        "return": REASONED,
        "accept_quote": plain(amount_fen=10_000),
        "refuse_quote": NOTHING,
        "start": NOTHING,
        "wait_parts": moment("until", SOON, **REASON),
        "wait_customer": moment("until", SOON, **REASON),
        "wait_third": moment("until", SOON, **REASON),
        "resume": NOTHING,
        "complete": plain(hours="1.5"),
        "accept_work": plain(rating=5),
        "rework": REASONED,
        "paid": plain(amount_fen=10_000, method="cash"),
        "to_arrears": REASONED,
        "cancel": REASONED,
        "reclassify": plain(category="电", **REASON),
        "force_finish": REASONED,
    },
    "dunning": {
        "amend": REASONED,
        "submit": NOTHING,
        "submit/skipping": plain(skip_reason="多次催缴无果"),
        "approve": NOTHING,
        "return": REASONED,
        "reject": REASONED,
        "withdraw": REASONED,
        "execute": NOTHING,
        "delivered": moment("at", JUST_NOW, reference="EMS 1"),
        "undelivered": REASONED,
        "promise": day("by", SOON),
        "dispute": plain(kind="quality", **REASON),
        "dispute_rejected": REASONED,
        "dispute_upheld": REASONED,
        "adjusted": adjusted(100),
        "adjusted/whole": adjusted(25_060),
        "escalate_step": NOTHING,
        "judgment": plain(file_no="2026民初1号", decided_on="2026-01-05", amount_fen=25_060),
        "write_off": files("proof", ground="death"),
    },
    "refund": {
        "amend": REASONED,
        "submit": NOTHING,
        "first_pass": plain(passes_returned=True),
        "fail": plain(deduction_fen=10_000, **REASON),
        "pass": NOTHING,
        "damage": plain(deduction_fen=10_000, **REASON),
        "customer_agrees": plain(deduction_fen=10_000),
        "customer_objects": REASONED,
        "settle": plain(deduction_fen=10_000, minutes="各让一步"),
        "approve": NOTHING,
        "return": REASONED,
        "reject": REASONED,
        "withdraw": NOTHING,
        "cancel": REASONED,
        "pay": NOTHING,
        "retry": NOTHING,
        "confirm_paid": files("statement", provider_ref="B-1"),
        "confirm_failed": files("statement", **REASON),
    },
    "visit": {
        "assign": to("visitor2"),
        "attempt": NOTHING,
        "answered_ok": plain(score=5),
        "answered_bad": REASONED,
        "no_answer": NOTHING,
        "refuse": NOTHING,
        "cancel": REASONED,
    },
    "move": {**MOVING, "amend": plain(until="2030-01-01")},
    "handover": {**MOVING, "amend": plain(letter_no="SL-1")},
    "transfer": {**MOVING, "amend": plain(contract_no="HT-1")},
    "rename": {
        "amend": REASONED,
        "submit": files("evidence", same_person=True),
        "withdraw": REASONED,
        "take": NOTHING,
        "approve": NOTHING,
        "return": REASONED,
        "reject": REASONED,
    },
}
