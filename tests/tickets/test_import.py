"""Somebody else's list: each row opened as by a person or refused with its line, and never twice."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.app import create_app
from service.cli.commands import operator_command
from service.transaction import statements
from tests.demo_house import House, demo_app
from tests.servers import Servers
from tests.tickets.people import crawl, listed

HERE = Path(__file__).parents[1]
OWN = HERE / "data" / "requests.csv"
OWN_MAPPING = HERE / "data" / "requests-mapping.json"
REAL = HERE.parents[1] / "shared" / "data" / "nyc311-100.csv"
REAL_MAPPING = HERE.parent / "docs" / "examples" / "nyc311-mapping.json"


@pytest.fixture
def alone(servers: Servers, worker_name: str) -> Iterator[House]:
    """A copy of a test's own: imports are counted."""
    with demo_app(servers, f"imports_{worker_name}") as app:
        yield House(app)


def run(house: House, *words: str) -> Result:
    url = house.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    environ = {"DATABASE_URL": url, "GUANJIA_ENV": "test"}
    return CliRunner().invoke(operator_command(), words, obj=create_app, env=environ)


def take(house: House, file: Path, mapping: Path, *words: str) -> Result:
    return run(house, "import", "tickets", str(file), "--mapping", str(mapping), *words)


def counted(result: Result) -> tuple[int, ...]:
    last = re.search(r"(\d+) opened, (\d+) known already, (\d+) refused", result.output)
    assert last is not None, result.output
    return tuple(int(number) for number in last.groups())


def test_rows_are_opened_or_refused_with_line_field_and_reason(alone: House) -> None:
    result = take(alone, OWN, OWN_MAPPING)
    assert (counted(result), result.exit_code) == ((3, 0, 4), 1), result.output
    told = [line for line in result.stdout.splitlines() if line.startswith("line ")]
    assert [line.split(": ")[:2] for line in told] == [
        ["line 6", "room"],
        ["line 7", "workflow"],
        ["line 8", "source_due_at"],
        ["line 9", "details.text"],
    ]
    rows = {row["external_ref"]: row for row in listed(alone["clerk"], limit=200)}
    assert rows["T-1"]["workflow"] == "repair" and rows["T-2"]["workflow"] == "complaint"
    assert rows["T-1"]["source_due_at"] == "2026-12-01T10:00:00+00:00"
    assert (rows["T-1"]["description"], rows["T-2"]["description"]) == ("水流较大\n请尽快", '他说："很吵"')
    assert rows["T-1"]["submitter"]["username"] == "clerk" and rows["T-3"]["room"] is None


def test_a_second_import_adds_nothing(alone: House) -> None:
    take(alone, OWN, OWN_MAPPING)
    before = listed(alone["clerk"], limit=200)
    again = take(alone, OWN, OWN_MAPPING)
    assert counted(again) == (0, 3, 4) and listed(alone["clerk"], limit=200) == before


