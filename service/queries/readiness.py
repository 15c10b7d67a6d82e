"""Whether this process can do its work: the database is reached and migrated; Redis only saves time."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import redis
import redis.backoff
import redis.retry
import sqlalchemy.exc
from alembic.script import ScriptDirectory

from service.transaction import statements

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
AWAY = (psycopg.Error, sqlalchemy.exc.SQLAlchemyError)


@dataclass(frozen=True, slots=True)
class Readiness:
    database: str
    migrations: str
    redis: str

    @property
    def status(self) -> str:
        if (self.database, self.migrations) != ("ok", "ok"):
            return "unavailable"
        return "ok" if self.redis == "ok" else "degraded"


def readiness(redis_url: str) -> Readiness:
    database, migrations = _database()
    return Readiness(database, migrations, _redis(redis_url))


def _database() -> tuple[str, str]:
    try:
        with statements() as sql:
            known = sql.one("SELECT to_regclass('alembic_version') IS NOT NULL AS kept")
            row = sql.one("SELECT version_num FROM alembic_version") if known and known["kept"] else None
    except AWAY:
        return "away", "unknown"
    found = row["version_num"] if row else None
    return "ok", "ok" if found == newest_revision() else "behind"


def _redis(url: str) -> str:
    if not url:
        return "away"
    once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
    limits = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": once}
    try:
        with redis.Redis.from_url(url, **limits) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError):
        return "away"
    return "ok"


@cache
def newest_revision() -> str | None:
    """None while no migration is written: then the models themselves are the form."""
    if not (MIGRATIONS / "versions").is_dir():
        return None
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
