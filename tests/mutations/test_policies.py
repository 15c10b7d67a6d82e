"""Every fault that is put into a default policy is found, by its name, wherever it is put."""

import pytest

from service.policy import DEFAULTS
from tests.mutations.policy_faults import POLICY_FAULTS, PolicyFault
from workflows.catalog import CATALOG
from workflows.proof.policy import policy_faults


@pytest.mark.parametrize("name", CATALOG)
def test_nothing_is_found_in_a_default(name: str) -> None:
    assert policy_faults(CATALOG[name].newest, DEFAULTS[name]) == []


@pytest.mark.parametrize("fault", POLICY_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_in_a_policy_is_found(fault: PolicyFault) -> None:
    tables = [versions.newest for versions in CATALOG.values()]
    injected = [(table, body) for table in tables for body in fault.inject(table, DEFAULTS[table.name])]
    assert injected, "this fault is put nowhere"
    said = [(table.name, [each.rule for each in policy_faults(table, body)]) for table, body in injected]
    assert [each for each in said if fault.found not in each[1]] == []
