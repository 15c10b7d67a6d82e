"""The environment that every process of the Procfile gets."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.crypto.master import kept_master_key
from service.settings import Settings
from service.up.secrets import kept_secrets

# Every descendant carries it: so the next owner finds what a killed one left running.
MARK = "GUANJIA_OWNED_BY"
MOST_WEB_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where one running service lives."""

    data: Path
    run: Path


def make_environment(
    environ: Mapping[str, str], settings: Settings, place: Place, *, database_url: str, redis_url: str
) -> dict[str, str]:
    """What was set by hand wins; `redis_url` is empty where there is no Redis.

    The master key stays in its file, out of the environment of processes; it is made only where the
    database is ours or the data are a trial's: two machines on one database must not make two.
    """
    if not settings.master_key and not (settings.production and settings.database_url):
        kept_master_key(place.data / settings.master_key_file.name)
    made = {} if settings.production else kept_secrets(place.data, environ) | sandbox_urls(environ, settings)
    return {
        **environ,
        **made,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "GUANJIA_DATA": str(place.data),
        "GUANJIA_BIND": settings.bind,
        "PORT": str(settings.port),
        "GUANJIA_WEB_WORKERS": environ.get("GUANJIA_WEB_WORKERS") or str(web_workers()),
        "PROMETHEUS_MULTIPROC_DIR": str(empty_metrics_folder(place.run)),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        MARK: str(place.data),
    }


def sandbox_port(environ: Mapping[str, str], settings: Settings) -> int:
    return int(environ.get("GUANJIA_SANDBOX_PORT") or settings.port + 1)


def needs_sandbox(settings: Settings) -> bool:
    return not settings.production and not (settings.payment_url and settings.sms_url)


def sandbox_urls(environ: Mapping[str, str], settings: Settings) -> dict[str, str]:
    url = f"http://127.0.0.1:{sandbox_port(environ, settings)}"
    given = {"GUANJIA_PAYMENT_URL": settings.payment_url, "GUANJIA_SMS_URL": settings.sms_url}
    return {name: url for name, value in given.items() if not value}


def web_workers() -> int:
    return min(os.cpu_count() or 1, MOST_WEB_WORKERS)


def empty_metrics_folder(run: Path) -> Path:
    """Files of dead processes would be counted for ever."""
    folder = run / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
