"""What a refund slip is and what it answers, worked out from the document with a dict's worth of state.

It knows the rows of `tests/workflows/oracle.py` and the guards by their sentence in `domain/workflows.md`;
it never looks at the engine, the door or the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.workflows import oracle

Form = Mapping[str, Any]
SIGNING = {"supervisor", "pm", "finance", "city", "hq"}
POOLS = {
    "inspection": "engineering_lead",
    "second_inspection": "engineering_lead",
    "disputed": "pm",
    "approved": "finance",
    "pay_failed": "finance",
    "reconcile": "finance",
}
BARRING = ("amend", "settle", "fail", "damage")
MOST_TRIES = 3
# Days that a state waits for its timer, and what fires.
TIMERS = {"cooling": (90, "cooled"), "deduction_proposed": (7, "timeout"), "paying": (1, "timeout")}
TIMERS |= {"paid": (0, "close")}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    desks: frozenset[str]


@dataclass(slots=True)
class Deposit:
    id: str
    kind: str
    balance: int
    frozen: int = 0
    slips: "list[Slip]" = field(default_factory=list)


@dataclass(slots=True)
class Slip:
    """`seats` are the open seats of the level that is asked, by desk; `held` who has claimed what there."""

    id: str
    deposit: Deposit
    amount: int
    submitter: str
    state: str = "draft"
    version: int = 1
    deduction: int | None = None
    inspected: bool = False
    levels: list[tuple[str, ...]] = field(default_factory=list)
    level: int = 0
    seats: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    level_votes: int = 0
    approvers: set[str] = field(default_factory=set)
    editors: dict[str, str] = field(default_factory=dict)
    payer: str = ""
    tries: int = 0
    heard: set[str] = field(default_factory=set)
    since: int = 0
    day: int = 0
    booked: bool = False

    @property
    def barred(self) -> set[str]:
        return {self.submitter, *self.approvers, *self.editors.values()}

    @property
    def is_open(self) -> bool:
        return self.state in oracle.open_states("refund")


def answer(slip: Slip, who: Person, trigger: str, form: Form) -> int:
    """The status, for a call with the present version and a form that its schema accepts."""
    if not could_ever(slip, trigger, who):
        return 403
    if not oracle.rows_of("refund", slip.state, trigger):
        return 409
    if not may_now(slip, trigger, who):
        return 403
    return 422 if _is_refused(slip, trigger, form) else 200


def could_ever(slip: Slip, trigger: str, who: Person) -> bool:
    words = {word for row in oracle.flat("refund") if row[1] == trigger for word in row[3].split()}
    return any(_could(slip, word, who) for word in words)


def may_now(slip: Slip, trigger: str, who: Person) -> bool:
    words = oracle.rows_of("refund", slip.state, trigger)[0][3].split()
    return any(_may(slip, word, who) for word in words) and not _is_barred(slip, who, trigger)


def _could(slip: Slip, word: str, who: Person) -> bool:
    if word == "signer":
        return bool(who.desks & SIGNING)
    return _is(slip, word, who)


def _is(slip: Slip, word: str, who: Person) -> bool:
    if word == "submitter":
        return who.name == slip.submitter
    return {"customer": "clerk"}.get(word, word) in who.desks


def _may(slip: Slip, word: str, who: Person) -> bool:
    if word == "signer":
        return seat_of(slip, who) is not None
    if POOLS.get(slip.state) == word and slip.held.get(word, who.name) != who.name:
        return False
    return _is(slip, word, who)


def seat_of(slip: Slip, who: Person) -> str | None:
    """Their own claim first, then a seat of one of their desks that nobody has claimed."""
    mine = [desk for desk in slip.seats if desk in who.desks and slip.held.get(desk, who.name) == who.name]
    claimed = [desk for desk in mine if desk in slip.held]
    return next(iter([*claimed, *mine]), None)


def _is_barred(slip: Slip, who: Person, trigger: str) -> bool:
    """Four eyes, whatever the trigger calls them."""
    if trigger in ("approve", "return", "reject", "pay", "retry"):
        return who.name in slip.barred
    return trigger in ("confirm_paid", "confirm_failed") and who.name == slip.payer


def _is_refused(slip: Slip, trigger: str, form: Form) -> bool:
    amount, deduction = form.get("amount_fen", slip.amount), form.get("deduction_fen", slip.deduction or 0)
    match trigger:
        case "amend":
            return amount > slip.deposit.balance or deduction > amount
        case "fail" | "damage" | "settle":
            return deduction > amount
        case "customer_agrees":
            return deduction != slip.deduction
        case "withdraw":
            return slip.level > 0 or slip.level_votes > 0
        case "retry":
            return slip.tries >= MOST_TRIES
    return False


def move(slip: Slip, who: Person | None, trigger: str, form: Form, *, day: int) -> None:
    """What a move that was answered with 200 changes."""
    slip.version += 1
    if who is not None and trigger in BARRING:
        slip.editors[trigger] = who.name
    slip.amount = form.get("amount_fen", slip.amount) if trigger == "amend" else slip.amount
    if trigger in ("fail", "damage", "settle"):
        slip.deduction = form["deduction_fen"]
    slip.inspected = slip.inspected or trigger == "pass"
    if trigger in ("pay", "retry") and who is not None:
        slip.payer, slip.tries, slip.heard = who.name, slip.tries + 1, set()
    if trigger == "approve" and who is not None:
        _vote(slip, who, day)
    elif trigger != "amend" or slip.state != "draft":
        enter(slip, _lands(slip, trigger), day=day)
    _book(slip)


def _lands(slip: Slip, trigger: str) -> str:
    rows = oracle.rows_of("refund", slip.state, trigger)
    if trigger == "submit":
        inspected = slip.deposit.kind != "renovation" or slip.inspected or slip.deduction is not None
        return "pending_approval" if inspected else "inspection"
    return rows[0][2]


def _vote(slip: Slip, who: Person, day: int) -> None:
    seat = seat_of(slip, who)
    assert seat is not None
    slip.seats.remove(seat)
    slip.held.pop(seat, None)
    slip.asked.discard(seat)
    slip.approvers.add(who.name)
    slip.level_votes += 1
    if slip.seats:
        return
    if slip.level + 1 < len(slip.levels):
        _ask(slip, slip.level + 1)
    else:
        enter(slip, "closed" if slip.amount == (slip.deduction or 0) else "approved", day=day)


def enter(slip: Slip, state: str, *, day: int) -> None:
    slip.state, slip.since, slip.held, slip.asked, slip.seats = state, day, {}, set(), []
    if state == "pending_approval":
        slip.approvers, slip.levels = set(), levels_of(slip)
        _ask(slip, 0)


def _ask(slip: Slip, level: int) -> None:
    slip.level, slip.level_votes, slip.held, slip.asked = level, 0, {}, set()
    slip.seats = list(slip.levels[level])


def levels_of(slip: Slip) -> list[tuple[str, ...]]:
    """The default ladder of a deposit: "up to 2,000" includes 2,000.00; its other slips count too.

    The open ones, and those of the day before, paid ones among them.
    """
    counted = (each for each in slip.deposit.slips if each.is_open or _is_of_the_day(each, slip))
    amount = sum(each.amount for each in counted)
    levels: list[tuple[str, ...]] = [] if slip.deduction else [("supervisor",)]
    if slip.deduction or amount > 200_000:
        levels.append(("pm", "finance"))
    if amount > 1_000_000:
        levels.append(("city",))
    if amount > 5_000_000:
        levels.append(("hq",))
    return levels


def _is_of_the_day(other: Slip, slip: Slip) -> bool:
    return other.day >= slip.day and other.state not in ("rejected", "cancelled")


def _book(slip: Slip) -> None:
    """An open slip freezes its amount; a paid one has taken it; any other end leaves the row as before."""
    deposit = slip.deposit
    if slip.booked:
        return
    if slip.state in ("paid", "closed"):
        deposit.balance, deposit.frozen, slip.booked = deposit.balance - slip.amount, 0, True
    else:
        deposit.frozen = slip.amount if slip.is_open else 0


def claim_answer(slip: Slip, who: Person, desk: str | None) -> int:
    """Of the duty that lies at this desk; None is the draft in its submitter's hands."""
    holder = slip.submitter if desk is None else slip.held.get(desk)
    if holder != who.name and desk not in who.desks:
        return 403
    if desk is None or holder == who.name:
        return 409
    return 403 if holder is not None or _bars_claim(slip, who) else 200


