"""The house keeps its shape: imports look down, one place commits, two statements write a ticket's state."""

import ast
import importlib
import re
import sys
from collections.abc import Iterator

import pytest

from tests.source import Source, functions, imports, sources, strings

# Lowest first. A part may import those of lower floors and itself, never a neighbour on its own floor.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "settings clock collector errors failpoints",
        "i18n logs losses metrics passwords wrong",
        "db embedded",
        "transaction models",
        "migrations",
        "diagrams facts calendar occupancy visibility policies policy_defaults jobs crypto"
        " fiction gateways sandbox production workbooks",
        "policy",
        "cases",
        "door",
        "queries",
        "usecases",
        "api web up",
        "cli",
        "app",
    )
)
GROUND = {"workflows": {"workflows", "transitions"}, "schemas": {"schemas", "marshmallow"}}
TWO_STATEMENTS = ("service/door/",)
LONGEST_FUNCTION, LONGEST_FILE = 40, 300
JOB_NAME = re.compile(r"(service|workers)(\.[a-z_][a-z0-9_]*)+")
WRITES = re.compile(
    r"\b(?:(?P<new>INSERT\s+INTO)|(?P<move>UPDATE)|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?ticket\b(?P<rest>.*)",
    re.I | re.S,
)


def floor(part: str) -> int:
    """Top for a part that has none: a test of its own names it."""
    return next((number for number, names in enumerate(FLOORS) if part in names), len(FLOORS))


def parts(source: Source) -> list[str]:
    return source.name.split(".")


def of_service() -> list[Source]:
    return [each for each in sources() if parts(each)[0] == "service" and len(parts(each)) > 1]


def test_there_is_something_to_watch() -> None:
    assert len(sources()) > 20


def test_every_part_of_the_service_has_a_floor() -> None:
    known = set().union(*FLOORS)
    assert {parts(each)[1] for each in of_service()} - known == set()


def test_inside_the_service_imports_look_down() -> None:
    assert [
        f"{s.place}:{line} imports {name}"
        for s in of_service()
        for line, name in imports(s)
        if looks_up(s, name)
    ] == []


def looks_up(source: Source, name: str) -> bool:
    here, there = parts(source)[1], name.split(".")
    if there[0] != "service":
        return there[0] == "workers"
    return len(there) > 1 and there[1] != here and floor(there[1]) >= floor(here)


def test_doors_to_the_outside_do_not_know_each_other() -> None:
    doors = {"api", "web", "cli"}
    found = [
        f"{s.place}:{line} imports {name}"
        for s in of_service()
        for line, name in imports(s)
        if {parts(s)[1], *name.split(".")[1:2]} <= doors
        and name.startswith("service.")
        and name.split(".")[1] != parts(s)[1]
    ]
    assert found == []


def test_the_ground_floors_know_only_the_standard_library_and_one_library_each() -> None:
    found = [
        f"{s.place}:{line} imports {name}"
        for s in sources()
        for line, name in imports(s)
        if parts(s)[0] in GROUND and name.split(".")[0] not in GROUND[parts(s)[0]] | sys.stdlib_module_names
    ]
    assert found == []


IMPURE = frozenset(
    "glob io os pathlib random secrets shutil socket subprocess tempfile threading time urllib".split()
)
CLOCKS = frozenset({"now", "today", "utcnow"})
CHANCE_AND_FILES = frozenset({"open", "uuid1", "uuid4", "getenv"})


@pytest.mark.parametrize("package", ["workflows", "schemas"])
def test_the_ground_floors_know_no_clock_chance_or_outside(package: str) -> None:
    here = [each for each in sources() if parts(each)[0] == package]
    imported = [
        f"{s.place}:{line} {name}" for s in here for line, name in imports(s) if name.split(".")[0] in IMPURE
    ]
    called = [
        f"{s.place}:{n.lineno} {called_name(n)}" for s in here for n in ast.walk(s.tree) if is_impure(n)
    ]
    assert imported + called == []


def test_made_up_companies_are_drawn_from_the_chance_they_are_given() -> None:
    """Else the same number would not make the same rows."""
    made_up = [s for s in sources() if s.name.startswith("service.fiction")]
    imported = [
        f"{s.place} {name}"
        for s in made_up
        for _, name in imports(s)
        if name.split(".")[0] in IMPURE and name != "random.Random"
    ]
    called = [s.place for s in made_up for node in ast.walk(s.tree) if is_impure(node)]
    assert made_up and imported + called == []


def is_impure(node: ast.AST) -> bool:
    """`datetime.now()` and the like; a function of ours may be called `today`."""
    if not isinstance(node, ast.Call):
        return False
    owner = getattr(getattr(node.func, "value", None), "id", "")
    return called_name(node) in CHANCE_AND_FILES or (
        owner in ("datetime", "date") and called_name(node) in CLOCKS
    )


