"""Counts the scenarios: each pattern that we promise has exactly one, and none is skipped."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# workflowpatterns.com, resource perspective: all 43.
RESOURCE = """
01 direct_distribution
02 role_based_distribution
03 deferred_distribution
04 authorization
05 separation_of_duties
06 case_handling
07 retain_familiar
08 capability_based_distribution
09 history_based_distribution
10 organisational_distribution
11 automatic_execution
12 offer_single
13 offer_multiple
14 allocation_single
15 random_allocation
16 round_robin
17 shortest_queue
18 early_distribution
19 distribution_on_enablement
20 late_distribution
21 resource_initiated_allocation
22 resource_initiated_execution_allocated
23 resource_initiated_execution_offered
24 system_determined_queue_content
25 resource_determined_queue_content
26 selection_autonomy
27 delegation
28 escalation
29 deallocation
30 stateful_reallocation
31 stateless_reallocation
32 suspension_resumption
33 skip
34 redo
35 pre_do
36 commencement_on_creation
37 commencement_on_allocation
38 piled_execution
39 chained_execution
40 configurable_unallocated_visibility
41 configurable_allocated_visibility
42 simultaneous_execution
43 additional_resources
"""
# Control flow: what an approval service must (20) or should (12) have.
CONTROL_FLOW = """
01 sequence
02 parallel_split
03 synchronization
04 exclusive_choice
05 simple_merge
06 multi_choice
07 structured_synchronizing_merge
09 structured_discriminator
10 arbitrary_cycles
11 implicit_termination
13 multiple_instances_known_at_design_time
14 multiple_instances_known_at_run_time
15 multiple_instances_not_known_in_advance
16 deferred_choice
17 interleaved_parallel_routing
18 milestone
19 cancel_task
20 cancel_case
21 structured_loop
22 recursion
23 transient_trigger
24 persistent_trigger
25 cancel_region
26 cancel_multiple_instances
27 complete_multiple_instances
29 cancelling_discriminator
30 structured_partial_join
32 cancelling_partial_join
34 static_partial_join_for_multiple_instances
35 cancelling_partial_join_for_multiple_instances
36 dynamic_partial_join_for_multiple_instances
43 explicit_termination
"""
# Of the low ones those that the house can do as well.
BESIDE = """
08 multi_merge
12 multiple_instances_without_synchronization
39 critical_section
40 interleaved_routing
"""
FAULTS = range(1, 11)
NUMBERED = re.compile(r"test_(?P<kind>wrp|cf|fault)_(?P<number>\d\d)_(?P<name>\w+)")
EVASIONS = frozenset({"skip", "skipif", "xfail", "importorskip"})


def scenarios() -> list[tuple[str, str]]:
    """Kind and name of every numbered scenario, wherever in this folder it stands."""
    found = (NUMBERED.fullmatch(each.name) for tree in trees() for each in functions(tree))
    return [(match["kind"], f"{match['number']} {match['name']}") for match in found if match]


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.py"))]


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [each for each in tree.body if isinstance(each, ast.FunctionDef)]


@pytest.mark.parametrize(("kind", "promised"), [("wrp", RESOURCE), ("cf", CONTROL_FLOW + BESIDE)])
def test_each_promised_pattern_has_exactly_one_scenario(kind: str, promised: str) -> None:
    wanted = Counter(line for line in promised.splitlines() if line)
    assert Counter(name for each, name in scenarios() if each == kind) == wanted


def test_the_catalogues_are_whole() -> None:
    assert len(RESOURCE.split("\n")[1:-1]) == 43
    assert len(CONTROL_FLOW.split("\n")[1:-1]) == 32


def test_each_known_fault_has_its_cases() -> None:
    cases = Counter(int(name[:2]) for kind, name in scenarios() if kind == "fault")
    assert sorted(cases) == list(FAULTS)


def test_no_scenario_is_left_out_of_the_run() -> None:
    named = {
        getattr(node, "attr", getattr(node, "id", ""))
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert named & EVASIONS == set()


def test_every_scenario_tells_its_story() -> None:
    """A pattern's name says little: the sentence under it says what the office sees."""
    silent = [
        each.name
        for tree in trees()
        for each in functions(tree)
        if re.match(r"test_(wrp|cf)_", each.name) and not ast.get_docstring(each)
    ]
    assert silent == []
