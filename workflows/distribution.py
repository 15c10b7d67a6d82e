"""Who of a desk's holders gets a duty: filters and rules over frozen data, the same answer every time."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """How often somebody's repair of a kind held at the first try."""

    done: int
    fixed: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.fixed, self.done)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might get the duty. `skills` says until which day each is proven, None: for good.

    `load` counts open tickets, `held` open duties, `minutes` is what those may take. `last_given_at` is when
    this rule last gave this person such a duty. `familiar` had worked on the ticket or the one it came from,
    `steward` has the whole case; `handler` did an earlier step of it; `gave_back` has had this very duty.
    `stands_for` are the persons this one stands in for: whoever bars one of them bars this one too.
    """

    account: str
    person: str
    username: str
    desks: frozenset[str] = frozenset()
    skills: Mapping[str, date | None] = field(default_factory=dict)
    on_duty: bool = True
    load: int = 0
    held: int = 0
    minutes: int = 0
    history: Record | None = None
    last_given_at: datetime | None = None
    familiar: bool = False
    steward: bool = False
    handler: bool = False
    gave_back: bool = False
    stands_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the duty asks of a person. `under`: they hold fewer duties than that; `separate`: another person
    than those of earlier steps; `barred` are persons whom a rule of the workflow bars."""

    desk: str
    today: date
    seed: str
    skill: str | None = None
    load_limit: int | None = None
    under: int | None = None
    separate: bool = False
    barred: frozenset[str] = frozenset()


Filter = Callable[[Wanted, Candidate], bool]


def has_skill(skills: Mapping[str, date | None], skill: str, today: date) -> bool:
    """A certificate counts to its last day and no longer."""
    if skill not in skills:
        return False
    until = skills[skill]
    return until is None or today <= until


# Each says that the candidate may have it.
FILTERS: Final[Mapping[str, Filter]] = {
    "holds_desk": lambda wanted, one: wanted.desk in one.desks,
    "on_shift": lambda wanted, one: one.on_duty,
    "has_skill": lambda wanted, one: (
        wanted.skill is None or has_skill(one.skills, wanted.skill, wanted.today)
    ),
    "under_load_limit": lambda wanted, one: wanted.load_limit is None or one.load < wanted.load_limit,
    "under_release_limit": lambda wanted, one: wanted.under is None or one.held < wanted.under,
    "not_barred": lambda wanted, one: not wanted.barred & {one.person, *one.stands_for},
    "other_person": lambda wanted, one: not (wanted.separate and one.handler),
    "not_gave_back": lambda wanted, one: not one.gave_back,
}


def unfit(wanted: Wanted, one: Candidate) -> tuple[str, ...]:
    """The filters that this person does not pass, by name."""
    return tuple(name for name, passes in FILTERS.items() if not passes(wanted, one))


def fitting(wanted: Wanted, candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """By name, so that nothing depends on the order in which rows came."""
    fit = (one for one in candidates if not unfit(wanted, one))
    return tuple(sorted(fit, key=lambda one: (one.username, one.account)))


Chosen = Candidate | None
Chooses = Callable[[Wanted, Sequence[Candidate]], Chosen]


def _first(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    return fit[0] if fit else None


def _random(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    """Drawn by the seed: whoever asks again about the same duty gets the same answer."""
    drawn = {one.account: hashlib.sha256(f"{wanted.seed}:{one.account}".encode()).digest() for one in fit}
    return min(fit, key=lambda one: drawn[one.account], default=None)


def _round_robin(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    """Whoever has waited longest; who never had one comes before all others."""
    return min(fit, key=lambda one: one.last_given_at or NEVER, default=None)


def _shortest_queue(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    return min(fit, key=lambda one: (one.minutes, one.held), default=None)


def _history(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    """The best rate, of several the shortest queue; nobody where none of them has a record."""
    known = [(one, one.history.rate) for one in fit if one.history is not None and one.history.done > 0]
    best = max((rate for _, rate in known), default=None)
    return _shortest_queue(wanted, [one for one, rate in known if rate == best])


def _familiar(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    return _shortest_queue(wanted, [one for one in fit if one.familiar])


def _case_handler(wanted: Wanted, fit: Sequence[Candidate]) -> Chosen:
    return _first(wanted, [one for one in fit if one.steward])


RULES: Final[Mapping[str, Chooses]] = {
    "first": _first,
    "random": _random,
    "round_robin": _round_robin,
    "shortest_queue": _shortest_queue,
    "history": _history,
    "familiar": _familiar,
    "case_handler": _case_handler,
}
# What is asked at last: these answer whenever anybody fits.
LAST: Final = "shortest_queue"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who, and the rule of the chain that found them."""

    candidate: Candidate
    rule: str


def choose(wanted: Wanted, candidates: Iterable[Candidate], rules: Sequence[str]) -> Choice | None:
    """The first rule of the chain that finds somebody; None exactly where nobody passes the filters."""
    fit = fitting(wanted, candidates)
    for rule in (*rules, LAST):
        found = RULES[rule](wanted, fit)
        if found is not None:
            return Choice(found, rule)
    return None


def offered(
    wanted: Wanted, candidates: Iterable[Candidate], rules: Sequence[str], most: int | None
) -> tuple[Candidate, ...]:
    """To whom it is offered: the chain's first choice, then its next one, up to `most`; None is everybody."""
    left = list(fitting(wanted, candidates))
    found: list[Candidate] = []
    while left and (most is None or len(found) < most):
        choice = choose(wanted, left, rules)
        if choice is None:
            break
        found.append(choice.candidate)
        left.remove(choice.candidate)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a policy says of one state's duties. `offer` None: given, not offered; 0: offered to all who fit.

    `start` says when work counts as begun; `top_only`: out of the pool comes only what is most urgent.
    """

    rules: tuple[str, ...] = ()
    offer: int | None = None
    under: int | None = None
    separate: bool = False
    skill: str = ""
    start: str = "by_hand"
    top_only: bool = False

    @property
    def gives(self) -> bool:
        """Whether the house itself hands it on; without it the pool waits for whoever comes."""
        return bool(self.rules) or self.offer is not None

    def skill_of(self, details: Mapping[str, Any]) -> str | None:
        """`$category` is the ticket's detail of that name; a detail that it has not asks for nothing."""
        said = details.get(self.skill[1:]) if self.skill.startswith("$") else self.skill
        return said or None


POOL: Final = Plan()


def plan_of(policy: Mapping[str, Any], state: str) -> Plan:
    """Of a policy body; a state that it does not name is a plain pool."""
    said = policy.get("distribution", {}).get(state)
    if said is None:
        return POOL
    rules = tuple(said[name] for name in ("rule", "then") if said.get(name))
    offer = said.get("offer")
    return Plan(
        rules=rules,
        offer=0 if offer == "all" else offer,
        under=said.get("release_under"),
        separate=bool(said.get("separate")),
        skill=said.get("skill") or "",
        start=said.get("start") or "by_hand",
        top_only=said.get("autonomy") == "top",
    )
