"""The sandbox killed at any moment forgets nothing and pays nothing twice."""

import random
from pathlib import Path

import pytest

from service.sandbox.journal import BrokenJournal, Journal
from tests.sandbox.partners import NUMBER, SECRETS, Listener, sandbox, start, wait_for


def test_a_killed_sandbox_pays_after_its_restart_what_it_took_before(
    tmp_path: Path, listener: Listener
) -> None:
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="3600") as partner:
        partner.send()
        partner.kill()
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0.05") as partner:
        assert listener.next().facts["refund_no"] == NUMBER
        assert partner.ask() == "succeeded"


def test_a_callback_nobody_heard_is_told_after_a_restart_with_the_same_id(
    tmp_path: Path, listener: Listener
) -> None:
    listener.answers = [503]
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0") as partner:
        partner.send()
        unheard = listener.next()
        partner.kill()
    with sandbox(tmp_path, listener) as partner:
        assert listener.next() == unheard
        wait_for(lambda: partner.rows("callback"))
        partner.kill()
    with sandbox(tmp_path, listener) as partner:
        partner.send("RF-AFTER")
        assert partner.send() == "succeeded"
        assert len(partner.rows("paid")) == 1
    assert listener.heard.empty()


def test_killed_again_and_again_each_number_is_paid_once(tmp_path: Path, listener: Listener) -> None:
    chance, sent = random.Random(7), [f"RF-GZ01-20261122-{number:04d}-1-aaaa" for number in range(40)]
    for _ in range(5):
        with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0.01") as partner:
            for refund_no in chance.sample(sent, 20):
                partner.send(refund_no)
            partner.kill()
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_DELAY="0") as partner:
        for refund_no in sent:
            partner.send(refund_no)
        wait_for(lambda: len({row["refund_no"] for row in partner.rows("callback")}) == len(sent))
        assert sorted(row["refund_no"] for row in partner.rows("paid")) == sent


@pytest.mark.parametrize("torn", [b'{"event":"paid","refund', b"\x00\x00\x00\x00\n", b"{\n", b"\x00"])
def test_a_torn_last_line_is_dropped(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "payments.jsonl"
    path.write_bytes(b'{"event":"a"}\n' + torn)
    journal = Journal(path)
    assert list(journal.rows) == [{"event": "a"}]
    journal.append({"event": "b"})
    journal.close()
    assert path.read_bytes() == b'{"event":"a"}\n{"event":"b"}\n'


def test_a_broken_line_in_the_middle_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "payments.jsonl"
    path.write_bytes(b'{"event":"a"}\n{"eve\n{"event":"c"}\n')
    with pytest.raises(BrokenJournal, match="line 2"):
        Journal(path)


def test_two_sandboxes_do_not_share_a_folder(tmp_path: Path, listener: Listener) -> None:
    with sandbox(tmp_path, listener):
        second = start(tmp_path)
        assert second.wait(20) == 2
        assert "another sandbox" in second.communicate()[1]


def test_production_has_no_sandbox(tmp_path: Path) -> None:
    refused = start(tmp_path, GUANJIA_ENV="production")
    assert refused.wait(20) == 2
    assert "production" in refused.communicate()[1]
    assert not (tmp_path / "sandbox").exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [*((name, "") for name in SECRETS), ("GUANJIA_SANDBOX_MODE", "maybe"), ("GUANJIA_SANDBOX_DELAY", "soon")],
)
def test_a_setting_that_cannot_work_is_named(tmp_path: Path, setting: str, value: str) -> None:
    refused = start(tmp_path, **{setting: value})
    assert refused.wait(20) == 2
    assert setting in refused.communicate()[1]


def test_asked_to_leave_it_leaves_at_once(tmp_path: Path, listener: Listener) -> None:
    with sandbox(tmp_path, listener) as partner:
        partner.send()
        partner.process.terminate()
        assert partner.process.wait(20) == 0
