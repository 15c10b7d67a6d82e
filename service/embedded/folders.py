"""The data folder, and the runtime folder it names, short because a socket path has 107 bytes."""

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

LONGEST_DATA_PATH = 900
LONGEST_RUNTIME_PATH = 80


class Unusable(Exception):
    """Something on this machine keeps the servers from running; the sentence says what, and what to do."""


def make_data_folder(data: Path) -> Path:
    """The real path of a data folder that exists."""
    folder = Path(os.path.realpath(data))
    if len(os.fsencode(folder)) > LONGEST_DATA_PATH:
        raise Unusable(
            f"数据目录的路径过长（最多 {LONGEST_DATA_PATH} 字节）。"
            f"The path of the data folder is too long (at most {LONGEST_DATA_PATH} bytes): set GUANJIA_DATA."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unusable(
            f"无法使用数据目录。The data folder {folder} cannot be used: {error.strerror}."
        ) from error
    return folder


def make_runtime_folder(data: Path, *, owner: int | None = None) -> Path:
    """0700 and ours (or the account's that runs PostgreSQL): its mode is what guards the sockets."""
    folder = runtime_folder(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {os.geteuid(), owner}:
        raise Unusable(f"The runtime folder {folder} belongs to somebody else: remove it, or set TMPDIR.")
    if owner is not None and seen.st_uid != owner:
        os.chown(folder, owner, -1)
    folder.chmod(0o700)
    (data / "runtime").write_text(f"{folder}\n", encoding="utf-8")
    return folder


def drop_runtime_folder(data: Path) -> None:
    """When everything has stopped; the owner's last act."""
    shutil.rmtree(runtime_folder(data), ignore_errors=True)
    (data / "runtime").unlink(missing_ok=True)


def runtime_folder(data: Path) -> Path:
    name = f"guanjia-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    temporary = Path(tempfile.gettempdir())
    fits = len(os.fsencode(temporary / name)) <= LONGEST_RUNTIME_PATH
    return temporary / name if fits else Path("/tmp") / name


def named_runtime_folder(data: Path) -> Path:
    """The folder that the owner of this data made: it may have had another TMPDIR than we have."""
    try:
        return Path((data / "runtime").read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return runtime_folder(data)
