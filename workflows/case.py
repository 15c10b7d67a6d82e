"""What every rule looks at: the actor, and the ticket with the facts around it, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from workflows.ladder import Level, Vote

Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody named in a form (`to`, `who`), read in the same moment as the ticket."""

    account: str
    person: str
    username: str
    desks: frozenset[str]
    on_duty: bool = True
    load: int = 0
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who fires: a person with the desks held in the ticket's office now, or the system (`person` None)."""

    account: str | None = None
    person: str | None = None
    desks: frozenset[str] = frozenset()
    on_duty: bool = True
    load: int = 0
    skills: frozenset[str] = frozenset()

    @property
    def is_system(self) -> bool:
        return self.person is None


SYSTEM: Final = Actor()


@dataclass(frozen=True, slots=True)
class Item:
    """One open work item of the present state; `offered_to` are the persons who alone may take it."""

    id: str
    kind: str
    desk: str | None
    holder: str | None
    holder_account: str | None = None
    seat: int | None = None
    status: str = "open"
    offered_to: frozenset[str] | None = None

    def is_for(self, person: str | None) -> bool:
        """Whether it may be taken out of its pool by that person."""
        return self.offered_to is None or person in self.offered_to


@dataclass(frozen=True, slots=True)
class Ladder:
    """The approval of this round: its levels, the level being asked, and who has voted what there."""

    levels: tuple[Level, ...] = ()
    position: int = 0
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket and the facts around it, frozen at one version; what every rule looks at.

    `submitter`, `assignee` and `barred` are persons, not accounts. `facts` is what the house knows
    and the ticket does not store; `policy` the body of the ticket's policy version; `now` aware UTC.
    """

    id: str
    workflow: str
    state: str
    version: int
    now: datetime
    round: int = 0
    submitter: str | None = None
    assignee: str | None = None
    urgency: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    ladder: Ladder = Ladder()
    barred: frozenset[str] = frozenset()
