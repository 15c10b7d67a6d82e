"""Brings a database to the revision of this code: newer data are refused, old data are dumped first."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import psycopg
from alembic.script import ScriptDirectory
from flask import Flask

from service.db import db, sqlalchemy_url
from service.embedded.folders import Unusable
from service.embedded.programs import postgres_programs
from service.up.say import say

FOLDER = Path(__file__).parents[1] / "migrations"
OLDEST_SERVER = 15
# Two services that start on one database at once: the second waits and then finds nothing to do.
LOCK = 0x6775616E6A6961
Step = Callable[[psycopg.Connection], None]


def bring_up_to_date(
    database_url: str, *, dumps: Path, folder: Path = FOLDER, between: Mapping[str, Step] | None = None
) -> None:
    """1. take turns, 2. refuse what this code does not know, 3. dump what is old, 4. migrate.

    `between`: what Python does to the rows once a revision is reached, before the next one.
    """
    with alone(database_url) as connection:
        stands_at = revision(connection)
        known = known_revisions(folder)
        refuse_newer(stands_at, known=known)
        if stands_at is not None and stands_at == known[0]:
            return
        if stands_at is not None:
            dump(database_url, folder=dumps, revision=stands_at)
        say("建立或升级数据库 …", "Migrating the database …")
        for step, seen_to in steps(known, stands_at, between or {}):
            migrate(database_url, folder=folder, to=step)
            seen_to(connection)
        migrate(database_url, folder=folder)


def steps(known: list[str], stands_at: str | None, between: Mapping[str, Step]) -> Iterator[tuple[str, Step]]:
    """The present revision's too: it may have been interrupted, and finds nothing to do if it was not."""
    ahead = known if stands_at is None else known[: known.index(stands_at) + 1]
    return ((each, between[each]) for each in reversed(ahead) if each in between)


@contextmanager
def alone(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        if connection.info.server_version < OLDEST_SERVER * 10_000:
            raise Unusable(f"PostgreSQL {OLDEST_SERVER} or newer is needed.")
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield connection


def revision(connection: psycopg.Connection) -> str | None:
    """Where the data stand; None in an empty database."""
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def known_revisions(folder: Path) -> list[str]:
    """The newest first."""
    if not (folder / "versions").is_dir():
        return []
    return [each.revision for each in ScriptDirectory(str(folder)).walk_revisions()]


def refuse_newer(stands_at: str | None, *, known: list[str]) -> None:
    if stands_at is not None and stands_at not in known:
        raise Unusable(
            f"数据来自更新的版本（{stands_at}），请升级程序。"
            f"The data were written by a newer version ({stands_at}): run that one, or restore a dump."
        )


def migrate(database_url: str, *, folder: Path, to: str = "head") -> None:
    """An app of its own: the real one may refuse to be built on a database that is not there yet."""
    app = Flask("migration")
    app.config["SQLALCHEMY_DATABASE_URI"] = sqlalchemy_url(database_url)
    db.init_app(app)
    flask_migrate.Migrate(app, db, directory=str(folder))
    with app.app_context():
        flask_migrate.upgrade(revision=to)


def dump(database_url: str, *, folder: Path, revision: str) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{revision}.dump"
    say("升级前备份到", f"Dumping the old data to {target} …")
    done = subprocess.run(
        [
            str(postgres_programs() / "pg_dump"),
            "--format=custom",
            f"--file={target}",
            f"--dbname={database_url}",
        ],
        capture_output=True,
        text=True,
        umask=0o077,
    )
    if done.returncode != 0:
        raise Unusable(
            f"The dump before the migration failed, so nothing was changed:\n{done.stderr.strip()}"
        )
    return target
