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
    stands_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Behalf:
    """The absent person in whose right a stand-in acts; `cap_fen` None: whatever the amount."""

    account: str
    person: str
    username: str
    cap_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who fires: a person with the desks held in the ticket's office now, or the system (`person` None).

    Of a stand-in `person` and `desks` are the absent person's, `deputy` is the person who really acts, and
    `account` theirs. `stands_for`: the persons this one stands in for at present, in whatever right they act.
    """

    account: str | None = None
    person: str | None = None
    desks: frozenset[str] = frozenset()
    on_duty: bool = True
    load: int = 0
    skills: frozenset[str] = frozenset()
    behalf: Behalf | None = None
    deputy: str | None = None
    stands_for: frozenset[str] = frozenset()

    @property
    def is_system(self) -> bool:
        return self.person is None

    @property
    def hand(self) -> str | None:
        """The person who really acts, in whosever right."""
        return self.deputy or self.person

    @property
    def owner(self) -> str | None:
        """The account that gets what is taken: a stand-in takes it for the absent person."""
        return self.behalf.account if self.behalf else self.account

    @property
    def persons(self) -> frozenset[str]:
        """Whose right it is and who acts: a rule that bars either of them bars the deed."""
        return frozenset(each for each in (self.person, self.deputy) if each)

    @property
    def eyes(self) -> frozenset[str]:
        """For four eyes also whomever they stand in for: those two are one pair of eyes."""
        return self.persons | self.stands_for


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
    """The approval of this round: its levels, the level being asked, and who has voted what there.

    `amount_fen` is what the levels were chosen by.
    """

    levels: tuple[Level, ...] = ()
    position: int = 0
    votes: tuple[Vote, ...] = ()
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket and the facts around it, frozen at one version; what every rule looks at.

    `submitter`, `assignee` and `barred` are persons, not accounts. `facts` is what the house knows
    and the ticket does not store; `policy` the body of the ticket's policy version; `now` aware UTC.
    `passed_by`: who took a level of this ticket away from its signers, and so signs for none of it.
    While it is `suspended` nobody moves it but the system, for what happened outside.
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
    suspended: bool = False
    passed_by: frozenset[str] = frozenset()
