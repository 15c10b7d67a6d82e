"""In production the service does not start with what only suits a trial, and says which it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.app import create_app
from service.db import db
from service.production import DEMO_PASSWORD, WillNotStart, refuse_to_start
from service.settings import Settings
from service.transaction import statements
from tests.api.makers import make_account, make_office
from tests.keys import MASTER_KEY

SOUND = Settings(
    env="production",
    database_url="postgresql://x@/x",
    payment_secret="whsec_YQ==",
    sms_secret="whsec_Yg==",
    master_key=MASTER_KEY,
)


def test_sound_settings_are_taken() -> None:
    refuse_to_start(SOUND, {"DEBUG": "0"})


@pytest.mark.parametrize(
    ("settings", "environ", "named"),
    [
        (replace(SOUND, payment_secret=""), {}, "GUANJIA_PAYMENT_SECRET"),
        (replace(SOUND, sms_secret=""), {}, "GUANJIA_SMS_SECRET"),
        (replace(SOUND, master_key="", data=Path("/nowhere")), {}, "GUANJIA_MASTER_KEY"),
        (replace(SOUND, database_url=""), {}, "DATABASE_URL"),
        (replace(SOUND, insecure_cookies=True), {}, "GUANJIA_INSECURE_COOKIES"),
        (replace(SOUND, failpoint="move:kill"), {}, "GUANJIA_FAILPOINT"),
        (SOUND, {"DEBUG": "1"}, "DEBUG"),
        (SOUND, {"FLASK_DEBUG": "true"}, "FLASK_DEBUG"),
    ],
)
def test_what_is_wrong_is_named(settings: Settings, environ: dict[str, str], named: str) -> None:
    with pytest.raises(WillNotStart, match=named):
        refuse_to_start(settings, environ)


def test_a_trial_may_start_without_secrets() -> None:
    refuse_to_start(Settings(database_url="postgresql://x@/x"), {"DEBUG": "1"})


SECRETS = {"env": "production", "payment_secret": "whsec_YQ==", "sms_secret": "whsec_Yg=="}


@pytest.fixture
def fresh(settings: Settings, fresh_database_url: str) -> Iterator[Settings]:
    """An empty database of its own, with an application bound to it."""
    app = create_app(replace(settings, database_url=fresh_database_url))
    with app.app_context():
        yield replace(settings, database_url=fresh_database_url)
        db.engine.dispose()


def test_demo_accounts_are_refused_by_name(fresh: Settings) -> None:
    with statements() as sql:
        demo = make_account(sql, office=make_office(sql), desk="clerk", password=DEMO_PASSWORD)
    with pytest.raises(WillNotStart, match=demo.username):
        create_app(replace(fresh, **SECRETS))


def test_a_shifted_clock_is_refused(fresh: Settings) -> None:
    with statements() as sql:
        sql.execute("INSERT INTO clock_offset (by) VALUES (interval '1 day')")
    with pytest.raises(WillNotStart, match="clock"):
        create_app(replace(fresh, **SECRETS))


def test_accounts_with_passwords_of_their_own_are_taken(fresh: Settings) -> None:
    with statements() as sql:
        make_account(sql, office=make_office(sql), desk="clerk")
    client = create_app(replace(fresh, **SECRETS)).test_client()
    assert client.get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=31536000")
