"""The child that reads: it ends by the clock, sees no secrets, and what it says is small."""

import time

import pytest

from service.workbooks import reading
from service.workbooks.reading import FULL, GLANCE, Limits, OutOfTime, Refusal, Sheet, read_workbook
from tests.imports.books import table
from tests.imports.hostile import corners


def test_it_is_ended_by_the_clock() -> None:
    began = time.monotonic()
    assert isinstance(read_workbook("a.xlsx", table([["a"]]), Limits(0.01, 5, FULL.memory)), OutOfTime)
    assert time.monotonic() - began < 5


def test_it_is_ended_where_its_memory_ends() -> None:
    assert isinstance(read_workbook("a.xlsx", corners(), GLANCE), OutOfTime | Refusal)


def test_it_knows_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_PAYMENT_SECRET", "whsec_secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert "secret" not in str(reading._environment())


NAMES = ["../../etc/passwd.xlsx", "a.xlsx\0.csv", "--help.xlsx", "a.\ud800", "." * 300, "a.x\0x"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_only_an_extension(name: str) -> None:
    assert isinstance(read_workbook(name, table([["a"]]), GLANCE), Sheet | Refusal)
