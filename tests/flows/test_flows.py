"""Each of the workflows is driven over HTTP to each of its ends, and the books are proven afterwards."""

import pytest

from tests.flows.catalog import FLOWS
from tests.flows.client import House
from tests.flows.flow import Flow, walk
from tests.flows.stack import Stack
from tests.servers import operate
from workflows.catalog import CATALOG


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_leads_to_its_end(flow: Flow, house: House) -> None:
    walk(flow, house)


def test_every_end_of_every_workflow_is_reached() -> None:
    ends = {
        (name, end.name) for name, versions in CATALOG.items() for end in versions.newest.states if end.is_end
    }
    assert ends == {(flow.workflow, flow.end) for flow in FLOWS}


def test_the_database_proves_clean_afterwards(stack: Stack) -> None:
    operate(["verify"], database_url=stack.database_url)
