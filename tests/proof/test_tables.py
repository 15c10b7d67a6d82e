"""The five tables are proven: nothing is found in any version of them."""

import pytest

from workflows.catalog import CATALOG
from workflows.proof.table import Supplies, table_faults


@pytest.mark.parametrize("name", CATALOG)
def test_nothing_is_found_in_a_table_of_ours(name: str) -> None:
    versions = CATALOG[name]
    for table in versions.values():
        assert table_faults(table, Supplies(versions.details, versions.barring)) == []
