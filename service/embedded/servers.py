"""Which servers a data folder needs, and how a single command borrows its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service.embedded.account import account_uids, choose_account
from service.embedded.folders import (
    Unusable,
    drop_runtime_folder,
    make_data_folder,
    make_runtime_folder,
    named_runtime_folder,
    runtime_folder,
)
from service.embedded.owner import take_ownership
from service.embedded.postgres import Postgres, is_served, postgres_url
from service.embedded.process import end_child, wait_until
from service.embedded.programs import postgres_programs, redis_program
from service.embedded.redis import Redis
from service.embedded.server import start
from service.settings import Settings

SECONDS_FOR_THE_OWNER = 90


def embedded_postgres(data: Path, *, options: tuple[str, ...] = ()) -> Postgres:
    """`data` is a folder that `make_data_folder` gave; only its owner may call this."""
    account = choose_account([data, postgres_programs()])
    return Postgres(data, make_runtime_folder(data, owner=account.uid), account, options)


def embedded_redis(data: Path) -> Redis | None:
    """None when this machine has no Redis server at all."""
    program = redis_program()
    return None if program is None else Redis(data, shared_runtime_folder(data), program)


def shared_runtime_folder(data: Path) -> Path:
    """The folder where PostgreSQL's account, if there is one, may be the owner already."""
    folder = runtime_folder(data)
    owner = folder.lstat().st_uid if folder.exists() else None
    return make_runtime_folder(data, owner=owner if owner in account_uids() else None)


@contextmanager
def borrowed_database(settings: Settings) -> Iterator[Settings]:
    """Settings that name a database: the one given, a running owner's, or one started meanwhile."""
    if settings.database_url:
        yield settings
        return
    data = make_data_folder(settings.data)
    lock = take_ownership(data)
    if lock is None:
        yield replace(settings, database_url=owners_url(data))
        return
    with lock:
        server = embedded_postgres(data)
        child = start(server)
        try:
            yield replace(settings, database_url=server.url)
        finally:
            end_child(child, server.endings)
            drop_runtime_folder(data)


def owners_url(data: Path) -> str:
    if not wait_until(lambda: is_served(data), seconds=SECONDS_FOR_THE_OWNER):
        raise Unusable(f"The owner of {data} has not started its database within {SECONDS_FOR_THE_OWNER} s.")
    return postgres_url(named_runtime_folder(data))
