"""Side effects as outbox rows: ids only, and a key that names the very event that caused them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from service.db import new_id
from workflows.case import Behalf, Case
from workflows.engine import Decision


def rows(ticket: Mapping[str, Any], effects: Iterable[str], seq: int, at: datetime) -> list[dict[str, Any]]:
    """`effects` are names, with an argument after a colon: `tell_customer:refund_paid`."""
    return [_row(ticket["id"], effect, seq, at) for effect in dict.fromkeys(effects)]


def copies(case: Case, decision: Decision) -> list[str]:
    """Who gets a copy of what enters this state, by the policy: read-only, and once a person and ticket."""
    named: Mapping[str, list[str]] = case.policy.get("copies") or {}
    return [f"copy_desk:{desk}" for desk in named.get(decision.dest.name, ())] if decision.enters else []


def caused(
    ticket: Mapping[str, Any], effects: Iterable[str], accounts: Iterable[str], seq: int, at: datetime
) -> list[dict[str, Any]]:
    """Of a move: its effects, and a notice to those whose turn to sign has come."""
    return [*rows(ticket, effects, seq, at), *told(ticket, accounts, seq, at)]


def told(ticket: Mapping[str, Any], accounts: Iterable[str], seq: int, at: datetime) -> list[dict[str, Any]]:
    """A notice to each of them: a duty of theirs has begun."""
    made = ((account, _row(ticket["id"], f"tell_assignee:{account}", seq, at)) for account in accounts)
    return [{**row, "payload": {**row["payload"], "to": account}} for account, row in made]


def told_of_stand_in(
    ticket: Mapping[str, Any], behalf: Behalf | None, seq: int, at: datetime
) -> list[dict[str, Any]]:
    """The absent person, and with them whoever stands in, hears of what was done in their right."""
    if behalf is None:
        return []
    row = _row(ticket["id"], f"tell_assignee:{behalf.account}:stood_in", seq, at)
    return [{**row, "payload": {**row["payload"], "to": behalf.account, "about": "stood_in"}}]


def notice(ticket: Mapping[str, Any], told: tuple[str, str], seq: int, at: datetime) -> dict[str, Any]:
    """Beside what the table demands: to whom (an effect such as `tell_desk:admin`), and about what."""
    effect, about = told
    row = _row(ticket["id"], effect, seq, at)
    return {
        **row,
        "effect_key": f"{row['effect_key']}:{about}",
        "payload": {**row["payload"], "about": about},
    }


def _row(ticket_id: str, effect: str, seq: int, at: datetime) -> dict[str, Any]:
    kind, _, argument = effect.partition(":")
    return {
        "id": str(new_id()),
        "kind": kind,
        "effect_key": f"{ticket_id}:{seq}:{effect}",
        "payload": {"ticket": str(ticket_id), "seq": seq, "argument": argument},
        "due_at": at,
    }
