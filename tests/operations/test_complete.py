"""A new operation, relation or state without its cells fails here: the oracle must know all there are."""

import re

import pytest

from service.api.areas import AREAS
from service.usecases.rights.declared import OF_ITEMS, OF_TICKETS
from tests.operations import oracle, ticket_oracle
from tests.workflows import oracle as tables
from workflows.catalog import CATALOG

# Moves are in `tests/matrix`; the others change nothing about whose turn it is.
NO_OPERATIONS = {"triggers/<trigger>", "comments", "attachments", "watchers", "read"}


def of_routes(whole: str) -> set[str]:
    """What a POST may do to one thing: the rest of its address."""
    rules = (call.rule for area in AREAS for call in area.calls if call.method == "POST")
    return {found[1] for rule in rules if (found := re.fullmatch(rf"{whole}/(.+)", rule))}


def test_every_operation_of_the_interface_has_its_cells() -> None:
    assert of_routes("/work-items/<item>") == set(oracle.ON_ITEMS)
    assert of_routes("/tickets/<ref>") - NO_OPERATIONS == set(ticket_oracle.ON_TICKETS)


def test_whatever_somebody_may_be_told_about_has_its_cells() -> None:
    assert set(OF_ITEMS) <= set(oracle.ON_ITEMS)
    assert set(OF_TICKETS) <= set(ticket_oracle.ON_TICKETS)


@pytest.mark.parametrize("operation", oracle.ON_ITEMS)
def test_every_relation_to_every_kind_of_duty_has_its_answer(operation: str) -> None:
    rows = {*oracle.OF_POOL, *oracle.OF_PERSON, *oracle.OF_VOTE}
    columns = {*oracle.RELATIONS, "supervisor"} - {"other_office"}
    assert set(oracle.ON_ITEMS[operation]) == {(row, column) for row in rows for column in columns}
    assert set(oracle.ON_ITEMS[operation].values()) <= {"ok", "409", "403", "no", "-"}


@pytest.mark.parametrize("operation", ticket_oracle.ON_TICKETS)
def test_and_so_has_everybody_for_every_kind_of_ticket(operation: str) -> None:
    columns = {*oracle.RELATIONS, *ticket_oracle.POWERS} - {"other_office"}
    assert set(ticket_oracle.ON_TICKETS[operation]) == {
        (row, col) for row in ticket_oracle.OF_TICKETS for col in columns
    }
    assert set(ticket_oracle.ON_TICKETS[operation].values()) <= {"ok", "409", "403", "no", "-"}


def test_every_state_says_whose_duty_it_is() -> None:
    for name, states in tables.STATES.items():
        said = [pair.split()[0] for pair in oracle.DUTIES[name].split(", ")]
        assert said == states[0].split() == [each.name for each in waiting(name)]
    assert set(oracle.DUTIES) == set(CATALOG)


def waiting(name: str) -> list[object]:
    return [each for each in CATALOG[name].newest.states if not each.is_end]
