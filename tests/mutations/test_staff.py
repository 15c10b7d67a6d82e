"""Everything that can be wrong with the people of an office is found for every policy that asks them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from service.policy import DEFAULTS
from workflows.catalog import CATALOG
from workflows.proof.seating import Person
from workflows.proof.staffed import gaps, hanging, nobody_above

APPROVING = [name for name, versions in CATALOG.items() if versions.newest.approvals]
DESKS = tuple("clerk supervisor pm finance legal city hq auditor tech guard engineering_lead".split())
STAFF = tuple(Person(f"{desk}{n}", desk, frozenset({desk})) for desk in DESKS for n in (1, 2))


@dataclass(frozen=True, slots=True)
class StaffFault:
    """`among`: the desk that the fault is about, and so the policies that ask it."""

    name: str
    among: str
    spoil: Callable[[tuple[Person, ...]], tuple[Person, ...]]


def without(desk: str, keep: int = 0) -> Callable[[tuple[Person, ...]], tuple[Person, ...]]:
    def spoil(staff: tuple[Person, ...]) -> tuple[Person, ...]:
        holders = [person for person in staff if desk in person.desks]
        return tuple(person for person in staff if person not in holders[keep:])

    return spoil


def one_person_for(*desks: str) -> Callable[[tuple[Person, ...]], tuple[Person, ...]]:
    def spoil(staff: tuple[Person, ...]) -> tuple[Person, ...]:
        others = tuple(person for person in staff if not person.desks & set(desks))
        return (*others, Person("both", "both", frozenset(desks)))

    return spoil


def only_openers_sign(staff: tuple[Person, ...]) -> tuple[Person, ...]:
    """The one clerk is the one supervisor."""
    return one_person_for("clerk", "supervisor")(staff)


NEVER = [
    *(StaffFault(f"nobody holds {d}", d, without(d)) for d in ("supervisor", "pm", "finance", "city", "hq")),
    StaffFault("nobody holds legal", "legal", without("legal")),
    StaffFault("one person is all pm and all finance", "finance", one_person_for("pm", "finance")),
    StaffFault("one person is city and headquarters", "hq", one_person_for("city", "hq")),
    StaffFault(
        "one person is supervisor and pm", "supervisor", one_person_for("supervisor", "pm", "finance")
    ),
]
ALONE = [
    StaffFault(f"one person holds {d}", d, without(d, keep=1)) for d in ("supervisor", "pm", "city", "hq")
]


def asks(name: str, desk: str) -> bool:
    levels = [each for approval in DEFAULTS[name]["approvals"].values() for each in approval["levels"]]
    return any(seat["desk"] == desk for level in levels for seat in level["seats"])


@pytest.mark.parametrize("name", APPROVING)
def test_an_office_with_two_of_each_has_no_gap_and_hangs_on_nobody(name: str) -> None:
    table, body = CATALOG[name].newest, DEFAULTS[name]
    assert gaps(table, body, STAFF) == []
    assert [each.alone for each in hanging(table, body, STAFF) if each.alone] == []
    assert all(len(each.smallest) == 2 for each in hanging(table, body, STAFF))


@pytest.mark.parametrize("fault", NEVER, ids=lambda fault: fault.name)
def test_what_can_never_be_decided_is_found(fault: StaffFault) -> None:
    names = [name for name in APPROVING if asks(name, fault.among)]
    assert names
    for name in names:
        assert gaps(CATALOG[name].newest, DEFAULTS[name], fault.spoil(STAFF)), name


@pytest.mark.parametrize("fault", ALONE, ids=lambda fault: fault.name)
def test_the_person_that_all_hangs_on_is_found(fault: StaffFault) -> None:
    for name in (name for name in APPROVING if asks(name, fault.among)):
        found = hanging(CATALOG[name].newest, DEFAULTS[name], fault.spoil(STAFF))
        assert {person.id for each in found for person in each.alone} == {f"{fault.among}1"}, name


@pytest.mark.parametrize("name", ["refund"])
def test_an_office_whose_only_clerk_is_its_only_supervisor_cannot_refund(name: str) -> None:
    """Where the system opens too, tickets without a submitter could still be decided."""
    found = gaps(CATALOG[name].newest, DEFAULTS[name], only_openers_sign(STAFF))
    assert [gap.opener and gap.opener.id for gap in found] == ["both"]
    assert [(each.desk, each.persons) for gap in found for each in gap.missing] == [("supervisor", 1)]


def test_nobody_can_step_in_for_a_late_city_where_there_is_no_headquarters() -> None:
    table, body = CATALOG["refund"].newest, DEFAULTS["refund"]
    assert list(nobody_above(table, body, STAFF)) == []
    found = nobody_above(table, body, without("hq")(STAFF))
    assert {(level.name, desk) for _, level, desk in found} == {("city", "city")}


def test_the_missing_are_counted_over_all_levels_of_a_round() -> None:
    level = {"name": "pms", "seats": [{"desk": "pm"}] * 2, "mode": "all", "over_fen": 0}
    body = {**DEFAULTS["refund"], "approvals": {"refund": {"levels": [level, replace_name(level)]}}}
    found = gaps(CATALOG["refund"].newest, body, STAFF)
    assert [(each.desk, each.persons) for gap in found for each in gap.missing] == [("pm", 2)]


def replace_name(level: dict[str, object]) -> dict[str, object]:
    return {**level, "name": "more pms"}


def test_a_signer_of_two_desks_counts_once() -> None:
    both = replace(STAFF[2], desks=frozenset({"supervisor", "pm"}))
    staff = (*(person for person in STAFF if not person.desks & {"supervisor", "pm"}), both)
    found = gaps(CATALOG["refund"].newest, DEFAULTS["refund"], staff)
    assert sum(each.persons for gap in found for each in gap.missing) == len(found)
