"""Every fault that is put into a table of ours is found, by its name, wherever it is put."""

from dataclasses import replace

import pytest

from tests.mutations.approval_faults import APPROVAL_FAULTS
from tests.mutations.injecting import Parts, TableFault
from tests.mutations.name_faults import NAME_FAULTS
from tests.mutations.state_faults import STATE_FAULTS
from workflows.catalog import CATALOG
from workflows.engine import Workflow
from workflows.proof.table import Supplies, table_faults
from workflows.soundness import Unsound

TABLE_FAULTS = [*STATE_FAULTS, *APPROVAL_FAULTS, *NAME_FAULTS]


def findings(table: Workflow, parts: Parts) -> str:
    """The check at import, and behind it the static proof."""
    versions = CATALOG[table.name]
    try:
        made = replace(table, **parts)
    except Unsound as unsound:
        return str(unsound)
    found = table_faults(made, Supplies(versions.details, versions.barring))
    return " ".join(each.rule for each in found)


@pytest.mark.parametrize("fault", TABLE_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_in_a_table_is_found(fault: TableFault) -> None:
    tables = [versions.newest for versions in CATALOG.values()]
    injected = [(table, parts) for table in tables for parts in fault.inject(table)]
    assert injected, "this fault is put nowhere"
    names = (fault.found,) if isinstance(fault.found, str) else fault.found
    said = [f"{table.name}: {findings(table, parts)}" for table, parts in injected]
    missed = [each for each in said if not any(name in each for name in names)]
    assert missed == []


def test_a_trigger_that_bars_and_is_not_there_is_found() -> None:
    for versions in CATALOG.values():
        supplies = Supplies(versions.details, (*versions.barring, "explode"))
        assert [each.rule for each in table_faults(versions.newest, supplies)] == ["barring_unknown"]


def test_there_are_more_than_fifty_faults_each_of_its_own_name() -> None:
    assert len({fault.name for fault in TABLE_FAULTS}) == len(TABLE_FAULTS) > 50
