"""Cases and people for the pure tests: one short call each."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from workflows.case import Actor, Case, Ladder, User
from workflows.ladder import Level, Seat, Vote

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Shanghai
LEVEL = {"name": "one", "seats": [{"desk": "supervisor"}], "mode": "any", "over_fen": 0}
POLICY: dict[str, Any] = {
    "approvals": {
        name: {"levels": [LEVEL]}
        for name in (*("plan", "measure", "write_off", "refund", "rename", "moving", "reversal"),)
    },
    "timers": {"escalate_step": "P15D"},
    "hours": {"calling": ["09:00", "20:00"]},
    "attempts": {"max": 3, "apart": "half_day"},
    "sampling": {},
    "evidence": [],
}
CHARGES = {
    "c1": {"balance_fen": 25060, "due_on": "2026-01-31", "limitation_on": "2029-01-31"},
    "c2": {"balance_fen": 25060, "due_on": "2026-02-28", "limitation_on": None},
    "c3": {"balance_fen": 25060, "due_on": "2026-03-31", "limitation_on": None},
}
MOVING: dict[str, Any] = {"nature": "owner", "day": date(2026, 3, 4), "leaver": "k0"}
OWNED = [{"id": "o1", "customer": "k0", "nature": "owner", "since": "2020-01-01", "until": None}]
STAYS: dict[str, Any] = {"customer": "k1", "customer_enabled": True, "stays": OWNED}
DETAILS: dict[str, dict[str, Any]] = {
    "complaint": {"category": "噪音", "severity": "normal", "team": "tech", "reopened": 0},
    "repair": {"category": "水电", "urgency": "normal", "place": "private", "in_warranty": False},
    "dunning": {"measure": "sms", "charges": ["c1", "c2"], "debt_fen": 50120},
    "refund": {"amount_fen": 100000, "payee": {"name": "张伟"}},
    "visit": {"due_at": NOON, "questions": [], "attempts": []},
    "rename": {"new_name": "张炜", "old_name": "张伟", "ground": "error", "seen_version": 1},
    "move": MOVING | {"nature": "tenant", "direction": "in"},
    "handover": MOVING,
    "transfer": MOVING,
}
FACTS: dict[str, dict[str, Any]] = {
    "complaint": {"room": "r1"},
    "repair": {"room": "r1"},
    "dunning": {"zone": "Asia/Shanghai", "charges": CHARGES, "customer": "k1"},
    "refund": {"free_fen": 100000, "payer_name": "张伟", "row_audited": True, "payee_complete": True},
    "visit": {"zone": "Asia/Shanghai"},
    "rename": {"customer": "k1", "customer_name": "张伟", "customer_version": 1},
    "move": STAYS,
    "handover": STAYS,
    "transfer": STAYS,
}
TWO_LEVELS = (
    Level("one", (Seat("supervisor"),)),
    Level("two", (Seat("pm"), Seat("finance")), mode="all"),
)


class Declared(dict[str, Any]):
    """Facts that fail a test when a rule reads one that the workflow does not declare."""

    def __init__(self, values: Mapping[str, Any], names: Mapping[str, str]) -> None:
        super().__init__(values)
        self.names = names

    def get(self, key: str, default: Any = None) -> Any:
        assert key in self.names, f"the fact {key} is read but not declared"
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        return self.get(key)

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()


def case(workflow: str, state: str, *, details: Any = None, facts: Any = None, **rest: Any) -> Case:
    """A case of that workflow in that state, with ordinary details and facts."""
    policy = {**POLICY, **rest.pop("policy", {})}
    return Case(
        id="t1",
        workflow=workflow,
        state=state,
        version=3,
        now=rest.pop("now", NOON),
        submitter=rest.pop("submitter", "submitter"),
        assignee=rest.pop("assignee", "assignee"),
        details={**DETAILS[workflow], **(details or {})},
        facts={**FACTS[workflow], **(facts or {})},
        policy=policy,
        **rest,
    )


def person(*desks: str, name: str = "somebody", **rest: Any) -> Actor:
    return Actor(account=f"account-{name}", person=name, desks=frozenset(desks), **rest)


def user(*desks: str, name: str = "named", **rest: Any) -> User:
    return User(f"account-{name}", name, name, frozenset(desks), **rest)


def ladder(*votes: Vote, position: int = 0) -> Ladder:
    return Ladder(TWO_LEVELS, position, votes)


def one_level() -> Ladder:
    return Ladder((Level("one", (Seat("supervisor"),)),))
