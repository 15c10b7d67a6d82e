"""Old data are dumped and migrated, and newer data refused."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from service.embedded.folders import Unusable
from service.embedded.programs import postgres_programs
from service.up.migration import bring_up_to_date
from tests.servers import Servers, admin, drop, url_of

ENV = """
from alembic import context
from flask import current_app

with current_app.extensions["migrate"].db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
"""
REVISION = """
from alembic import op

revision, down_revision, branch_labels, depends_on = {revision!r}, {before!r}, None, None


def upgrade():
    op.execute("CREATE TABLE {revision} (value int)")
"""


def test_an_empty_database_is_brought_to_the_newest_form(bare_url: str, tmp_path: Path) -> None:
    bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=migrations(tmp_path, "first", "second"))
    assert tables(bare_url) == {"alembic_version", "first", "second"}
    assert not (tmp_path / "dumps").exists()


def test_old_data_are_dumped_before_they_are_migrated(bare_url: str, tmp_path: Path) -> None:
    bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=migrations(tmp_path, "first"))
    with psycopg.connect(bare_url) as connection:
        connection.execute("INSERT INTO first VALUES (7)")
    bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=migrations(tmp_path, "first", "second"))
    assert "second" in tables(bare_url)
    (dump,) = (tmp_path / "dumps").iterdir()
    assert dump.stat().st_mode & 0o777 == 0o600
    assert "\n7\n" in restored_text(dump)


def test_data_of_this_form_are_left_alone(bare_url: str, tmp_path: Path) -> None:
    folder = migrations(tmp_path, "first")
    for _ in range(2):
        bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=folder)
    assert not (tmp_path / "dumps").exists()


def test_newer_data_are_refused_untouched(bare_url: str, tmp_path: Path) -> None:
    bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=migrations(tmp_path, "first", "second"))
    (tmp_path / "migrations" / "versions" / "second.py").unlink()
    with pytest.raises(Unusable, match="newer version .second."):
        bring_up_to_date(bare_url, dumps=tmp_path / "dumps", folder=tmp_path / "migrations")
    assert tables(bare_url) == {"alembic_version", "first", "second"}


def migrations(tmp_path: Path, *names: str) -> Path:
    """One revision a name, in order; each makes a table of its name."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True, exist_ok=True)
    (folder / "env.py").write_text(ENV)
    (folder / "alembic.ini").write_text("[alembic]\n")
    for before, name in zip([None, *names], names, strict=False):
        (folder / "versions" / f"{name}.py").write_text(REVISION.format(revision=name, before=before))
    return folder


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT relname FROM pg_stat_user_tables").fetchall()
    return {str(row[0]) for row in rows}


def restored_text(dump: Path) -> str:
    program = postgres_programs() / "pg_restore"
    return subprocess.run([program, "--file=-", dump], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def bare_url(servers: Servers, worker_name: str):  # type: ignore[no-untyped-def]
    """A database without any table."""
    name = f"bare_{worker_name}"
    with admin(servers) as connection:
        drop(connection, name)
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        yield url_of(servers, name)
        drop(connection, name)
