"""A vote taken back (拿回): what it set going ends, what it ended is open again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.door import handing, rest, timing
from service.door.approvals import ending
from service.door.level_timers import level_timers
from service.door.operations import Duty
from service.door.plan import Plan
from service.door.rest import asked_levels
from service.door.seen import moment
from workflows.clocks import deadline
from workflows.engine import Decision
from workflows.ladder import Level
from workflows.terms import Change, Move

Json = dict[str, Any]
Row = Mapping[str, Any]
TAKE_BACK = "take_back"
DECISIONS = ("approve", "reject", "return")
# Notices to colleagues; a duty that is gone is handed to nobody. All else reaches people and tickets outside.
IN_HOUSE = frozenset({"tell_assignee", "tell_desk", "copy_desk", "distribute"})
# What may happen to other duties meanwhile without the vote being any less the last one.
BESIDE = frozenset(
    {"edit", "claim", "release", "transfer", "delegate", "opinion", "dispatch_item", "start_item"}
    | {"allocate", "offer", "decline", "add_signer"}
)
BY_HOUSE = frozenset({"allocate", "offer"})


@dataclass(frozen=True, slots=True)
class Undone:
    """The vote that a duty was done by, and what came of it."""

    duty: Duty
    vote: Row

    @property
    def moved(self) -> bool:
        return bool(self.vote["source"] != self.vote["dest"])

    @property
    def since(self) -> list[Row]:
        """What happened after it, without votes that were taken back themselves."""
        later = self.vote["later"] or []
        gone = {each["form"].get("event") for each in later if each["trigger"] == TAKE_BACK}
        return [each for each in later if each["trigger"] != TAKE_BACK and each["seq"] not in gone]

    @property
    def is_last(self) -> bool:
        return not any(each["trigger"] in DECISIONS for each in self.since)

    @property
    def is_untouched(self) -> bool:
        """Nobody has taken up what it led to; in another state anything that happened is such."""
        return all(self._is_beside(each) for each in self.since) and not self._taken_up()

    def _is_beside(self, event: Row) -> bool:
        if event["trigger"] in BY_HOUSE and event["by_system"]:
            return True
        elsewhere = event["form"].get("item") not in (self.vote["made"] or ())
        return elsewhere and event["trigger"] in ({"edit"} if self.moved else BESIDE)

    def _taken_up(self) -> bool:
        given = {each["form"].get("item") for each in self.since if each["by_system"]}
        return any(each["status"] == "claimed" and each["id"] not in given for each in self._made())

    def _made(self) -> list[Row]:
        made = set(self.vote["made"] or ())
        return [each for each in self.duty.seen.row["items"] or () if each["id"] in made]

    @property
    def books(self) -> bool:
        """Money moved with it."""
        table = self.duty.seen.workflow
        rows = table.rows_of(self.vote["source"], self.vote["trigger"])
        return any(row.books for row in rows if row.lands == self.vote["dest"] and row.dest != "=")

    @property
    def changes_more(self) -> bool:
        """Beside state and deadline, which are worked out anew."""
        changes = self.vote["changes"]
        return bool(changes["details"]) or bool(changes["ticket"].keys() - {"due_at"})

    @property
    def has_fired(self) -> bool:
        return any(not each["fresh"] for each in self._outside())

    def _outside(self) -> list[Row]:
        return [each for each in self.vote["effects"] or () if each["kind"] not in IN_HOUSE]

    def plan(self) -> Plan:
        """One event; the state is that in which the vote was cast."""
        seen, case = self.duty.seen, self.duty.seen.case
        ended = [ending(each["id"], "cancelled", None, seen) for each in self._made()]
        reopened = [self._reopened(each) for each in self.vote["ended"] or ()]
        stop, timers = asked_levels(seen, self._level_timers(reopened))
        plan = Plan(
            trigger=TAKE_BACK,
            source=case.state,
            dest=self.vote["source"],
            seq=case.version + 1,
            at=case.now,
            ticket={},
            details={},
            form={"item": self.duty.id, "event": self.vote["seq"]},
            items=[*ended, *reopened],
            stop=stop,
            timers=timers,
            offers=handing.settled(seen, ended),
            unsent=[each["id"] for each in self._outside()],
        )
        return self._timed(plan, timers) if self.moved else plan

    @property
    def _level(self) -> Level:
        return self.duty.seen.case.ladder.levels[int(self.duty.item["level"])]

    def _level_timers(self, reopened: list[Json]) -> list[Json]:
        """The level of the vote is the one that is asked again."""
        seen = self.duty.seen
        gone = set(self.vote["made"] or ())
        others = (
            each for each in seen.row["items"] or () if each["kind"] == "vote" and each["id"] not in gone
        )
        kept = [due for each in others if (due := moment(each["due_at"])) > seen.case.now]
        position, calendar = self.duty.item["level"], timing.calendar_of(seen)
        return level_timers(self._level, position, reopened, kept, calendar, seen.case.now)

    def _reopened(self, item: Row) -> Json:
        """With whoever had it; a vote out of a pool stays with who gave it. What was late has time anew."""
        owner, now, span = item["behalf"] or item["holder"], self.duty.seen.case.now, self._level.timeout
        claimed, due = item["desk"] is not None and owner is not None, moment(item["due_at"])
        if due <= now and span is not None:
            due = deadline(now, span, timing.calendar_of(self.duty.seen))
        return {
            "id": item["id"],
            "status": "claimed" if claimed else "open",
            "holder": owner["id"] if owner else None,
            "ended_at": None,
            "decision": None,
            "decided_by": None,
            "decided_by_person": None,
            "offered_to": item["offered_to"],
            "due_at": due,
        }

    def _timed(self, plan: Plan, levels: list[Json]) -> Plan:
        """Clocks and timers as on entering that state."""
        seen, case = self.duty.seen, self.duty.seen.case
        back = seen.workflow.by_state[plan.dest]
        decision = Decision(Move(TAKE_BACK, case.state, back.name, ()), back, case, Change(), ())
        there = replace(case, state=back.name)
        clocks = timing.clocks_after(seen, decision, there)
        held = rest.held_back(seen, decision, there, clocks, levels, fired=None)
        return replace(
            plan,
            ticket=timing.ticket_due(clocks) | held.ticket,
            stop=held.stop,
            timers=held.timers,
            clocks=[timing.clock_row(row) for row in clocks.changed],
        )
