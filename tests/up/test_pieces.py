"""The small parts of `guanjia up`, each by itself."""

import subprocess
import time
from pathlib import Path

import pytest

from service.settings import Settings
from service.up.environment import MARK, Place, make_environment
from service.up.procfile import Entry, read_procfile
from service.up.secrets import kept_secrets
from service.up.stopping import PATIENCE
from service.up.supervised import PAUSES, Supervised


def test_pauses_grow_and_stay_below_five_seconds() -> None:
    one = Supervised("dying", lambda: subprocess.Popen(["false"]), PATIENCE, 0)
    pauses = []
    for _ in range(6):
        one.moment = 0.0
        one.tick()
        assert one.child is not None
        one.child.wait()
        one.tick()
        pauses.append(one.moment - time.monotonic())
    assert pauses == pytest.approx([*PAUSES, PAUSES[-1]], abs=0.3)
    assert max(PAUSES) < 5


def test_a_procfile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# why\n\nweb: serve --port $PORT\nslow:  work: slowly\n")
    assert read_procfile(path) == [Entry("web", "serve --port $PORT"), Entry("slow", "work: slowly")]


def test_a_line_that_is_no_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("web serve\n")
    with pytest.raises(ValueError, match="web serve"):
        read_procfile(path)


def test_secrets_are_made_once_and_only_we_can_read_them(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path, {})
    assert kept_secrets(tmp_path, {}) == first
    assert len(set(first.values())) == 3 and all(value.startswith("whsec_") for value in first.values())
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_set_wins(tmp_path: Path) -> None:
    assert "GUANJIA_SMS_SECRET" not in kept_secrets(tmp_path, {"GUANJIA_SMS_SECRET": "whsec_mine"})


def test_what_is_set_by_hand_wins_over_what_is_made(tmp_path: Path) -> None:
    given = {"GUANJIA_PAYMENT_URL": "https://pay.example", "GUANJIA_WEB_WORKERS": "7"}
    settings = Settings(port=8100, payment_url="https://pay.example")
    made = make_environment(given, settings, Place(tmp_path, tmp_path), database_url="d", redis_url="r")
    assert made["GUANJIA_PAYMENT_URL"] == "https://pay.example"
    assert made["GUANJIA_SMS_URL"] == "http://127.0.0.1:8101"
    assert (made["GUANJIA_WEB_WORKERS"], made["PORT"], made[MARK]) == ("7", "8100", str(tmp_path))


def test_in_production_nothing_is_made_up(tmp_path: Path) -> None:
    made = make_environment(
        {}, Settings(env="production"), Place(tmp_path, tmp_path), database_url="d", redis_url="r"
    )
    assert not any(name.endswith(("_SECRET", "PAYMENT_URL", "SMS_URL")) for name in made)
