"""The one SQLAlchemy object, the ids, and how a connection is made."""

import os
import secrets
import time
import uuid
from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)


def new_id(at: datetime | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then randomness; sorts by time of birth."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else int(at.timestamp() * 1000)
    return uuid7(milliseconds, os.urandom(10))


def uuid7(milliseconds: int, chance: bytes) -> uuid.UUID:
    """Of a given moment and ten given bytes: the same row asked for twice has the same id."""
    tail = int.from_bytes(chance[:10])
    value = milliseconds << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    return uuid.UUID(int=value)


def four_letters() -> str:
    """Four random characters without look-alikes, as they stand at the end of a `refund_no`."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4))


def engine_options(database_url: str, *, pool_size: int, lock_seconds: int) -> dict[str, Any]:
    """A bounded pool that answers at once when the database is away, and never waits long for a turn.

    The connection that came back last goes out first: it has planned the long statements already.
    `lock_seconds`: how long a statement waits for a row that somebody else holds; 0 waits for ever.
    """
    said = conninfo_to_dict(database_url.replace("+psycopg", "", 1)).get("options", "")
    patience = f"-c lock_timeout={lock_seconds}s"
    return {
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": 5,
        "pool_pre_ping": False,
        "pool_use_lifo": True,
        "pool_recycle": 1800,
        "connect_args": {
            "connect_timeout": 3,
            "application_name": "guanjia",
            "prepare_threshold": 3,
            "options": f"{said} {patience}" if said else patience,
        },
    }


def sqlalchemy_url(database_url: str) -> str:
    """`postgresql://…` or `postgres://…` as people write it, with the psycopg driver named."""
    scheme, rest = database_url.split("://", 1)
    if scheme not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise ValueError("DATABASE_URL must name a PostgreSQL server")
    return f"postgresql+psycopg://{rest}"
