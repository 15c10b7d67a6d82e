"""The migrations and the models make the same database, to the letter of PostgreSQL's own dump."""

import subprocess
from collections.abc import Iterator

import pytest
from flask import Flask
from psycopg import sql

from service.db import db, sqlalchemy_url
from service.embedded.programs import postgres_programs
from service.models.every import MODELS
from tests.servers import Servers, admin, drop, url_of

NAME = "made_from_models"


@pytest.fixture
def made_from_models(servers: Servers) -> Iterator[str]:
    with admin(servers) as connection:
        drop(connection, NAME)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        app = Flask("models")
        app.config["SQLALCHEMY_DATABASE_URI"] = sqlalchemy_url(url_of(servers, NAME))
        db.init_app(app)
        with app.app_context():
            assert MODELS
            db.create_all()
            db.engine.dispose()
        yield url_of(servers, NAME)
        drop(connection, NAME)


def schema(url: str) -> list[str]:
    pg_dump = [str(postgres_programs() / "pg_dump"), "--schema-only", "--no-owner", f"--dbname={url}"]
    dumped = subprocess.run(
        [*pg_dump, "--exclude-table=alembic_version"], capture_output=True, text=True, check=True
    )
    # The meta-commands carry a random word.
    return [line for line in dumped.stdout.splitlines() if line and not line.startswith(("--", "\\"))]


def test_a_migrated_database_is_what_the_models_describe(
    fresh_database_url: str, made_from_models: str
) -> None:
    assert schema(fresh_database_url) == schema(made_from_models)
