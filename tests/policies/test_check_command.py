"""`guanjia check` over the demo offices: what an operator reads, and how it ends."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli.commands import operator_command
from service.production import WillNotStart
from service.settings import Settings
from service.transaction import statements
from service.usecases.audit import check as checking
from service.usecases.audit.check import check, refuse_unsound_tables
from service.usecases.audit.fault import Fault
from tests.demo_house import House, demo_app
from tests.servers import Servers


@pytest.fixture
def house(servers: Servers, worker_name: str) -> Iterator[House]:
    with demo_app(servers, f"check_{worker_name}") as app:
        yield House(app)


def write(text: Any, *told: object) -> None:
    with statements() as sql:
        sql.execute(text, list(told))


def give_up(*usernames: str) -> None:
    """They hold no desk any more."""
    write(
        """UPDATE desk_holding SET until = guanjia_now()
            WHERE account_id IN (SELECT id FROM account WHERE username = ANY(%s))""",
        list(usernames),
    )


def lines(*words: str) -> list[str]:
    with statements() as sql:
        said = [str(each) for each in check(sql)]
    return [each for each in said if all(word in each for word in words)]


def test_the_demo_has_no_error_and_says_what_would_block_its_offices(house: House) -> None:
    assert lines("error:") == []
    assert lines(
        "note: GZ01 refund.refund:", "all of these are absent: 唐洁 (supervisor2), 韩梅 (supervisor)"
    )
    assert lines("warning: GZ02 refund.refund:", "stands still while 蒋平 (supervisor-gz02) is absent")
    assert lines("warning: GZ02 dunning.write_off:", "can never be satisfied; missing hq × 1")
    alone = lines("warning: GZ01", "stands still while")
    assert [each for each in alone if "曾敏 (auditor)" not in each] == [], "the demo has one auditor only"


def test_the_one_person_that_all_hangs_on_is_named(house: House) -> None:
    give_up("pm2")
    assert lines("warning: GZ01 refund.refund:", "stands still while 冯波 (pm) is absent")
    assert lines("warning: GZ01 complaint.plan:", "from 200.01", "stands still while 冯波 (pm) is absent")
    assert lines("error:") == []


def test_a_level_that_its_people_can_never_fill_is_an_error(house: House) -> None:
    """One person holds both desks of a level, and nobody else either of them."""
    give_up("pm", "pm2", "finance2")
    write(
        """INSERT INTO desk_holding (id, account_id, office_id, desk)
           SELECT uuidv7(), a.id, o.id, 'pm' FROM account a, office o
            WHERE a.username = 'finance' AND o.code = 'GZ01'"""
    )
    assert lines("error: GZ01 refund.refund:", "can never be satisfied; missing")


def test_who_is_on_leave_today_blocks_today_and_no_longer(house: House) -> None:
    write("UPDATE account SET on_duty = false WHERE username IN ('hq', 'hq2')")
    found = lines("warning: GZ01 dunning.write_off:", "stands still today; missing hq × 1")
    assert len(found) == 1 and "傅毅 (hq), 沈岚 (hq2)" in found[0]
    assert lines("error:") == []
    write("UPDATE account SET on_duty = true")
    assert lines("stands still today") == []


def test_who_stands_in_for_the_absent_is_there(house: House) -> None:
    dates = {"from": "2026-01-01T00:00:00+08:00", "until": "2199-01-01T00:00:00+08:00"}
    assert house["hq"].post("/substitutions", {"to": "guard", **dates}).status_code == 201
    write("UPDATE account SET on_duty = false WHERE username IN ('hq', 'hq2')")
    assert lines("stands still today") == []


def test_two_accounts_of_one_person_are_one_signer(house: House) -> None:
    write(
        """UPDATE account SET person_id = (SELECT person_id FROM account WHERE username = 'hq')
            WHERE username = 'hq2'"""
    )
    assert lines("warning: GZ01 dunning.write_off:", "stands still while 傅毅 (hq, hq2) is absent")


def test_the_command_ends_as_it_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", house.app.extensions["settings"].database_url)
    run = CliRunner().invoke(operator_command(), ["check"], obj=create_app)
    assert (run.exit_code, "No errors" in run.output) == (0, True), run.output
    house.complaint()
    write("UPDATE ticket SET workflow_version = 99")
    run = CliRunner().invoke(operator_command(), ["check"], obj=create_app)
    assert run.exit_code == 1 and "error: open tickets rest in" in run.output, run.output


def test_a_house_with_an_unsound_table_does_not_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_unsound_tables()
    monkeypatch.setitem(checking.DEFAULTS, "visit", {"approvals": {}, "timers": {"explode": "P1D"}})
    checking.static_faults.cache_clear()
    try:
        with pytest.raises(WillNotStart, match="timer_unknown"):
            create_app(Settings(env="test", database_url="postgresql:///nowhere"))
    finally:
        checking.static_faults.cache_clear()


def test_an_error_and_a_warning_are_told_apart() -> None:
    assert str(Fault("error", "x")) == "error: x" and Fault("error", "x").is_error
    assert str(Fault("warning", "x")) == "warning: x" and not Fault("warning", "x").is_error
