"""One application a module; Alice and Bob work in one office, Carol in another.

Its context must not outlive the module: other folders have applications of their own.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.db import db
from service.settings import Settings
from service.transaction import statements
from tests.api import trial
from tests.api.makers import Somebody, make_account, make_office
from tests.keys import MASTER_KEY


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    return Settings(
        env="test", database_url=database_url, rate_limit="0 per second", pool_size=8, master_key=MASTER_KEY
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.register_blueprint(trial.area)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def gz01(app: Flask) -> str:
    with statements() as sql:
        return make_office(sql)


@pytest.fixture
def gz02(app: Flask) -> str:
    with statements() as sql:
        return make_office(sql)


@pytest.fixture
def alice(gz01: str) -> Somebody:
    with statements() as sql:
        return make_account(sql, office=gz01, desk="clerk")


@pytest.fixture
def bob(gz01: str) -> Somebody:
    with statements() as sql:
        return make_account(sql, office=gz01, desk="supervisor")


@pytest.fixture
def carol(gz02: str) -> Somebody:
    with statements() as sql:
        return make_account(sql, office=gz02, desk="supervisor")
