"""Starts the embedded servers in a folder of their own, and copies databases from templates."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from service.embedded.folders import drop_runtime_folder, make_data_folder
from service.embedded.process import end_child
from service.embedded.server import Server, start
from service.embedded.servers import embedded_postgres, embedded_redis

# A process that is killed loses nothing by this; only a power cut would. Every test has new connections, and
# the server would plan the door's long statements five times on each before it keeps a plan.
FAST = ("fsync=off", "full_page_writes=off", "max_connections=300", "plan_cache_mode=force_generic_plan")
# A run takes half a gigabyte.
ROOM = 3 << 30
TEMPLATES_LOCK = 77
OPERATOR = "from service.app import main; main()"


@dataclass(frozen=True, slots=True)
class Servers:
    database_url: str
    redis_url: str
    data: Path | None = None
    children: list[tuple[Server, "subprocess.Popen[bytes]"]] = field(default_factory=list)


def start_servers() -> Servers:
    data = make_data_folder(Path(tempfile.mkdtemp(prefix="guanjia-tests-", dir=in_memory())))
    postgres = embedded_postgres(data, options=FAST)
    redis = embedded_redis(data)
    if redis is None:
        raise pytest_needs("a Redis server: sudo apt-get install -y redis-server")
    children: list[tuple[Server, subprocess.Popen[bytes]]] = [
        (each, start(each)) for each in (redis, postgres)
    ]
    return Servers(postgres.url, redis.url, data, children)


def in_memory() -> Path | None:
    """Where there is room: a copied database is 700 files, and to make and delete them took 13 % of a run."""
    memory = Path("/dev/shm")
    usable = os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free >= ROOM
    return memory if usable else None


def pytest_needs(what: str) -> RuntimeError:
    return RuntimeError(f"The tests need {what}")


def stop_servers(servers: Servers) -> None:
    for server, child in servers.children:
        end_child(child, server.endings)
    if servers.data is not None:
        drop_runtime_folder(servers.data)
        shutil.rmtree(servers.data, ignore_errors=True)


def migrated_template(servers: Servers) -> str:
    return template(servers, "template_migrated", ["migrate"])


def demo_template(servers: Servers) -> str:
    return template(servers, "template_demo", ["migrate"], ["seed", "--bare"])


def template(servers: Servers, name: str, *commands: list[str]) -> str:
    """Made by whichever worker comes first, under another name until it is complete."""
    with admin(servers) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATES_LOCK])
        if not exists(connection, name):
            drop(connection, f"{name}_new")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{name}_new")))
            for words in commands:
                operate(words, database_url=url_of(servers, f"{name}_new"))
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(f"{name}_new"), sql.Identifier(name)))
    return name


@contextmanager
def copied_database(servers: Servers, name: str, *, template: str) -> Iterator[str]:
    with admin(servers) as connection:
        drop(connection, name)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        yield url_of(servers, name)
        drop(connection, name)


def operate(words: list[str], *, database_url: str) -> None:
    environ = {**os.environ, "DATABASE_URL": database_url}
    done = subprocess.run(
        [sys.executable, "-c", OPERATOR, *words], env=environ, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"guanjia {' '.join(words)}:\n{done.stdout}{done.stderr}")


def admin(servers: Servers) -> "psycopg.Connection[Any]":
    return psycopg.connect(url_of(servers, "postgres"), autocommit=True)


def exists(connection: "psycopg.Connection[Any]", name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def url_of(servers: Servers, name: str) -> str:
    return servers.database_url.replace("/guanjia?", f"/{name}?")
