"""Every fault that is put into a default policy is found, by its name, wherever it is put."""

from dataclasses import replace

import pytest

from service.policy import DEFAULTS
from tests.mutations.policy_faults import POLICY_FAULTS, PolicyFault, changed, places
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


@pytest.mark.parametrize("name", ["complaint", "repair"])
def test_a_refusal_by_time_that_no_row_could_carry_is_found(name: str) -> None:
    table, body = CATALOG[name].newest, DEFAULTS[name]
    silent = replace(table, moves=[[row for row in table.rows if row.trigger not in ("reject", "return")]])
    for path, level in places(body):
        changed_body = changed(body, *path, to={**level, "on_timeout": "auto_reject"})
        assert "auto_reject_impossible" in [each.rule for each in policy_faults(silent, changed_body)]
        assert policy_faults(table, changed_body) == []
