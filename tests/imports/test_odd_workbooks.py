"""Every odd workbook comes in right or is refused with a sentence, within the memory that is allowed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.transaction import statements
from service.workbooks.reading import FULL, SENTENCES
from tests.imports.conftest import Desk
from tests.imports.hostile import HOSTILE
from tests.imports.odd import RIGHT
from tests.stage import answer

SAVED = {
    "customers": "SELECT code, name FROM customer WHERE office_id = %s AND id <> %s",
    "charges": "SELECT item, amount_fen, due_on FROM charge WHERE office_id = %s AND id <> %s",
}
DESKS = {"customers": "clerk", "charges": "finance"}


@pytest.mark.parametrize("name", RIGHT)
def test_it_comes_in_right(desk: Desk, name: str) -> None:
    odd = RIGHT[name]
    who = DESKS[odd.kind]
    shown = desk.sent(odd.make(desk.stage.customer.code), kind=odd.kind, name=odd.name, who=who)
    assert (shown["status"], shown["errors"], shown["valid"]) == ("ready", [], len(odd.saved)), shown
    assert desk.confirmed(shown["id"], who)["status"] == "saved"
    # Two rows of one millisecond have ids in either order.
    assert saved(desk, odd.kind) == sorted(map(tuple, odd.saved))


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence(desk: Desk, name: str) -> None:
    hostile = HOSTILE[name]
    response = desk.send(hostile.make(), kind="customers", name=hostile.name)
    if response.status_code == 202:
        assert hostile.later, "a glance is enough"
        made = answer(response, 202)
        desk.work(made["id"])
        found = desk.read(made["id"])
        assert (found["status"], found["refusal"]["rule"]) == ("refused", hostile.rule)
        assert answer(desk.confirm(made["id"]), 422)["detail"] == found["refusal"]["detail"]
    else:
        said = answer(response, 422)
        assert (said["code"], said["rule"]) == ("not_so", hostile.rule)
        assert said["detail"] in {*(en for _, en in SENTENCES.values())} or hostile.rule == "columns_mapped"
    assert saved(desk, "customers") == []


def test_there_are_more_than_thirty_of_them() -> None:
    assert len(RIGHT) + len(HOSTILE) > 50


def test_the_child_of_the_greediest_takes_no_more_than_it_may(tmp_path: Path) -> None:
    """In a process whose only child it is: the mark is the highest of all children there were."""
    file = tmp_path / "greedy.xlsx"
    file.write_bytes(RIGHT["two rows a million apart"].make(""))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
    )
    assert 0 < int(done.stdout) * 1024 <= FULL.memory


MEASURED = """
import resource, sys
from service.workbooks.reading import FULL, read_workbook

read_workbook("a.xlsx", open(sys.argv[1], "rb").read(), FULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def saved(desk: Desk, kind: str) -> list[tuple[Any, ...]]:
    with statements() as sql:
        rows = sql.all(SAVED[kind], [desk.stage.office.id, desk.stage.customer.id])
    return sorted(tuple(row.values()) for row in rows)