def test_gb18030_and_a_byte_order_mark_are_read(alone: House, tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8")
    for number, encoding in enumerate(("gb18030", "utf-8-sig")):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes(text.replace("T-", f"E{number}-").replace("\n", "\r\n").encode(encoding))
        assert counted(take(alone, file, OWN_MAPPING)) == (3, 0, 4)


def test_broken_rows_cost_only_themselves(alone: House, tmp_path: Path) -> None:
    rows = [
        "No,Kind,What,Where,Until,Note",
        "B-1,投诉,多了一列的行,A-1-0101,,,,",
        "B-2,投诉,少了",
        "B-3,投诉,带有\x00的行呀,A-1-0101,,",
        f"B-4,投诉,{'长' * 300_000},A-1-0101,,",
        'B-5,投诉,"引号"不对的行,A-1-0101,,',
        "",
        "B-6,投诉,这一行没有问题,A-1-0101,,",
        'B-7,投诉,"没有关上的引号,A-1-0101,,',
        "B-8,投诉,被吞掉的行,A-1-0101,,",
    ]
    file = tmp_path / "broken.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    result = take(alone, file, OWN_MAPPING)
    assert counted(result) == (1, 0, 6), result.output
    lines = re.findall(r"^line (\d+)", result.stdout, re.M)
    assert sorted(set(map(int, lines))) == [2, 3, 4, 5, 6, 9]
    assert [row["external_ref"] for row in listed(alone["clerk"], q="没有问题")] == ["B-6"]


def mapped(tmp_path: Path, **fields: Any) -> Path:
    said = json.loads(OWN_MAPPING.read_text(encoding="utf-8"))
    said["fields"] |= fields
    said["details"]["dunning"] = {
        "customer": {"const": "A-1-0101"},
        "measure": {"const": "stop_water"},
        "charges": {"const": "overdue"},
    }
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def test_a_measure_that_cuts_supplies_is_refused_and_the_refusal_kept(alone: House, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("No,Kind,What,Where,Until,Note\nD-1,催费,催缴物业费,,,\n", encoding="utf-8")
    result = take(alone, file, mapped(tmp_path, workflow={"const": "dunning"}))
    assert counted(result) == (0, 0, 1) and "第九百四十四条" in result.output
    with statements() as sql:
        kept = sql.all("SELECT place, rule, measure, ticket_id FROM refusal")
        tickets = sql.one("SELECT count(*) AS n FROM ticket WHERE external_ref = 'D-1'")
    assert kept == [
        {"place": "import", "rule": "measure_prohibited", "measure": "stop_water", "ticket_id": None}
    ]
    assert tickets == {"n": 0}


@pytest.mark.parametrize(
    "fields",
    [
        {"external_ref": None},
        {"colour": "Kind"},
        {"subject": "Nowhere"},
        {"subject": {"column": "What", "const": "x"}},
        {"subject": {"column": "What", "zz": 1}},
        {"subject": 7},
        {"source_due_at": {"column": "Until", "date": "%Y"}},
        {"source_due_at": {"column": "Until", "date": "%Y", "zone": "Mars/Olympus"}},
        {"workflow": {"column": "Kind", "map": ["x"]}},
        {"workflow": {"columns": [1]}},
    ],
)
def test_a_wrong_mapping_is_refused_before_any_row(house: House, tmp_path: Path, fields: Any) -> None:
    result = take(house, OWN, mapped(tmp_path, **fields))
    assert result.exit_code == 2 and result.stderr.startswith("guanjia: "), result.output


def test_unusable_files_and_accounts_are_named(house: House, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    for content in (b"", b"\xff\xfe\x00a", b"No,No,What\n"):
        file.write_bytes(content)
        assert take(house, file, OWN_MAPPING).exit_code == 2
    file.write_bytes(b"{")
    assert take(house, OWN, file).exit_code == 2
    assert take(house, OWN, OWN_MAPPING, "--as", "nobody").exit_code == 2


def test_whoever_may_not_open_is_refused_row_by_row(house: House) -> None:
    result = take(house, OWN, OWN_MAPPING, "--as", "clerk-gz02")
    assert counted(result) == (0, 0, 7) and result.exit_code == 1


def test_the_token_of_an_import_does_not_outlive_it(alone: House) -> None:
    take(alone, OWN, OWN_MAPPING)
    with statements() as sql:
        assert sql.one("SELECT count(*) AS n FROM token") == {"n": 0}


def test_an_operator_gets_a_token(house: House) -> None:
    token = run(house, "token", "pm").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert house.app.test_client().get("/api/v1/me", headers=headers).get_json()["username"] == "pm"
    unknown = run(house, "token", "nobody")
    assert unknown.exit_code == 1 and "nobody" in unknown.stderr


@pytest.mark.skipif(not REAL.exists(), reason="the 100 real requests are not beside this checkout")
def test_a_hundred_real_requests_are_opened_and_listed_once(alone: House) -> None:
    first = take(alone, REAL, REAL_MAPPING)
    assert (counted(first), first.exit_code) == ((100, 0, 0), 0), first.output
    again = take(alone, REAL, REAL_MAPPING)
    assert (counted(again), again.exit_code) == ((0, 100, 0), 0), again.output
    with REAL.open(encoding="utf-8", newline="") as file:
        real = {row["Unique Key"]: row for row in csv.DictReader(file)}
    rows = {row["external_ref"]: row for row in crawl(alone["clerk"], limit=30, sort="created_at")}
    assert set(real) <= set(rows)
    assert all(bool(rows[key]["source_due_at"]) == bool(real[key]["Due Date"]) for key in real)
    assert rows["42254749"]["source_due_at"] == "2019-04-19T09:55:45+00:00"
    assert {row["workflow"] for key, row in rows.items() if key in real} == {"complaint", "repair"}