def _bars_claim(slip: Slip, who: Person) -> bool:
    if slip.state == "pending_approval":
        return who.name in slip.barred or who.name in slip.held.values()
    triggers = {"approved": "pay", "pay_failed": "retry", "reconcile": "confirm_paid"}
    return slip.state in triggers and _is_barred(slip, who, triggers[slip.state])


def release_answer(slip: Slip, who: Person, desk: str | None) -> int:
    holder = slip.submitter if desk is None else slip.held.get(desk)
    if holder != who.name and desk not in who.desks:
        return 403
    if desk is None or holder is None:
        return 409
    return 200 if holder == who.name else 403


def delegate_answer(slip: Slip, who: Person, desk: str | None) -> int:
    """To somebody whom nothing bars."""
    holder = slip.submitter if desk is None else slip.held.get(desk)
    if holder != who.name and desk not in who.desks:
        return 403
    if holder is None:
        return 409
    if holder != who.name:
        return 403
    return 422 if (desk or "") in slip.asked else 200


def operate(slip: Slip, who: Person, operation: str, desk: str | None) -> None:
    slip.version += 1
    match operation:
        case "claim":
            slip.held[desk or ""] = who.name
        case "release":
            del slip.held[desk or ""]
        case "delegate":
            slip.asked.add(desk or "")


def callback(slip: Slip, outcome: str, *, same_amount: bool, day: int) -> None:
    """What the gateway says of the newest instruction, any number of times and in any order."""
    trigger = _heard(slip, outcome, same_amount=same_amount)
    if trigger is not None:
        slip.heard.add(trigger)
        rows = oracle.rows_of("refund", slip.state, trigger)
        slip.version += 1
        enter(slip, rows[0][2], day=day)
        _book(slip)


def _heard(slip: Slip, outcome: str, *, same_amount: bool) -> str | None:
    if not same_amount:
        return "mismatch" if slip.state == "paying" else None
    if slip.state not in ("paying", "reconcile", "pay_failed"):
        return None
    trigger = f"callback_{outcome}"
    if trigger in slip.heard or (slip.state == "pay_failed" and outcome == "fail"):
        return None
    return trigger


def tick(slip: Slip, *, day: int) -> None:
    """Every timer whose time has come, and those that the moves bring with them."""
    while slip.state in TIMERS and slip.since + TIMERS[slip.state][0] <= day:
        rows = oracle.rows_of("refund", slip.state, TIMERS[slip.state][1])
        slip.version += 1
        enter(slip, rows[0][2], day=day)
