"""Operations on a duty, such as a claim: events that leave the state, written like a move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.db import new_id
from service.door import effects, handing
from service.door.approvals import Part, ending
from service.door.plan import Plan
from service.door.rest import asked_levels
from service.door.seen import Seen, moment
from workflows.terms import Who

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """The work item that a call names, with its ticket as it was seen. It may have ended long ago."""

    seen: Seen
    item: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.item["id"])

    @property
    def kind(self) -> str:
        return str(self.item["kind"])

    @property
    def is_open(self) -> bool:
        return self.item["status"] in ("open", "claimed")

    @property
    def desk(self) -> str | None:
        return self.item["desk"]  # type: ignore[no-any-return]

    @property
    def holder(self) -> str | None:
        """The person."""
        return self.item["holder"]["person"] if self.item["holder"] else None

    @property
    def is_mine(self) -> bool:
        """An opinion is that of the person who was asked, and of no stand-in."""
        personal = self.kind == "opinion" and self.seen.actor.behalf is not None
        return self.holder is not None and self.holder == self.seen.actor.person and not personal

    @property
    def was_mine(self) -> bool:
        """Held out of a pool whose desk its holder, who is asking, has lost since."""
        return self.is_mine and self.desk is not None and not self.in_my_pool

    @property
    def in_my_pool(self) -> bool:
        return self.desk is not None and self.desk in self.seen.actor.desks

    @property
    def offered_to(self) -> list[str] | None:
        """The persons who alone may take it out of its pool."""
        return self.item["offered_to"]  # type: ignore[no-any-return]

    @property
    def is_offered_to_others(self) -> bool:
        return self.offered_to is not None and self.seen.actor.person not in self.offered_to

    @property
    def work(self) -> Who | None:
        """Whose duty the table says that this state is; None for votes and opinions."""
        state = self.seen.workflow.by_state.get(self.item["state"])
        return state.work.who if state and state.work and self.kind == "task" else None


def duty_of(seen: Seen) -> Duty:
    """Of a read by work item."""
    return Duty(seen, seen.row["item"])


@dataclass(frozen=True, slots=True)
class Deed:
    """What an operation changes: the duty itself, duties beside it, columns of the ticket.

    `told` is the account that gets a notice, `effects` are others by name; `offers` are rows of `offer`.
    `ladder` is the present level with other signers, `asked` the accounts of those who have a duty by it,
    `timers` those of the level that is asked from now on.
    """

    items: list[Json] = field(default_factory=list)
    new_items: list[Json] = field(default_factory=list)
    ticket: Json = field(default_factory=dict)
    told: str | None = None
    effects: tuple[str, ...] = ()
    offers: list[Json] = field(default_factory=list)
    ladder: list[Json] = field(default_factory=list)
    asked: tuple[str, ...] = ()
    timers: list[Json] | None = None


def deed_of(part: Part) -> Deed:
    """What other signers make of the present level."""
    return Deed(part.items, part.new_items, ladder=part.ladder, asked=part.asked, timers=part.timers)


def plan_operation(duty: Duty, name: str, *, form: Mapping[str, Any], deed: Deed) -> Plan:
    """One event named after the operation; the version rises, the state stays. `form` is what was said."""
    seen = duty.seen
    case, seq = seen.case, seen.case.version + 1
    items = [handing.begun(case.policy, str(duty.item["state"]), item, case.now) for item in deed.items]
    caused = handing.demanded(seen, items, deed.new_items)
    stop, timers = asked_levels(seen, deed.timers)
    return Plan(
        trigger=name,
        source=case.state,
        dest=case.state,
        seq=seq,
        at=case.now,
        ticket=deed.ticket,
        details={},
        form={"item": duty.id, **form},
        items=items,
        new_items=deed.new_items,
        outbox=[
            *effects.told(seen.ticket, [*([deed.told] if deed.told else []), *deed.asked], seq, case.now),
            *effects.rows(seen.ticket, [*deed.effects, *caused], seq, case.now),
        ],
        offers=[*deed.offers, *handing.settled(seen, items)],
        ladder=deed.ladder,
        stop=stop,
        timers=timers,
    )


def notice(duty: Duty, account: str, seq: int) -> Json:
    case = duty.seen.case
    (row,) = effects.told(duty.seen.ticket, [account], seq, case.now)
    return row


def held_by(duty: Duty, account: str | None) -> Json:
    """The duty in somebody's hands, or, for None, back in its pool. Its due time goes on."""
    claimed = duty.desk is not None and account is not None
    return {
        "id": duty.id,
        "status": "claimed" if claimed else "open",
        "holder": account,
        "ended_at": None,
        "decision": None,
        "decided_by": None,
        "decided_by_person": None,
    }


def done(duty: Duty, decision: str) -> Json:
    return ending(duty.id, "done", decision, duty.seen)


def opinion_item(duty: Duty, account: str) -> Json:
    """A delegation: somebody else's opinion is asked, the duty stays where it is."""
    asked = {name: duty.item[name] for name in ("state", "round", "level", "level_name", "content_hash")}
    due = moment(duty.item["due_at"])
    own = {"id": str(new_id()), "kind": "opinion", "seat": None, "desk": None, "holder": account}
    return {**asked, **own, "owner_item": duty.id, "due_at": due}
