"""`python -m tests.rows`: which test holds which row of the register's requirements, written into the docs.

A test names its rows: `test_r_fee_02_…`, or several of them, `test_r_cust_14_r_cust_15_…`.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE.parent / "docs" / "requirements.md"
# The last row of each group, as the requirements number them.
GROUPS: Mapping[str, int] = {
    "ORG": 9,
    "ROOM": 7,
    "CUST": 22,
    "ACCT": 5,
    "FAM": 9,
    "OCC": 38,
    "FEE": 16,
    "DEP": 4,
    "DUN": 4,
}
# Self-service and data quality, and orders: left for a later time.
LATER = frozenset({"CUST-17", "CUST-21", "CUST-22", "FEE-14", "FEE-15", "FEE-16"})
NAMED = re.compile(r"(?<=_)r_([a-z]+)_(\d\d(?:_\d\d)*)(?=_|$)")
HEAD = """# Requirement rows and their tests

Each row of the register's requirements (organisation, rooms, customers, accounts, family, occupancy, fees,
deposits, dunning) is held by tests that carry its id. Made by `python -m tests.rows`; `make test` fails when
it is out of date or a row has no test.

| Row | Tests |
|---|---|
"""


def wanted() -> list[str]:
    return [f"{group}-{number:02d}" for group, last in GROUPS.items() for number in range(1, last + 1)]


def missing(held: Mapping[str, list[str]]) -> list[str]:
    return [row for row in wanted() if row not in held and row not in LATER]


def held_rows() -> dict[str, list[str]]:
    """By row, the tests that name it, as `file::test`."""
    held: dict[str, list[str]] = {}
    for file in sorted(HERE.rglob("test_*.py")):
        for test in _tests(file):
            for row in rows_of(test):
                held.setdefault(row, []).append(f"{file.relative_to(HERE.parent)}::{test}")
    return held


def rows_of(test: str) -> list[str]:
    return [
        f"{group.upper()}-{number}" for group, numbers in NAMED.findall(test) for number in numbers.split("_")
    ]


def table(held: Mapping[str, list[str]]) -> str:
    lines = (f"| R-{row} | {_cell(row, held)} |" for row in wanted())
    return HEAD + "\n".join(lines) + "\n"


def _cell(row: str, held: Mapping[str, list[str]]) -> str:
    tests = "<br>".join(f"`{test}`" for test in held.get(row, ()))
    return tests or ("left for later" if row in LATER else "**none**")


def _tests(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def main() -> int:
    held = held_rows()
    FILE.write_text(table(held), "utf-8")
    gaps = missing(held)
    if gaps:
        sys.stderr.write(f"Rows without a test: {', '.join(gaps)}\n")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