def called_name(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def test_only_the_engine_knows_the_state_machine_library() -> None:
    users = {s.place for s in sources() for _, name in imports(s) if name.split(".")[0] == "transitions"}
    assert users <= {"workflows/engine.py"}


def test_nobody_imports_the_roof() -> None:
    users = {s.place for s in sources() for _, name in imports(s) if name.split(".")[0] == "workers"}
    assert [each for each in users if not each.startswith("workers/")] == []


def test_no_import_hides_inside_a_function() -> None:
    found = [
        f"{s.place}:{inner.lineno}"
        for s in sources()
        for function in functions(s)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_a_package_file_holds_a_docstring_at_most() -> None:
    found = [s.place for s in sources() if s.is_package and len(s.tree.body) > 1]
    found += [s.place for s in sources() if s.is_package and s.tree.body and not ast.get_docstring(s.tree)]
    assert found == []


def test_every_file_says_first_why_it_exists() -> None:
    assert [s.place for s in sources() if s.tree.body and not ast.get_docstring(s.tree)] == []


def test_one_place_commits() -> None:
    committers = {s.place for s in sources() for node in ast.walk(s.tree) if is_commit(node)}
    assert committers <= {"service/transaction.py"}


def is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "commit"


def test_two_statements_write_the_state_of_a_ticket() -> None:
    written = list(state_writes())
    assert [place for place, _ in written if not place.startswith(TWO_STATEMENTS)] == []
    assert sorted(kind for _, kind in written) in ([], ["insert", "update"])


def state_writes() -> Iterator[tuple[str, str]]:
    for source in sources():
        if parts(source)[0] in ("service", "workers"):
            for line, text in strings(source):
                yield from ((f"{source.place}:{line}", kind) for kind in kinds_of_write(text))


def kinds_of_write(text: str) -> Iterator[str]:
    """An UPDATE counts when its SET names the state, or goes on behind this string: nobody can tell."""
    found = WRITES.search(text)
    while found:
        settings = re.split(r"\b(?:WHERE|FROM|RETURNING)\b", found["rest"], maxsplit=1, flags=re.I)
        if not found["move"]:
            yield "insert"
        elif len(settings) == 1 or re.search(r"\bstate\b\s*(?:=|,|\))", settings[0], re.I):
            yield "update"
        found = WRITES.search(found["rest"])


def test_nobody_writes_a_ticket_through_the_models() -> None:
    found = [
        f"{s.place}:{node.lineno}"
        for s in sources()
        if parts(s)[0] in ("service", "workers")
        for node in ast.walk(s.tree)
        if assigns_state(node) or builds_ticket(node)
    ]
    assert found == []


def assigns_state(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    wrote = isinstance(node, ast.Assign | ast.AugAssign) or (
        isinstance(node, ast.AnnAssign) and node.value is not None
    )
    return wrote and any(isinstance(each, ast.Attribute) and each.attr == "state" for each in targets)


def builds_ticket(node: ast.AST) -> bool:
    """`Ticket(…)`, `insert(Ticket)`, `update(Ticket)`, `setattr(x, "state", …)`."""
    if not isinstance(node, ast.Call):
        return False
    named = called_name(node)
    first = getattr(node.args[0], "id", "") if node.args else ""
    sets_state = named == "setattr" and len(node.args) > 1 and getattr(node.args[1], "value", "") == "state"
    return named == "Ticket" or (named in ("insert", "update") and first == "Ticket") or sets_state


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("UPDATE ticket t SET state = d.state FROM d", ["update"]),
        ("update only ticket SET (version, state) = (1, 'x') WHERE true", ["update"]),
        ("UPDATE ticket SET version = version + 1 WHERE state = 'x'", []),
        ("UPDATE ticket SET {}", ["update"]),
        ("INSERT INTO ticket (id) VALUES (1)", ["insert"]),
        ("INSERT INTO ticket_note (id) SELECT 1; UPDATE ticket SET state = 'x' WHERE 1=1", ["update"]),
        ("UPDATE work_item SET state = 'x'", []),
    ],
)
def test_a_write_of_the_state_is_recognised(text: str, kinds: list[str]) -> None:
    assert list(kinds_of_write(text)) == kinds


def test_functions_are_short() -> None:
    measured = ((s, f, (f.end_lineno or f.lineno) - f.lineno + 1) for s in sources() for f in functions(s))
    assert [
        f"{s.place}:{f.lineno} {f.name} has {n} lines" for s, f, n in measured if n > LONGEST_FUNCTION
    ] == []


def test_files_are_short() -> None:
    measured = ((s.place, s.text.count("\n")) for s in sources())
    assert [f"{place} has {n} lines" for place, n in measured if n > LONGEST_FILE] == []


def test_names_say_what_a_thing_does() -> None:
    vague = re.compile(r"(?:Manager|Helper|Util|Utils)$|^(?:process|handle)_|_data$")
    named = (
        (s, n) for s in sources() for n in ast.walk(s.tree) if isinstance(n, ast.ClassDef | ast.FunctionDef)
    )
    assert [f"{s.place}:{n.lineno} {n.name}" for s, n in named if vague.search(n.name)] == []


def test_every_job_named_by_a_string_exists() -> None:
    named = {(s.place, text) for s in sources() for _, text in strings(s) if JOB_NAME.fullmatch(text)}
    assert [f"{place}: {text}" for place, text in sorted(named) if not resolves(text)] == []


def resolves(dotted: str) -> bool:
    """A module, or something inside one."""
    owner, _, name = dotted.rpartition(".")
    try:
        importlib.import_module(dotted)
    except ModuleNotFoundError:
        try:
            return hasattr(importlib.import_module(owner), name)
        except ModuleNotFoundError:
            return False
    return True
