"""`guanjia up`: everything that one office needs, from nothing to a printed address, and back."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from service.embedded.folders import Unusable, drop_runtime_folder, make_data_folder
from service.embedded.owner import owner_is_dying, read_note, take_ownership
from service.embedded.server import Server, start
from service.embedded.servers import embedded_postgres, embedded_redis, shared_runtime_folder
from service.settings import Settings
from service.up.children import supervised_entry, supervised_server
from service.up.environment import Place, make_environment, needs_sandbox, sandbox_port
from service.up.orphans import end_orphans
from service.up.pair import in_pair
from service.up.port import answers_http, refuse_taken_port
from service.up.procfile import Entry, read_procfile
from service.up.say import say
from service.up.stopping import POSTGRES, REDIS, stop_all
from service.up.supervised import Supervised
from service.up.supervisor import BEAT, Greeting, Wish, supervise

NEED_REDIS = frozenset({"worker", "slow", "long"})


@dataclass(frozen=True, slots=True)
class Plan:
    """`prepare` may refuse the start; `greet` speaks once, when web answers."""

    settings: Settings
    environ: Mapping[str, str]
    procfiles: Sequence[Path]
    prepare: Callable[[Mapping[str, str]], None]
    greet: Callable[[Mapping[str, str]], None]


def run(plan: Plan) -> int:
    """The exit code: 0 when somebody stopped it, 1 when it could not start."""
    shown_pid = os.getpid()
    return in_pair(lambda: run_or_say_why(plan, shown_pid), when_killed=lambda: clear_up(plan.settings))


def run_or_say_why(plan: Plan, shown_pid: int) -> int:
    wish = Wish()
    wish.listen()
    try:
        data = make_data_folder(plan.settings.data)
        with own(data, address=address(plan.settings), pid=shown_pid, wish=wish):
            run_as_owner(plan, data, wish)
    except (Unusable, ValueError) as error:
        say("无法启动。", f"Cannot start. {error}")
        return 1
    return 0


def own(data: Path, *, address: str, pid: int, wish: Wish) -> IO[str]:
    """Waits for an owner that was killed and is still stopping; refuses to disturb one that is alive."""
    lock = take_ownership(data, address=address, pid=pid)
    if lock is None and owner_is_dying(data):
        say("上一次运行正在停止 …", "The one before is still stopping …")
    while lock is None and owner_is_dying(data) and not wish.stop:
        time.sleep(BEAT)
        lock = take_ownership(data, address=address, pid=pid)
    if lock is None:
        note = read_note(data)
        raise Unusable(
            f"此数据目录已在运行。The data folder {data} is in use already: "
            + (f"pid {note.pid}, {note.address or 'a single command'}." if note else "by another process.")
        )
    return lock


def clear_up(settings: Settings) -> None:
    """Unless somebody owns the data again already: then these are not ours to end."""
    data = make_data_folder(settings.data)
    lock = take_ownership(data)
    if lock is not None:
        with lock:
            end_orphans(data)


def run_as_owner(plan: Plan, data: Path, wish: Wish) -> None:
    end_orphans(data)
    refuse_taken_ports(plan)
    everything: list[Supervised] = []
    try:
        environ = start_servers(plan, data, everything)
        plan.prepare(environ)
        everything += start_entries(plan, environ)
        supervise(everything, wish=wish, greeting=greeting(plan, environ))
    finally:
        stop_all(everything)
        drop_runtime_folder(data)
    say("已全部停止，数据保留在", f"Everything has stopped; the data stay in {data}.")


def refuse_taken_ports(plan: Plan) -> None:
    refuse_taken_port(plan.settings.bind, plan.settings.port, variable="PORT")
    if needs_sandbox(plan.settings):
        port = sandbox_port(plan.environ, plan.settings)
        refuse_taken_port("127.0.0.1", port, variable="GUANJIA_SANDBOX_PORT")


def start_servers(plan: Plan, data: Path, everything: list[Supervised]) -> dict[str, str]:
    """Adds each to `everything` as soon as it runs: a later failure stops it. Gives the environment."""
    database_url, redis_url = plan.settings.database_url, plan.settings.redis_url
    if not database_url:
        database_url = add_server(embedded_postgres(data), everything, stage=POSTGRES)
    redis = None if redis_url else embedded_redis(data)
    if redis is not None:
        redis_url = add_server(redis, everything, stage=REDIS)
    place = Place(data, shared_runtime_folder(data))
    return make_environment(
        plan.environ, plan.settings, place, database_url=database_url, redis_url=redis_url
    )


def add_server(server: Server, everything: list[Supervised], *, stage: int) -> str:
    say(f"启动 {server.name} …", f"Starting {server.name} …")
    everything.append(supervised_server(server, start(server), stage=stage))
    return server.url


def start_entries(plan: Plan, environ: Mapping[str, str]) -> list[Supervised]:
    entries = [entry for path in plan.procfiles for entry in read_procfile(path)]
    wanted = [entry for entry in entries if is_wanted(entry, plan, environ)]
    folder = plan.procfiles[0].resolve().parent
    started = [supervised_entry(entry, environ=environ, folder=folder) for entry in wanted]
    say("启动", f"Starting {', '.join(each.name for each in started)} …")
    return started


def is_wanted(entry: Entry, plan: Plan, environ: Mapping[str, str]) -> bool:
    if entry.name in NEED_REDIS and not environ["REDIS_URL"]:
        say(
            f"没有 Redis，不启动 {entry.name}，后台工作由 relay 完成，会稍慢。",
            f"No Redis server found, so no {entry.name}: relay does its work, with some delay. "
            "To have one: sudo apt-get install -y redis-server",
        )
        return False
    return entry.name != "sandbox" or needs_sandbox(plan.settings)


def greeting(plan: Plan, environ: Mapping[str, str]) -> Greeting:
    bind, port = plan.settings.bind, plan.settings.port
    return Greeting(when=lambda: answers_http(bind, port), say=lambda: plan.greet(environ))


def address(settings: Settings) -> str:
    host = f"[{settings.bind}]" if ":" in settings.bind else settings.bind
    return settings.public_url or f"http://{host}:{settings.port}"
