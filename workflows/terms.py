"""The words of a workflow table: state, end, move, rule, desk, approval, timer, STAY."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from workflows.case import Actor, Case, Form

STAY: Final = "="

Check = Callable[[Case, Actor, Form], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named condition with the sentence shown when it is not met.

    `about_person`: the refusal is 403 `not_you`, since somebody else could. `needs_form`: cannot be
    known before the form is given, so it is left out of `why_not`. `implies` and `excludes` say of a
    route what the proof of the table cannot see inside it: which others hold, or fail, whenever it holds.
    """

    name: str
    zh: str
    en: str
    check: Check
    about_person: bool = False
    needs_form: bool = False
    implies: tuple["Rule", ...] = ()
    excludes: tuple["Rule", ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a move sets besides the state: columns of the ticket, columns of its details, more effects."""

    ticket: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[str, ...] = ()


Then = Callable[[Case, Actor, Form], Change]


@dataclass(frozen=True, slots=True)
class Who:
    """Who may: a desk of the ticket's office, or a relation to the ticket."""

    kind: str
    desk: str = ""

    def __str__(self) -> str:
        return self.desk or self.kind


submitter: Final = Who("submitter")
assignee: Final = Who("assignee")
customer: Final = Who("customer")
signer: Final = Who("signer")
system: Final = Who("system")


def desk(name: str) -> Who:
    return Who("desk", name)


DeskOf = Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Work:
    """Whose duty a state is: a desk's pool (by name or by the case), or one related person.

    With a related person, `desk_of` names the pool that steps in where there is no such person.
    """

    who: Who
    desk_of: DeskOf | None = None

    def desk(self, case: Case) -> str:
        return self.desk_of(case) if self.desk_of else self.who.desk


@dataclass(frozen=True, slots=True)
class Timer:
    """Fires `trigger` when its time has come; its duration is the policy's, named after the trigger.

    The time runs from entering the state, or from the moment kept in the detail `base`; the detail `at`
    is the due time itself, whatever the policy says. `when`, asked of the case after the move, says
    whether it is armed at all. A move refused by its guard arms it again after `again` (ISO 8601) and
    has the effects `told`. `once`: not armed any more when its moment has passed. `hours`: waits for
    the policy's hours of that name, and needs no duration.
    """

    trigger: str
    base: str = ""
    at: str = ""
    when: Rule | None = None
    again: str = "PT1H"
    once: bool = False
    hours: str = ""
    told: tuple[str, ...] = ()


def timer(trigger: str, **options: Any) -> Timer:
    return Timer(trigger, **options)


@dataclass(frozen=True, slots=True)
class State:
    name: str
    zh: str
    en: str
    work: Work | None = None
    clocks: tuple[str, ...] = ()
    pauses: bool = False
    approval: str = ""
    timers: tuple[Timer, ...] = ()
    reminders: int = 0
    effects: tuple[str, ...] = ()
    is_end: bool = False


def state(
    name: str,
    zh: str,
    *,
    en: str = "",
    work: Who | Work | None = None,
    clock: str | Sequence[str] = (),
    pauses: bool = False,
    approval: str = "",
    timers: Sequence[Timer] = (),
    reminders: int = 0,
    effects: Sequence[str] = (),
) -> State:
    """A state that waits. `clock` names what runs in it; `pauses` stops every clock that is running."""
    duty = Work(work) if isinstance(work, Who) else work
    clocks = (clock,) if isinstance(clock, str) else tuple(clock)
    return State(
        name, zh, en or _words(name), duty, clocks, pauses, approval, tuple(timers), reminders, tuple(effects)
    )


def end(name: str, zh: str, *, en: str = "", effects: Sequence[str] = ()) -> State:
    """A state nothing leads out of."""
    return State(name, zh, en or _words(name), effects=tuple(effects), is_end=True)


def work_of(desk_of: DeskOf) -> Work:
    """A pool whose desk depends on the case, such as the desk of the measure."""
    return Work(Who("desk"), desk_of)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `books` names what moves in the ledgers inside the same write."""

    trigger: str
    source: str
    dest: str
    by: tuple[Who, ...]
    route: Rule | None = None
    when: tuple[Rule, ...] = ()
    then: tuple[Then, ...] = ()
    effects: tuple[str, ...] = ()
    books: tuple[str, ...] = ()

    @property
    def lands(self) -> str:
        return self.source if self.dest == STAY else self.dest


def move(
    trigger: str,
    source: str | Sequence[str],
    dest: str,
    *,
    by: Who | Sequence[Who],
    route: Rule | None = None,
    when: Sequence[Rule] = (),
    then: Sequence[Then] = (),
    effects: Sequence[str] = (),
    books: Sequence[str] = (),
) -> list[Move]:
    """One row, or the same row from several states."""
    sources = (source,) if isinstance(source, str) else tuple(source)
    who = (by,) if isinstance(by, Who) else tuple(by)
    return [
        Move(trigger, each, dest, who, route, tuple(when), tuple(then), tuple(effects), tuple(books))
        for each in sources
    ]


@dataclass(frozen=True, slots=True)
class Opening:
    """Event 1: its name, who may, what must hold, what it sets and starts."""

    trigger: str
    by: tuple[Who, ...]
    when: tuple[Rule, ...] = ()
    then: tuple[Then, ...] = ()
    effects: tuple[str, ...] = ()
    books: tuple[str, ...] = ()


def opening(
    trigger: str,
    *,
    by: Sequence[Who],
    when: Sequence[Rule] = (),
    then: Sequence[Then] = (),
    effects: Sequence[str] = (),
    books: Sequence[str] = (),
) -> Opening:
    return Opening(trigger, tuple(by), tuple(when), tuple(then), tuple(effects), tuple(books))


@dataclass(frozen=True, slots=True)
class Fact:
    """A member of the closed list that levels may name in `only_if` and `skip_if`.

    `excludes` names the facts that never hold together with it.
    """

    name: str
    zh: str
    en: str
    check: Callable[[Case], bool]
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """What a ladder of the policy is asked with: the amount in fen that its limits are compared to.

    `guards`: the states that no path may reach around it. `money`: silence never passes it. `above`: the
    threshold of the policy up to which, and with no fact, the table does not come here at all.
    """

    amount: Callable[[Case], int] = lambda case: 0
    guards: tuple[str, ...] = ()
    money: bool = True
    above: str = ""


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
